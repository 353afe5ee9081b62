/// The text of an error made ready to be recognized: its beginning in lower case, its leading status and the
/// members of JSON in it, however broken that is.
struct FailureMessage {
  /// How much of a text is looked at, in bytes. Errors say what they are at their beginning.
  static let limit = 65_536

  /// The text without white space at its ends, ASCII letters in lower case.
  let bytes: [UInt8]
  /// The status the text begins with, as in `HTTP 429: …`, `429 …` and `Error: 429 …`.
  let leadingStatus: Int?
  /// Where the text behind the leading status begins; 0 when there is none.
  let restStart: Int
  private let memberList: [(name: String, value: String)]

  init(_ text: String) {
    var bytes = Array(text.utf8.prefix(Self.limit))
    for index in bytes.indices where bytes[index] >= 0x41 && bytes[index] <= 0x5A {
      bytes[index] |= 0x20
    }
    self.init(lowered: bytes)
  }

  /// Makes a message of a text that is in lower case.
  init(lowered: [UInt8]) {
    let start = lowered.firstIndex { $0 > 0x20 } ?? lowered.endIndex
    let end = lowered.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start
    bytes = Array(lowered[start..<end])
    (leadingStatus, restStart) = Self.leadingStatus(of: bytes)
    memberList = bytes.contains(0x22) ? jsonMembers(in: bytes) : []
  }

  /// Whether there is nothing behind the leading status, or only that there is no body.
  var isBare: Bool {
    restStart == bytes.count || !places(of: "no body").isEmpty
      || !places(of: "no response body").isEmpty
  }

  /// Whether the whole text is a page for a browser.
  var isPage: Bool {
    ["<!doctype html", "<html"].contains { holds($0, at: restStart) }
  }

  /// The values of the JSON members `name`, numbers as text.
  func members(of name: String) -> [String] {
    memberList.filter { $0.name == name }.map(\.value)
  }

  /// A status that JSON in the text gives as its code or status.
  var memberStatus: Int? {
    for (name, value) in memberList where name != "type" {
      if value.utf8.count == 3, let status = Int(value), (400...599).contains(status) {
        return status
      }
    }
    return nil
  }

  /// Whether the text begins with `prefix`.
  func begins(with prefix: String) -> Bool { holds(prefix, at: 0) }

  /// Whether `term` stands at `place`.
  func holds(_ term: String, at place: Int) -> Bool {
    place >= 0 && place <= bytes.count && bytes[place...].starts(with: term.utf8)
  }

  /// Whether the byte at `place` belongs to a word; false outside the text.
  func isWordByte(at place: Int) -> Bool {
    guard bytes.indices.contains(place) else { return false }
    let byte = bytes[place]
    return byte >= 0x61 && byte <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
  }

  /// Where `term` stands, in order, looking from `start` on.
  func places(of term: String) -> [Int] {
    let term = Array(term.utf8)
    guard let first = term.first, bytes.count >= term.count else { return [] }
    return (0...(bytes.count - term.count)).filter {
      bytes[$0] == first && bytes[$0..<$0 + term.count].elementsEqual(term)
    }
  }

  private static func leadingStatus(of bytes: [UInt8]) -> (status: Int?, rest: Int) {
    var place = 0
    func skip(_ word: String) -> Bool {
      guard bytes[place...].starts(with: word.utf8) else { return false }
      place += word.utf8.count
      return true
    }
    func skipSpace() { while place < bytes.count, bytes[place] <= 0x20 { place += 1 } }
    if skip("error:") || skip("api error:") { skipSpace() }
    if skip("http") {
      if skip("/") {
        while place < bytes.count, bytes[place] > 0x20 { place += 1 }
      }
      skipSpace()
    }
    let digits = bytes[place...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard digits.count == 3 else { return (nil, 0) }
    let status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    place += 3
    if place < bytes.count {
      // A unit or a fraction makes it a count of something.
      guard bytes[place] <= 0x20 || Array(":,;".utf8).contains(bytes[place]) else {
        return (nil, 0)
      }
      while place < bytes.count, bytes[place] <= 0x20 || Array(":,;-".utf8).contains(bytes[place]) {
        place += 1
      }
    }
    return (status, place)
  }
}

/// The members `type`, `code`, `status` and `statuscode` of JSON anywhere in `bytes`, in lower case, those in
/// strings within it too; at most 32 of them.
private func jsonMembers(in bytes: [UInt8]) -> [(name: String, value: String)] {
  var members: [(name: String, value: String)] = []
  let quote = UInt8(ascii: "\"")
  func isBreak(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == UInt8(ascii: "\\") }
  var place = 0
  while place < bytes.count, members.count < 32 {
    defer { place += 1 }
    guard bytes[place] == quote,
      let name = ["type", "code", "statuscode", "status"].first(where: { name in
        bytes[(place + 1)...].starts(with: name.utf8)
      })
    else { continue }
    var end = place + 1 + name.utf8.count
    func skipBreaks() { while end < bytes.count, isBreak(bytes[end]) { end += 1 } }
    skipBreaks()
    guard end < bytes.count, bytes[end] == quote else { continue }
    end += 1
    skipBreaks()
    guard end < bytes.count, bytes[end] == UInt8(ascii: ":") else { continue }
    end += 1
    skipBreaks()
    if end < bytes.count, bytes[end] == quote { end += 1 }
    let value = bytes[end...].prefix(80).prefix { byte in
      byte >= 0x61 && byte <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
        || byte == 0x2D || byte == 0x2E
    }
    if !value.isEmpty {
      members.append((name: name, value: String(decoding: value, as: UTF8.self)))
    }
  }
  return members
}
