/// Rows under titles, each column as wide as its widest cell, two spaces apart.
package struct Table: Equatable, Sendable {
  /// One column.
  package struct Column: Equatable, Sendable {
    var title: String
    var isAlignedRight: Bool

    /// A column with its title; numbers are easier to compare when aligned to the right.
    package init(_ title: String, alignedRight: Bool = false) {
      self.title = title
      isAlignedRight = alignedRight
    }
  }

  private let columns: [Column]
  private var rows: [[Line]] = []

  /// A table without rows.
  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// A table of columns that are named by their titles and aligned to the left.
  package init(_ titles: String...) {
    columns = titles.map { Column($0) }
  }

  /// Adds a row; a missing cell is empty, a surplus one is dropped.
  package mutating func append(_ cells: [Line]) {
    rows.append(
      columns.indices.map { $0 < cells.count ? cells[$0] : "" })
  }

  /// Whether there is no row.
  package var isEmpty: Bool { rows.isEmpty }

  /// Titles and rows, without spaces at the ends of lines.
  package var text: Text {
    let lines = [columns.map { Line($0.title, .bold) }] + rows
    // Once for each cell: in a long table measuring is much of the work.
    let widths = lines.map { $0.map(\.width) }
    let widest = columns.indices.map { column in widths.reduce(0) { max($0, $1[column]) } }
    return Text(zip(lines, widths).map { layOut($0, widths: $1, widest: widest) })
  }

  /// Rows only, cells parted by tabs: for scripts.
  package var plain: Text {
    Text(rows.map(Line.row))
  }

  private func layOut(_ cells: [Line], widths: [Int], widest: [Int]) -> Line {
    let last = widths.lastIndex { $0 > 0 } ?? 0
    var line: Line = ""
    var gap = 0
    for (index, cell) in cells.prefix(last + 1).enumerated() {
      let missing = widest[index] - widths[index]
      let isAlignedRight = columns[index].isAlignedRight
      line.append(spaces: isAlignedRight ? gap + missing : gap)
      line.append(cell)
      gap = isAlignedRight ? 2 : missing + 2
    }
    return line
  }
}
