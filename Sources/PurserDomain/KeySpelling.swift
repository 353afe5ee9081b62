/// How the readers of `models.json` understand the text of a key or header.
package enum KeySpelling {
  /// The marker that gateways put where a key is kept by somebody else.
  package static let managedMarker = "secretref-managed"

  /// The name in `$NAME` or `${NAME}` when that is the whole text; nil for anything else.
  package static func referencedName(in text: String) -> String? {
    guard var name = text.droppingPrefix("$") else { return nil }
    if let inner = name.droppingPrefix("{") {
      guard inner.utf8.last == UInt8(ascii: "}") else { return nil }
      name = String(inner.dropLast())
    }
    return isName(name, lowerCase: true) ? name : nil
  }

  /// Whether the text is a bare variable name as older readers take it: upper-case letters, digits and
  /// underscores, not beginning with a digit.
  package static func isBareName(_ text: String) -> Bool { isName(text, lowerCase: false) }

  /// Whether `${NAME}` occurs in the text, so that newer readers fill something in.
  package static func holdsReference(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var at = 0
    while let offset = bytes[at...].firstIndex(of: dollar) {
      if referenceEnd(in: bytes, from: offset) != nil { return true }
      at = min(offset + 2, bytes.count)
    }
    return false
  }

  /// Returns where the `${NAME}` ends that begins at `start`; nil when none does. It looks no further than a name goes, so that
  /// a text of many beginnings is read once.
  package static func referenceEnd(
    in bytes: [UInt8], from start: Int, lowerCase: Bool = true
  ) -> Int? {
    guard bytes[start] == dollar, start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "{")
    else { return nil }
    let first = start + 2
    var end = first
    while end < bytes.count, isNameByte(bytes[end], first: end == first, lowerCase: lowerCase) {
      end += 1
    }
    return end > first && end < bytes.count && bytes[end] == UInt8(ascii: "}") ? end + 1 : nil
  }

  /// Returns the text by which two spellings of one key are compared: `NAME`, `$NAME` and `${NAME}` are
  /// the same, and so are `EMPTY` and `empty`, which are sent themselves.
  package static func canonical(_ text: String) -> String {
    if KnownMarkers.isFiller(text) { return text.scriptLowercased }
    if let name = referencedName(in: text) { return "$" + name }
    return isBareName(text) ? "$" + text : text
  }

  /// Returns a literal as newer readers must find it written: `$` doubled, a leading `!` escaped.
  package static func escaped(_ literal: String) -> String {
    var bytes: [UInt8] = []
    for (offset, byte) in literal.utf8.enumerated() {
      if byte == dollar || (offset == 0 && byte == UInt8(ascii: "!")) { bytes.append(dollar) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the literal that `escaped` makes `text` of; nil for a text without escapes, for a command, and
  /// for one that names a variable.
  package static func unescaped(_ text: String) -> String? {
    guard text.utf8.first != UInt8(ascii: "!") else { return nil }
    let literal = expanded(text) { _ in nil }
    return literal?.utf8.count == text.utf8.count ? nil : literal
  }

  /// Returns the text with `$NAME` and `${NAME}` replaced by `value(NAME)`, and escapes resolved; nil when
  /// a name has no value.
  package static func expanded(_ text: String, value: (String) -> String?) -> String? {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var at = 0
    while at < bytes.count {
      guard bytes[at] == dollar, at + 1 < bytes.count else {
        output.append(bytes[at])
        at += 1
        continue
      }
      let next = bytes[at + 1]
      if next == dollar || (next == UInt8(ascii: "!") && at == 0) {
        output.append(next)
        at += 2
        continue
      }
      let braced = next == UInt8(ascii: "{")
      let start = braced ? at + 2 : at + 1
      var end = start
      while end < bytes.count, isNameByte(bytes[end], first: end == start, lowerCase: true) {
        end += 1
      }
      guard end > start, !braced || (end < bytes.count && bytes[end] == UInt8(ascii: "}")) else {
        output.append(bytes[at])
        at += 1
        continue
      }
      guard let value = value(String(decoding: bytes[start..<end], as: UTF8.self)) else {
        return nil
      }
      output += value.utf8
      at = braced ? end + 1 : end
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static let dollar = UInt8(ascii: "$")

  private static func isName(_ text: String, lowerCase: Bool) -> Bool {
    !text.isEmpty
      && text.utf8.enumerated().allSatisfy { offset, byte in
        isNameByte(byte, first: offset == 0, lowerCase: lowerCase)
      }
  }

  private static func isNameByte(_ byte: UInt8, first: Bool, lowerCase: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    case UInt8(ascii: "a")...UInt8(ascii: "z"): lowerCase
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
    default: false
    }
  }
}
