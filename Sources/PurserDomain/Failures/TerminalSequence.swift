/// The sequences by which text tells a terminal to do something (ECMA-48), as far as their end is plain.
///
/// Leaving out their control character alone would leave the rest of them between the parts of what they stand in.
package enum TerminalSequence {
  /// The longest that is believed; more is text behind a stray control character.
  private static let longest = 4_096
  private static let longestControl = 64

  /// Whether `bytes`, UTF-8, can hold one at all.
  package static func mayOccur(in bytes: [UInt8]) -> Bool {
    bytes.contains { $0 == 0x1B || $0 == 0xC2 }
  }

  /// Returns the end of the sequence that begins at `place` of the UTF-8 `bytes`; nil when none does, when it does not end, and for
  /// two characters that may be a sequence or a control character before text.
  package static func end(at place: Int, in bytes: [UInt8]) -> Int? {
    guard place + 1 < bytes.count else { return nil }
    let sign = bytes[place + 1]
    switch bytes[place] {
    case 0x1B:
      switch sign {
      case UInt8(ascii: "["): return control(from: place + 2, in: bytes)
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
        UInt8(ascii: "_"):
        return string(from: place + 2, in: bytes)
      case 0x20...0x2F: return escape(from: place + 1, in: bytes)
      default: return nil
      }
    case 0xC2 where sign == 0x9B: return control(from: place + 2, in: bytes)
    case 0xC2 where [0x90, 0x98, 0x9D, 0x9E, 0x9F].contains(sign):
      return string(from: place + 2, in: bytes)
    default: return nil
    }
  }

  /// Returns `text` without sequences; what only may be one stays.
  package static func removed(from text: String) -> String {
    let bytes = Array(text.utf8)
    guard mayOccur(in: bytes) else { return text }
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if let end = end(at: place, in: bytes) {
        place = end
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Parameters, then intermediate signs, then the letter that says what to do.
  private static func control(from start: Int, in bytes: [UInt8]) -> Int? {
    let rest = bytes[start...].prefix(longestControl)
    let signs = rest.drop { (0x30...0x3F).contains($0) }.drop { (0x20...0x2F).contains($0) }
    guard let last = signs.first, (0x40...0x7E).contains(last) else { return nil }
    return signs.startIndex + 1
  }

  private static func escape(from start: Int, in bytes: [UInt8]) -> Int? {
    let signs = bytes[start...].prefix(longestControl).drop { (0x20...0x2F).contains($0) }
    guard let last = signs.first, (0x30...0x7E).contains(last) else { return nil }
    return signs.startIndex + 1
  }

  /// A title, an address or the like, up to the sign that ends it.
  private static func string(from start: Int, in bytes: [UInt8]) -> Int? {
    for place in bytes[start...].prefix(longest).indices {
      if bytes[place] == 0x07 { return place + 1 }
      guard place + 1 < bytes.count else { return nil }
      let pair = (bytes[place], bytes[place + 1])
      if pair == (0x1B, UInt8(ascii: "\\")) || pair == (0xC2, 0x9C) { return place + 2 }
    }
    return nil
  }
}
