/// A word as it stands on an unfinished line of a shell, with its quotes and backslashes.
package enum TypedWord {
  /// Returns what the shell would make of `raw`: quotes and backslashes taken off, one that is still open too, and `$NAME` and
  /// `${NAME}` filled in where `variable` knows them. Programs and patterns are left as they stand.
  package static func text(
    of raw: String, variable: (String) -> String? = { _ in nil }
  ) -> String {
    var result = ""
    var quote: Character?
    var rest = raw[...]
    while let character = rest.popFirst() {
      switch (character, quote) {
      case ("'", nil), ("\"", nil): quote = character
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("\\", nil): result += rest.popFirst().map(String.init) ?? ""
      case ("\\", "\""):
        let isEscape = rest.first.map { "\"\\$`".contains($0) } ?? true
        result += isEscape ? rest.popFirst().map(String.init) ?? "" : "\\"
      case ("$", nil), ("$", "\""):
        if let (name, length) = name(in: rest), let value = variable(name) {
          result += value
          rest = rest.dropFirst(length)
        } else {
          result.append(character)
        }
      default: result.append(character)
      }
    }
    return result
  }

  /// The name of the variable that `text`, which stood behind a dollar sign, begins with, and how many characters that takes.
  private static func name(in text: Substring) -> (name: String, length: Int)? {
    let isBraced = text.first == "{"
    let name = text.dropFirst(isBraced ? 1 : 0).prefix {
      $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber)
    }
    guard let first = name.first, !first.isNumber else { return nil }
    guard isBraced else { return (String(name), name.count) }
    return text.dropFirst(1 + name.count).first == "}" ? (String(name), name.count + 2) : nil
  }
}
