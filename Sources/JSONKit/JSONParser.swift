extension JSON {
  /// Reads `bytes` as one value of `syntax`. Throws with line and column: `syntax`,
  /// `duplicate_key` (unless the limits let the last win), `too_deep`, `too_large`, `invalid_utf8`,
  /// `lone_surrogate`, `nul`, `byte_order_mark`.
  package static func parse(
    _ bytes: [UInt8], syntax: JSONSyntax = .json, limits: JSONLimits = .standard
  ) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes, syntax: syntax, limits: limits)
    return try parser.document()
  }

  /// Reads `text` as `parse(_:syntax:limits:)` reads its UTF-8.
  package static func parse(
    _ text: String, syntax: JSONSyntax = .json, limits: JSONLimits = .standard
  ) throws(JSONError) -> JSON {
    try parse(Array(text.utf8), syntax: syntax, limits: limits)
  }

  /// Reads `bytes` with the last of repeated keys winning, and lists the repetitions, innermost and
  /// earliest first; no more than 100. Throws as `parse(_:syntax:limits:)` does, but never `duplicate_key`.
  package static func parseListingDuplicates(
    _ bytes: [UInt8], syntax: JSONSyntax = .json, limits: JSONLimits = .standard
  ) throws(JSONError) -> (value: JSON, duplicates: [JSONDuplicate]) {
    var limits = limits
    limits.duplicates = .lastWins
    var parser = JSONParser(bytes, syntax: syntax, limits: limits)
    let value = try parser.document()
    guard !parser.duplicates.isEmpty else { return (value, []) }
    let lines = JSONLines(bytes)
    return (
      value,
      parser.duplicates.map {
        JSONDuplicate(path: $0.path, position: lines.position(of: $0.offset))
      }
    )
  }
}

/// A recursive descent over bytes. Strings without escapes are cut out in one piece, and members
/// and elements gather on two stacks, so that each array is allocated once and in its size.
struct JSONParser {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The text and one NUL behind it, so that looking at the next byte needs no test for the end.
  let bytes: [UInt8]
  let end: Int
  let syntax: JSONSyntax
  let limits: JSONLimits
  let isJSON5: Bool
  var at = 0
  private var depth = 0
  private var members: [JSONObject.Member] = []
  private var memberOffsets: [Int] = []
  private var elements: [JSON] = []
  private(set) var duplicates: [(path: JSONPath, offset: Int)] = []
  private static let listedDuplicates = 100

  init(_ bytes: [UInt8], syntax: JSONSyntax, limits: JSONLimits) {
    // A text that will be refused for its size is not copied first.
    self.bytes = bytes.count > limits.bytes ? [0] : bytes + [0]
    self.end = bytes.count
    self.syntax = syntax
    self.limits = limits
    self.isJSON5 = syntax == .json5
  }

  mutating func document() throws(JSONError) -> JSON {
    try start()
    let value = try value()
    try finish()
    return value
  }

  /// Checks the text as a whole and goes to its first value.
  mutating func start() throws(JSONError) {
    guard end <= limits.bytes else {
      throw JSONError(
        .tooLarge, "The text is larger than \(limits.bytes) bytes.",
        hint: "Split the file, or leave it out.", at: JSONPosition(line: 1, column: 1))
    }
    try checkEncoding()
    if bytes.starts(with: Self.byteOrderMark) {
      guard syntax != .json else {
        throw error(
          .byteOrderMark, "The text begins with a byte order mark.", at: 0,
          hint: "Save the file as UTF-8 without one.")
      }
      at = 3
    }
    try skipSpace()
  }

  /// Checks that nothing follows the value.
  mutating func finish() throws(JSONError) {
    try skipSpace()
    guard at == end else { throw unexpected() }
  }

