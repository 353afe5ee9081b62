// Text rules of the gateways are those of JavaScript: their files were written by programs that trim and
// lower-case that way, so a key read here must come out the same. Everything works on bytes or scalars;
// a Character may hide a slash or a line end behind a combining mark.

extension Unicode.Scalar {
  /// Whether JavaScript's `trim` removes this scalar: U+FEFF and U+00A0 count, U+0085, U+180E and U+200B do not.
  package var isScriptSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
      0xFEFF:
      true
    default: false
    }
  }

  /// Whether a terminal may act on this scalar or hide text with it: C0, DEL, C1, line and paragraph
  /// separators, bidirectional controls and the invisible formatting marks.
  package var isUnprintable: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2064,
      0x2066...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}

extension String {
  /// The text without the white space JavaScript's `trim` removes at both ends.
  package var trimmed: String {
    let bytes = utf8
    guard let first = bytes.first, let last = bytes.last else { return "" }
    // The common case: ends that are plain ASCII and not white space.
    if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return self }
    let scalars = unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.isScriptSpace }) else { return "" }
    let end = scalars.lastIndex(where: { !$0.isScriptSpace }) ?? start
    return String(scalars[start...end])
  }

  /// The text in lower case as JavaScript's `toLowerCase` gives it, the final sigma included.
  package var scriptLowercased: String {
    if utf8.allSatisfy({ $0 < 0x80 }) {
      return utf8.contains(where: { $0 >= 0x41 && $0 <= 0x5A }) ? lowercased() : self
    }
    let scalars = Array(unicodeScalars)
    var result = ""
    for (position, scalar) in scalars.enumerated() {
      if scalar.value == 0x3A3, isFinalSigma(at: position, in: scalars) {
        result.unicodeScalars.append("\u{3C2}")
      } else {
        result += scalar.properties.lowercaseMapping
      }
    }
    return result
  }

  /// The rest of the text after `prefix`, compared by bytes; nil when the text does not begin with it.
  package func droppingPrefix(_ prefix: String) -> String? {
    guard utf8.starts(with: prefix.utf8) else { return nil }
    return String(self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...])
  }

  /// The text before and after the first `separator` (an ASCII character); nil when there is none.
  package func split(atFirst separator: Unicode.Scalar) -> (before: String, after: String)? {
    guard let index = utf8.firstIndex(of: UInt8(ascii: separator)) else { return nil }
    return (String(self[..<index]), String(self[utf8.index(after: index)...]))
  }

  /// Whether the ASCII character `scalar` occurs in the text.
  package func holds(_ scalar: Unicode.Scalar) -> Bool {
    utf8.contains(UInt8(ascii: scalar))
  }

  /// The text with each scalar a terminal could act on left out, and cut to `limit` scalars with an ellipsis.
  package func printable(limit: Int = 200) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in unicodeScalars where !scalar.isUnprintable {
      guard count < limit else {
        result.append("\u{2026}")
        break
      }
      result.append(scalar)
      count += 1
    }
    return String(result)
  }

  /// Whether any scalar of the text is one that `printable` leaves out.
  package var hasUnprintable: Bool {
    unicodeScalars.contains { $0.isUnprintable }
  }

  /// Whether U+FFFD is in the text, which stands for bytes that were no UTF-8.
  package var hasReplacement: Bool { unicodeScalars.contains("\u{FFFD}") }
}

/// Unicode's `Final_Sigma` condition: a cased letter before, none after, case-ignorable scalars skipped.
private func isFinalSigma(at position: Int, in scalars: [Unicode.Scalar]) -> Bool {
  let before = scalars[..<position].last { !$0.properties.isCaseIgnorable }
  let after = scalars[(position + 1)...].first { !$0.properties.isCaseIgnorable }
  return before?.properties.isCased == true && after?.properties.isCased != true
}
