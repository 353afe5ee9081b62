/// A word as it stands on an unfinished line of a shell, with its quotes and backslashes.
package enum TypedWord {
  /// Returns what the shell would make of `raw`: quotes and backslashes taken off, one that is still open too, and `$NAME` and
  /// `${NAME}` filled in where `variable` knows them. Programs and patterns are left as they stand.
  package static func text(
    of raw: String, variable: (String) -> String? = { _ in nil }
  ) -> String {
    // Not by Characters: a quote with a combining mark behind it is one to every shell.
    var result = String.UnicodeScalarView()
    var quote: Unicode.Scalar?
    var rest = raw.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch (scalar, quote) {
      case ("'", nil), ("\"", nil): quote = scalar
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("\\", nil): if let next = rest.popFirst() { result.append(next) }
      case ("\\", "\""):
        let isEscape = rest.first.map { ["\"", "\\", "$", "`"].contains($0) } ?? true
        if let next = isEscape ? rest.popFirst() : scalar { result.append(next) }
      case ("$", nil), ("$", "\""):
        if let (name, length) = name(in: rest), let value = variable(name) {
          result.append(contentsOf: value.unicodeScalars)
          rest = rest.dropFirst(length)
        } else {
          result.append(scalar)
        }
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// The name of the variable that `text`, which stood behind a dollar sign, begins with, and how many scalars that takes.
  private static func name(
    in text: Substring.UnicodeScalarView
  ) -> (name: String, length: Int)? {
    let isBraced = text.first == "{"
    let name = text.dropFirst(isBraced ? 1 : 0).prefix {
      switch $0 {
      case "_", "a"..."z", "A"..."Z", "0"..."9": true
      default: false
      }
    }
    guard let first = name.first, !("0"..."9").contains(first) else { return nil }
    guard isBraced else { return (String(name), name.count) }
    return text.dropFirst(1 + name.count).first == "}" ? (String(name), name.count + 2) : nil
  }
}
