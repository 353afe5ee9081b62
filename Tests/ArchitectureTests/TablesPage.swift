/// `schema/tables.md`: the tables of a store as the comments in their own SQL explain them.
struct TablesPage {
  /// The whole page; ends with a newline.
  let text: String

  /// Renders the tables that the `CREATE TABLE` statements `statements` make, in their order.
  init(statements: [String]) {
    let tables = statements.compactMap(Table.init(statement:))
    let contents = tables.map { "- [`\($0.name)`](#\($0.name)): \($0.purpose)" }
    let sections = tables.map(\.section)
    text =
      """
      # Tables

      Made by `scripts/generate` from the migrations; do not edit. Every table is `STRICT`. Names ending in
      `_at` hold Unix milliseconds, `_ms` milliseconds, `_micro_usd` millionths of a US dollar.

      \(contents.joined(separator: "\n"))

      \(sections.joined(separator: "\n\n"))

      """
  }

  /// One table with what its comments say.
  struct Table {
    let name: String
    /// The comment inside the parentheses before the first column.
    let purpose: String
    let columns: [Column]
    /// Constraints of the whole table, as written.
    let constraints: [String]

    /// Reads one `CREATE TABLE`; nil for any other statement.
    init?(statement: String) {
      let lines = statement.split(separator: "\n").map(Line.init)
      guard let head = lines.first?.code, head.hasPrefix("CREATE TABLE ") else { return nil }
      name = String(head.dropFirst("CREATE TABLE ".count).prefix { $0 != " " && $0 != "(" })
        .replacing("\"", with: "")
      var purpose: [String] = []
      var columns: [Column] = []
      var constraints: [String] = []
      for line in lines.dropFirst() where !line.code.hasPrefix(")") {
        let word = line.code.prefix { $0 != " " && $0 != "(" }
        if line.code.isEmpty {
          if columns.isEmpty { purpose.append(line.comment) }
        } else if ["PRIMARY", "CHECK", "UNIQUE", "FOREIGN", "CONSTRAINT"].contains(word),
          line.indent <= 2
        {
          constraints.append(line.code)
        } else if line.indent > 2 {
          // A continued column: its comment stands on the last line of the column.
          if constraints.isEmpty, !columns.isEmpty { columns[columns.count - 1].extend(line) }
        } else {
          columns.append(Column(line))
        }
      }
      self.purpose = purpose.joined(separator: " ")
      self.columns = columns
      self.constraints = constraints.map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }
    }

    /// Heading, purpose, columns and constraints as Markdown.
    var section: String {
      let rows = columns.map { column in
        "| `\(column.name)` | \(column.type) | \(column.rules) | \(column.meaning) |"
      }
      var parts = [
        "## \(name)", purpose,
        (["| column | type | rules | meaning |", "| --- | --- | --- | --- |"] + rows)
          .joined(separator: "\n"),
      ]
      if !constraints.isEmpty {
        parts.append(constraints.map { "- `\($0)`" }.joined(separator: "\n"))
      }
      return parts.joined(separator: "\n\n")
    }
  }

  /// One column: name, type, whether it may be empty, meaning.
  struct Column {
    let name: String
    let type: String
    private(set) var code: String
    private(set) var meaning: String

    fileprivate init(_ line: Line) {
      let words = line.code.split(separator: " ")
      name = String(words.first ?? "")
      type = words.count > 1 ? words[1].lowercased().replacing(",", with: "") : ""
      code = line.code
      meaning = line.comment
    }

    fileprivate mutating func extend(_ line: Line) {
      code += " " + line.code
      if meaning.isEmpty { meaning = line.comment }
    }

    /// Whether it is made of the other columns.
    var isGenerated: Bool { code.contains("GENERATED ALWAYS AS") }

    /// Key, reference and emptiness in words.
    var rules: String {
      if isGenerated { return "made of the others, never stored" }
      var rules: [String] = []
      if code.contains("PRIMARY KEY") { rules.append("key") }
      if let range = code.firstRange(of: "REFERENCES ") {
        let target = code[range.upperBound...].prefix { $0 != " " && $0 != "," }
        rules.append("names `\(target)`")
      }
      if !code.contains("NOT NULL"), !code.contains("PRIMARY KEY") { rules.append("may be empty") }
      if let range = code.firstRange(of: "DEFAULT ") {
        rules.append("default `\(code[range.upperBound...].prefix { $0 != " " && $0 != "," })`")
      }
      return rules.joined(separator: ", ")
    }
  }

  /// A line of SQL, its comment apart.
  fileprivate struct Line {
    let indent: Int
    let code: String
    let comment: String

    init(_ line: Substring) {
      indent = line.prefix { $0 == " " }.count
      guard let mark = line.firstRange(of: "--") else {
        code = line.trimmed
        comment = ""
        return
      }
      code = line[..<mark.lowerBound].trimmed
      comment = line[mark.upperBound...].trimmed
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var rest = self
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
