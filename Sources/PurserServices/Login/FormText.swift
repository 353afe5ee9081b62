/// Names and values as they stand in the query of an address and in a form (`application/x-www-form-urlencoded`).
enum FormText {
  /// Puts pairs together; everything but letters, digits and `-._~` is written with percent signs.
  static func encoded(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\(URLPart.path($0.name))=\(URLPart.path($0.value))" }.joined(separator: "&")
  }

  /// Takes pairs apart; nil for broken percent signs, bytes that are not UTF-8 and more than 64 pairs.
  static func decoded(_ text: some StringProtocol) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for part in text.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = unescaped(sides[0]), let value = unescaped(sides.count > 1 ? sides[1] : ""),
        pairs.count < 64
      else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }

  private static func unescaped(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard rest.count >= 2, let high = digit(rest.removeFirst()),
          let low = digit(rest.removeFirst())
        else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
