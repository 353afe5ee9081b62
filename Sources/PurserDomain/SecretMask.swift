/// How a secret may be shown: never in full, whatever its length.
package enum SecretMask {
  /// `missing` for a blank value; else its ends with `...` between: one character each up to 6, two up to 16, eight above.
  ///
  /// White space at the ends and everything a terminal could act on is left out first.
  package static func masked(_ value: String) -> String {
    let text = value.trimmed.printable(limit: .max).trimmed
    let length = text.utf16.count
    switch length {
    case 0: return "missing"
    case ...6: return ends(text, 1)
    case ...16: return ends(text, 2)
    default: return ends(text, 8)
    }
  }

  private static func ends(_ text: String, _ count: Int) -> String {
    Columns.head(text, count) + "..." + Columns.tail(text, count)
  }
}
