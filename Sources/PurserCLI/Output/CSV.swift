/// Rows as comma separated values (RFC 4180), for tables of others: lines end in CR LF, the first one has the titles.
package struct CSV: Equatable, Sendable {
  /// One cell.
  package enum Cell: Equatable, Sendable, ExpressibleByStringLiteral {
    /// Text from anywhere.
    case text(String)
    case number(Int64)
    case decimal(Double)
    /// An empty cell.
    case none

    package init(stringLiteral value: String) { self = .text(value) }
  }

  /// The whole text.
  package private(set) var text: String
  private let width: Int

  /// Rows under `titles`.
  package init(_ titles: String...) {
    width = titles.count
    text = ""
    append(titles.map(Cell.text))
  }

  /// Adds a row of as many cells as there are titles.
  package mutating func append(_ cells: [Cell]) {
    precondition(cells.count == width, "A row has a cell for each title.")
    text += cells.map(Self.field).joined(separator: ",") + "\r\n"
  }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .none: ""
    case .number(let number): String(number)
    case .decimal(let number): String(number)
    case .text(let text): quoted(safe(text))
    }
  }

  /// Programs for tables run what begins like a formula; an apostrophe makes text of it.
  private static func safe(_ text: String) -> String {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
    return "'" + text
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return text }
    var result = "\""
    for character in text.unicodeScalars {
      if character == "\"" { result.unicodeScalars.append("\"") }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}

extension CSV.Cell {
  /// A text, or nothing.
  package init(_ text: String?) { self = text.map(CSV.Cell.text) ?? .none }

  /// A number, or nothing.
  package init(_ number: Int64?) { self = number.map(CSV.Cell.number) ?? .none }
}
