/// A number as a document spells it, so that a file read and written back does not change.
///
/// From JSON5 the spelling may be one that JSON does not have (`+1`, `.5`, `0x1F`, `Infinity`);
/// the writer then uses `javaScript`. Equality compares spellings: `1` and `1.0` differ.
package struct JSONNumber: Equatable, Sendable, CustomStringConvertible {
  /// The spelling.
  package let text: String

  /// The number spelled `text`, which must be a number of JSON or JSON5; nil when it is not.
  package init?(_ text: String) {
    var parser = JSONParser(Array(text.utf8), syntax: .json5, limits: .standard)
    guard let number = try? parser.number(), parser.at == parser.end else { return nil }
    self = number
  }

  init(spelling text: String) {
    self.text = text
  }

  /// The integer `value` in decimal digits.
  package init(_ value: Int64) {
    text = String(value)
  }

  /// The integer `value` in decimal digits.
  package init(_ value: Int) {
    text = String(value)
  }

  /// The double `value` in JavaScript's spelling: the fewest digits that read back as the same
  /// value, `1e+21`, `1e-7`, `0` for minus zero, and `Infinity`, `-Infinity` or `NaN`, which
  /// the writer turns into `null`.
  package init(_ value: Double) {
    text = value.javaScriptText
  }

  /// The spelling.
  package var description: String { text }

  /// The value as an integer; nil when it has a fraction, is out of range, or is so large that its
  /// spelling with an exponent no longer names one integer (beyond 2^53).
  package var int64: Int64? {
    if let plain = Int64(text) { return plain }
    if let (negative, digits) = hexadecimal {
      guard let magnitude = Int64(digits, radix: 16) else { return nil }
      return negative ? -magnitude : magnitude
    }
    let value = double
    guard value.magnitude <= 0x1p53 else { return nil }
    let whole = Int64(value)
    return Double(whole) == value ? whole : nil
  }

  /// The nearest double; infinite when the spelling is too large, not a number for `NaN`.
  package var double: Double {
    // Most numbers of a document are small integers.
    if let plain = Int64(text), plain != 0 { return Double(plain) }
    if isStrict { return Double(text) ?? .nan }
    if let (negative, digits) = hexadecimal {
      let magnitude = Double("0x" + digits + "p0") ?? .nan
      return negative ? -magnitude : magnitude
    }
    switch text {
    case "Infinity", "+Infinity": return .infinity
    case "-Infinity": return -.infinity
    case "NaN", "+NaN", "-NaN": return .nan
    default: return Double(decimal) ?? .nan
    }
  }

  /// The spelling JavaScript gives the same value; `Infinity`, `-Infinity` and `NaN` included.
  package var javaScript: String { double.javaScriptText }

  /// Whether the spelling is one JSON has: no sign but a minus, no needless zero, digits on both
  /// sides of a point.
  var isStrict: Bool {
    var rest = text.utf8[...]
    func digits() -> Int {
      let all = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest[all.endIndex...]
      return all.count
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let leadingZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !leadingZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  private var hexadecimal: (negative: Bool, digits: String)? {
    var rest = text[...]
    let negative = rest.first == "-"
    if negative || rest.first == "+" { rest.removeFirst() }
    guard rest.hasPrefix("0x") || rest.hasPrefix("0X") else { return nil }
    return (negative, String(rest.dropFirst(2)))
  }

  /// The spelling with the digits that JSON5 lets one leave out around the point.
  private var decimal: String {
    var result = ""
    var previous: Character = " "
    for character in text {
      if character == ".", !previous.isNumber { result.append("0") }
      if previous == ".", !character.isNumber { result.append("0") }
      result.append(character)
      previous = character
    }
    if previous == "." { result.append("0") }
    return result
  }
}

extension Double {
  /// The text of ECMAScript's Number::toString. The digits are those of Swift's description, which
  /// are also the fewest that round trip; only the layout differs.
  var javaScriptText: String {
    if isNaN { return "NaN" }
    if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
    if self == 0 { return "0" }
    let sign = self < 0 ? "-" : ""
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let text = Array(magnitude.description.utf8)
    scan: for (offset, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "e"):
        exponent = Int(String(decoding: text[(offset + 1)...], as: UTF8.self)) ?? 0
        break scan
      default: digits.append(byte)
      }
    }
    // The value is 0.DIGITS times ten to the power of `scale`.
    var scale = (point ?? digits.count) + exponent
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    while digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      scale -= 1
    }
    return sign + Self.javaScriptLayout(digits, scale)
  }

  private static func javaScriptLayout(_ digits: [UInt8], _ scale: Int) -> String {
    func text(_ slice: some Collection<UInt8>) -> String { String(decoding: slice, as: UTF8.self) }
    func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
    let count = digits.count
    if count <= scale, scale <= 21 { return text(digits) + zeros(scale - count) }
    if 0 < scale, scale <= 21 {
      return text(digits[..<scale]) + "." + text(digits[scale...])
    }
    if -6 < scale, scale <= 0 { return "0." + zeros(-scale) + text(digits) }
    let exponent = (scale > 0 ? "e+" : "e-") + String((scale - 1).magnitude)
    return count == 1
      ? text(digits) + exponent : text(digits[..<1]) + "." + text(digits[1...]) + exponent
  }
}
