/// Cells of text tables; widths are counted in UTF-16 units as the reference pages' tables count them.
package enum Columns {
  /// `text` with spaces behind it up to `width`; longer texts stay as they are.
  package static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf16.count))
  }

  /// `text` cut to `width` with `...` at its end, or without where there is no room for that; no character is cut in two.
  package static func truncated(_ text: String, _ width: Int) -> String {
    guard text.utf16.count > width else { return text }
    return width <= 3 ? head(text, width) : head(text, width - 3) + "..."
  }

  /// A number of tokens: `-` for none, the number below 1024, else thousands of 1024 rounded: `195k`.
  package static func tokens(_ count: Int64?) -> String {
    guard let count, count != 0 else { return "-" }
    return count < 1024 ? "\(count)" : "\(count / 1024 + (count % 1024 >= 512 ? 1 : 0))k"
  }

  /// A measured length: `-` for none, `999ms` below a second, else seconds with at most one decimal: `1.2s`.
  package static func latency(_ span: TimeSpan?) -> String {
    guard let milliseconds = span?.milliseconds else { return "-" }
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    let tenths = milliseconds / 100 + (milliseconds % 100 >= 50 ? 1 : 0)
    return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
  }

  /// `path` with the home folder at its beginning shortened to `~`; only at the border of a folder.
  package static func shortened(_ path: String, home: String) -> String {
    guard !home.isEmpty, let rest = path.droppingPrefix(home),
      rest.isEmpty || rest.utf8.first == UInt8(ascii: "/")
    else { return path }
    return "~" + rest
  }

  /// The first `units` UTF-16 units of `text`, less what would cut a scalar in two; a negative number drops from the end.
  package static func head(_ text: String, _ units: Int) -> String {
    let limit = units < 0 ? max(0, text.utf16.count + units) : units
    var result = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      used += scalar.value > 0xFFFF ? 2 : 1
      if used > limit { break }
      result.append(scalar)
    }
    return String(result)
  }

  /// The last `units` UTF-16 units of `text`, less what would cut a scalar in two.
  static func tail(_ text: String, _ units: Int) -> String {
    var result: [Unicode.Scalar] = []
    var used = 0
    for scalar in text.unicodeScalars.reversed() {
      used += scalar.value > 0xFFFF ? 2 : 1
      if used > units { break }
      result.append(scalar)
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: result.reversed())
    return String(view)
  }
}
