/// The table "What each target imports" of docs/architecture.md.
struct ImportTable {
  /// What each target may import, ours and the toolchain's together.
  let allowed: [String: Set<String>]

  /// Reads the rows between the heading `## What each target imports` and the next heading. A row
  /// is `| targets | ours | others |` with names in backquotes; a word outside them is for people
  /// only.
  init(markdown: String) {
    var rows: [String: Set<String>] = [:]
    var inside = false
    for line in markdown.split(separator: "\n") {
      if line.hasPrefix("## ") { inside = line == "## What each target imports" }
      guard inside, line.hasPrefix("|") else { continue }
      let cells = line.split(separator: "|").map(Self.names)
      guard cells.count >= 3 else { continue }
      for target in cells[0] { rows[target] = Set(cells[1]).union(cells[2]) }
    }
    allowed = rows
  }

  /// One sentence per import of `file` that the table does not allow; empty when all are allowed.
  func violations(in file: SourceFile) -> [String] {
    guard let allowed = allowed[file.target] else {
      return ["\(file.path): target '\(file.target)' has no row in the table."]
    }
    return file.source.imports
      .filter { !allowed.contains($0) }
      .map { "\(file.path): '\(file.target)' may not import '\($0)'." }
  }

  private static func names(in cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
