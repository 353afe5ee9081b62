/// Lines for people, in order.
package struct Text: Equatable, Sendable, ExpressibleByArrayLiteral {
  package private(set) var lines: [Line]

  /// Text of these lines.
  package init(_ lines: [Line] = []) {
    self.lines = lines
  }

  package init(arrayLiteral elements: Line...) {
    lines = elements
  }

  /// Text of the program's own with its line ends, such as a help page.
  package init(page: String) {
    var parts = page.split(separator: "\n", omittingEmptySubsequences: false)
    if parts.last == "" { parts.removeLast() }
    lines = parts.map { Line(String($0)) }
  }

  /// Adds a line.
  package mutating func append(_ line: Line) { lines.append(line) }

  /// Adds an empty line, unless there is nothing before it.
  package mutating func space() { if !lines.isEmpty { lines.append("") } }

  /// Adds other text.
  package mutating func append(_ text: Text) { lines += text.lines }

  /// Adds a table.
  package mutating func append(_ table: Table) { lines += table.text.lines }

  /// The lines without colour, each with its end.
  package var plainText: String { lines.map { $0.plainText + "\n" }.joined() }
}