  mutating func value() throws(JSONError) -> JSON {
    switch bytes[at] {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    case UInt8(ascii: "'") where isJSON5: return .string(try string())
    case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "I"), UInt8(ascii: "N"):
      guard isJSON5 else { throw unexpected() }
      return .number(try number())
    default: throw unexpected()
    }
  }

  mutating func literal(_ word: StaticString) throws(JSONError) {
    for byte in word.description.utf8 {
      guard bytes[at] == byte else { throw unexpected() }
      at += 1
    }
  }

  private mutating func array() throws(JSONError) -> [JSON] {
    let base = elements.count
    try forEachElement { (parser: inout JSONParser, _) throws(JSONError) in
      let known = parser.duplicates.count
      let element = try parser.value()
      if parser.duplicates.count > known {
        parser.lowerDuplicates(from: known, .index(parser.elements.count - base))
      }
      parser.elements.append(element)
    }
    guard elements.count > base else { return [] }
    let result = Array(elements[base...])
    elements.removeLast(elements.count - base)
    return result
  }

  private mutating func object() throws(JSONError) -> JSONObject {
    let base = members.count
    try forEachMember { (parser: inout JSONParser, key, offset) throws(JSONError) in
      let known = parser.duplicates.count
      let value = try parser.value()
      if parser.duplicates.count > known { parser.lowerDuplicates(from: known, .key(key)) }
      parser.members.append(JSONObject.Member(key: key, value: value))
      parser.memberOffsets.append(offset)
    }
    let count = members.count - base
    guard count > 0 else { return JSONObject() }
    let repeated = repeatedMembers(base)
    let own = Array(members[base...])
    if !repeated.places.isEmpty { try report(repeated.places, base) }
    members.removeLast(count)
    memberOffsets.removeLast(count)
    guard repeated.places.isEmpty else {
      return JSONObject(own.lazy.map { (key: $0.key, value: $0.value) })
    }
    return JSONObject(distinct: own, index: repeated.index)
  }

  /// Goes through `[ … ]`, calling `body` at the first byte of each element with its number.
  mutating func forEachElement(
    _ body: (inout JSONParser, Int) throws(JSONError) -> Void
  ) throws(JSONError) {
    try descend()
    var count = 0
    while bytes[at] != UInt8(ascii: "]") {
      try body(&self, count)
      count += 1
      try separator(UInt8(ascii: "]"))
    }
    at += 1
    depth -= 1
  }

  /// Goes through `{ … }`, calling `body` at the first byte of each value with its key and the
  /// offset of the key.
  mutating func forEachMember(
    _ body: (inout JSONParser, String, Int) throws(JSONError) -> Void
  ) throws(JSONError) {
    try descend()
    while bytes[at] != UInt8(ascii: "}") {
      let offset = at
      let key = try key()
      try skipSpace()
      guard bytes[at] == UInt8(ascii: ":") else { throw unexpected() }
      at += 1
      try skipSpace()
      try body(&self, key, offset)
      try separator(UInt8(ascii: "}"))
    }
    at += 1
    depth -= 1
  }

  private mutating func key() throws(JSONError) -> String {
    if bytes[at] == UInt8(ascii: "\"") { return try string() }
    guard isJSON5 else { throw unexpected() }
    return bytes[at] == UInt8(ascii: "'") ? try string() : try identifier()
  }

  private mutating func descend() throws(JSONError) {
    depth += 1
    guard depth <= limits.depth else {
      throw error(
        .tooDeep, "Arrays and objects lie more than \(limits.depth) deep in one another.", at: at,
        hint: "Flatten the file, or leave it out.")
    }
    at += 1
    try skipSpace()
  }

  /// Goes over the comma behind a value, or to the bracket that ends the list.
  private mutating func separator(_ close: UInt8) throws(JSONError) {
    try skipSpace()
    if bytes[at] == UInt8(ascii: ",") {
      at += 1
      try skipSpace()
      // JSON5 lets a comma stand before the bracket; before another comma it never may.
      if bytes[at] == close, !isJSON5 { throw unexpected() }
    } else if bytes[at] != close {
      throw unexpected()
    }
  }

  private func repeatedMembers(_ base: Int) -> (places: [Int], index: [ExactKey: Int]?) {
    var places: [Int] = []
    if members.count - base > JSONObject.scannedCount {
      let index = JSONObject.index(members[base...].enumerated()) { places.append(base + $0) }
      return (places, index)
    }
    for place in base..<members.count {
      for earlier in base..<place where members[earlier].key == members[place].key {
        if members[earlier].key.hasSameBytes(as: members[place].key) {
          places.append(place)
          break
        }
      }
    }
    return (places, nil)
  }

  private mutating func report(_ places: [Int], _ base: Int) throws(JSONError) {
    for place in places {
      let key = members[place].key
      guard limits.duplicates == .lastWins else {
        throw JSONError(
          .duplicateKey, "The key '\(key.escapedForDisplay)' is there twice.", subject: key,
          hint: "Remove one of the two.", at: position(memberOffsets[place]))
      }
      guard duplicates.count < Self.listedDuplicates else { return }
      duplicates.append((path: [.key(key)], offset: memberOffsets[place]))
    }
  }

  private mutating func lowerDuplicates(from first: Int, _ element: JSONPath.Element) {
    for place in duplicates.indices[first...] {
      duplicates[place].path = JSONPath([element]).appending(duplicates[place].path)
    }
  }
}
