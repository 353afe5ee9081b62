/// Tests of a text that no list of words can make.
enum FailureShape: Equatable, Sendable {
  /// The number 429 where a status stands, not in a count of tokens or the number of a port.
  case status429
  /// The number 402 where a status stands.
  case status402
  /// `http 503` and its like.
  case http5xx
  /// `insufficient`, one word, `balance`.
  case oneWordBalance
  /// Two headings or more: the text is a document that only speaks of errors.
  case severalHeadings
  /// `image exceeds` and a size in megabytes.
  case imageSize
  /// Not a single request that alone asks for more than a minute allows.
  case withinMinuteBudget
  /// A member of a JSON text has this value.
  case member(String, String)
}

extension FailureShape {
  /// A term without which no text passes the test.
  var term: String {
    switch self {
    case .status429: "429"
    case .status402: "402"
    case .http5xx: "http 5"
    case .oneWordBalance: "insufficient "
    case .severalHeadings: "##"
    case .imageSize: "image exceeds"
    case .withinMinuteBudget: "t"
    case .member(_, let value): value
    }
  }

  /// Whether `text` passes the test.
  func matches(_ text: FailureMessage) -> Bool {
    switch self {
    case .status429:
      text.mentions("429", behind: Self.statusWords)
        || text.places(of: "429").contains { place in
          place == 0 && !text.isWordByte(at: 3) || text.speaksOfLimit(behind: place + 3)
        }
    case .status402:
      text.begins(with: "402 payment")
        || text.mentions("402", behind: Self.paymentWords, notBefore: " record")
    case .http5xx: text.mentionsServerStatus
    case .oneWordBalance: text.hasOneWordBalance
    case .severalHeadings:
      (text.begins(with: "##") ? 1 : 0) + text.places(of: "\n##").count > 1
    case .imageSize: text.hasImageSize
    case .withinMinuteBudget: !text.exceedsMinuteBudget
    case .member(let name, let value): text.members(of: name).contains(value)
    }
  }

  private static let statusWords = ["http", "https", "status", "response", "code"] + codeWords
  private static let paymentWords =
    ["http", "https", "status", "code", "error", "got", "returned", "received"] + codeWords
  /// "status code" and "response code" in one word, as programs print them.
  private static let codeWords = ["status_code", "statuscode", "response_code", "responsecode"]
}

extension FailureMessage {
  /// Whether `number` stands as a word with one of `words` in front of it, six signs between them at most.
  fileprivate func mentions(
    _ number: String, behind words: [String], notBefore tail: String? = nil
  ) -> Bool {
    places(of: number).contains { place in
      let end = place + number.utf8.count
      if isWordByte(at: end) || (tail.map { holds($0, at: end) } ?? false) { return false }
      var start = place
      // The article of 'got a 402'.
      if holds(" a ", at: place - 3) { start = place - 2 }
      var signs = 0
      while start > 0, signs < 7, !isWordByte(at: start - 1) {
        start -= 1
        signs += 1
      }
      guard (1...6).contains(signs) else { return false }
      return words.contains { word in
        let begin = start - word.utf8.count
        return holds(word, at: begin) && !isWordByte(at: begin - 1)
      }
    }
  }

  /// Whether words of a limit follow directly behind the number that ends at `end`.
  fileprivate func speaksOfLimit(behind end: Int) -> Bool {
    let place = end + 1
    guard !isWordByte(at: end - 4), !isWordByte(at: end) else { return false }
    let words = ["rate", "too many", "too-many", "too_many", "resource", "quota"]
    return words.contains { holds($0, at: place) }
  }

  fileprivate var mentionsServerStatus: Bool {
    places(of: "http 5").contains { place in
      let first = place + 6
      return first + 2 <= bytes.count && bytes[first..<first + 2].allSatisfy(isDigit)
        && !isWordByte(at: first + 2)
    }
  }

  fileprivate var hasOneWordBalance: Bool {
    places(of: "insufficient ").contains { place in
      let start = place + "insufficient ".utf8.count
      var end = start
      while end - start < 40, isWordByte(at: end) { end += 1 }
      return end > start && holds(" balance", at: end)
    }
  }

  fileprivate var hasImageSize: Bool {
    places(of: "image exceeds").contains { place in
      var wasDigit = false
      for index in place..<min(bytes.count, place + 120) {
        let byte = bytes[index]
        if byte == 0x0A { return false }
        if wasDigit, holds("mb", at: index) { return true }
        wasDigit = isDigit(byte) || (wasDigit && byte == 0x20)
      }
      return false
    }
  }

  /// Whether the text gives a limit and a larger request: `Limit 30000, Requested 45000`.
  fileprivate var exceedsMinuteBudget: Bool {
    guard let limit = number(behind: "limit "), let asked = number(behind: "requested ") else {
      return false
    }
    return asked > limit
  }

  private func number(behind word: String) -> Int? {
    for place in places(of: word) {
      let start = place + word.utf8.count
      let digits = bytes[start...].prefix(12).prefix { isDigit($0) || $0 == 0x2C }
      let value = digits.filter(isDigit).reduce(0) { $0 * 10 + Int($1 - 0x30) }
      if digits.contains(where: isDigit) { return value }
    }
    return nil
  }
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
