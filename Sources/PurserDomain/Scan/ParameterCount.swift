/// How large a model is by its name.
package enum ParameterCount {
  /// Returns the largest size, in billions of parameters, that `text` names; nil when it names none.
  ///
  /// A size is a number before `b` that stands apart from other letters and digits: `70b`, `0.5B`, also with one letter in
  /// front (`a3b`, `e4b`). A mixture such as `8x7b` does not say how large it is. What parts two sizes belongs to
  /// neither, so `7b-70b` is 70. [research/cli-and-formats.md 10.2]
  package static func inferred(from text: String) -> Double? {
    let bytes = text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    var best: Double?
    var place = 0
    while place < bytes.count {
      guard place == 0 || !isWordByte(bytes[place - 1]), let size = size(in: bytes, at: place)
      else {
        place += 1
        continue
      }
      if size.value > 0 { best = max(best ?? 0, size.value) }
      place = size.end
    }
    return best
  }

  private static func size(in bytes: [UInt8], at start: Int) -> (value: Double, end: Int)? {
    var place = start
    if place < bytes.count, isLetter(bytes[place]) { place += 1 }
    guard let value = number(in: bytes, at: &place), place < bytes.count,
      bytes[place] == UInt8(ascii: "b")
    else { return nil }
    place += 1
    guard place == bytes.count || !isWordByte(bytes[place]) else { return nil }
    return (value, place)
  }

  /// Digits with at most one fraction; a longer run of digits is no size.
  private static func number(in bytes: [UInt8], at place: inout Int) -> Double? {
    let start = place
    while place < bytes.count, isDigit(bytes[place]) { place += 1 }
    guard place > start, place - start <= 12 else { return nil }
    if place + 1 < bytes.count, bytes[place] == UInt8(ascii: "."), isDigit(bytes[place + 1]) {
      place += 1
      while place < bytes.count, isDigit(bytes[place]) { place += 1 }
    }
    return Double(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

  private static func isWordByte(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
