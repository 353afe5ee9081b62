/// Rows in boxes of light lines, no wider than the terminal: what does not fit is wrapped.
package struct BoxTable: Equatable, Sendable {
  /// One column.
  package struct Column: Equatable, Sendable {
    let title: String
    let minimum: Int
    let isFlexible: Bool

    /// A column that is never narrower than `minimum`; a flexible one gives way first and takes what is left over.
    package init(_ title: String, minimum: Int, isFlexible: Bool = false) {
      self.title = title
      self.minimum = minimum
      self.isFlexible = isFlexible
    }
  }

  /// A text of one line or more, in one colour.
  package struct Cell: Equatable, Sendable, ExpressibleByStringLiteral {
    let text: String
    let paint: Line.Paint?

    /// Makes a cell; line ends begin new lines in it.
    package init(_ text: String, _ paint: Line.Paint? = nil) {
      self.text = text
      self.paint = paint
    }

    package init(stringLiteral value: String) { self.init(value) }

    var lines: [String] {
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { Line.cleaned(String($0)) }
    }
  }

  private let columns: [Column]
  private var rows: [[Cell]] = []

  /// A table without rows.
  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row of as many cells as there are columns.
  package mutating func append(_ cells: [Cell]) {
    rows.append(columns.indices.map { $0 < cells.count ? cells[$0] : "" })
  }

  /// The table for a terminal of so many columns; nil stands for 120.
  package func text(width columnCount: Int?) -> Text {
    let widths = widths(within: max(60, (columnCount ?? 120) - 1))
    func rule(_ left: String, _ middle: String, _ right: String) -> Line {
      Line(
        left + widths.map { String(repeating: "─", count: $0 + 2) }.joined(separator: middle)
          + right)
    }
    var text = Text([rule("┌", "┬", "┐")])
    text.append(layOut(columns.map { Cell($0.title, .bold) }, widths))
    text.append(rule("├", "┼", "┤"))
    for row in rows { text.append(layOut(row, widths)) }
    text.append(rule("└", "┴", "┘"))
    return text
  }

  private func layOut(_ cells: [Cell], _ widths: [Int]) -> Text {
    let wrapped = zip(cells, widths).map { cell, width in
      cell.lines.flatMap { Self.wrapped($0, to: width) }
    }
    let height = wrapped.map(\.count).max() ?? 0
    return Text(
      (0..<height).map { index in
        var line: Line = "│"
        for (place, lines) in wrapped.enumerated() {
          let text = index < lines.count ? lines[index] : ""
          line =
            line + " " + Line(text, cells[place].paint).padded(to: widths[place]) + " │"
        }
        return line
      })
  }

  /// The widths of the columns' contents, so that the whole fits into `total` where the minima allow it.
  private func widths(within total: Int) -> [Int] {
    var widths = columns.indices.map { column in
      rows.flatMap { $0[column].lines }.map(displayWidth)
        .reduce(max(columns[column].minimum, displayWidth(columns[column].title))) { max($0, $1) }
    }
    // A bar before each column and one at the end, a space on both sides of each content.
    let room = total - 3 * columns.count - 1
    func shrink(_ candidates: [Int]) {
      while widths.reduce(0, +) > room {
        let widest = candidates.filter { widths[$0] > columns[$0].minimum }
          .max { widths[$0] < widths[$1] }
        guard let widest else { return }
        widths[widest] -= 1
      }
    }
    let flexible = columns.indices.filter { columns[$0].isFlexible }
    shrink(flexible)
    shrink(columns.indices.filter { !columns[$0].isFlexible })
    var spare = room - widths.reduce(0, +)
    while spare > 0, !flexible.isEmpty {
      for column in flexible where spare > 0 {
        widths[column] += 1
        spare -= 1
      }
    }
    return widths
  }

  /// Cuts a line where a word, a path or an id may be parted; a longer piece is cut anywhere.
  private static func wrapped(_ text: String, to width: Int) -> [String] {
    guard displayWidth(text) > width else { return [text] }
    var lines: [String] = []
    var line: [Character] = []
    var used = 0
    for character in text {
      let wide = displayWidth(String(character))
      if used + wide > width, !line.isEmpty {
        let cut = line.lastIndex { breaks.contains($0) }.map { $0 + 1 } ?? line.count
        lines.append(trimmed(line[..<cut]))
        line = Array(line[cut...].drop { $0 == " " || $0 == "\t" })
        used = displayWidth(String(line))
      }
      if line.isEmpty, !lines.isEmpty, character == " " || character == "\t" { continue }
      line.append(character)
      used += wide
    }
    if !line.isEmpty { lines.append(trimmed(line[...])) }
    return lines
  }

  private static let breaks: Set<Character> = [" ", "\t", "/", "-", "_", "."]

  private static func trimmed(_ characters: ArraySlice<Character>) -> String {
    var rest = characters
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
