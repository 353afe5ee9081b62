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
    let head = columns.map { Line($0.title, .bold) }
    let widths = columns.indices.map { column in
      ([head] + rows).map { $0[column].width }.max() ?? 0
    }
    return Text(([head] + rows).map { layOut($0, widths: widths) })
  }

  /// Rows only, cells parted by tabs: for scripts.
  package var plain: Text {
    Text(
      rows.map { cells in
        cells.dropFirst().reduce(cells.first ?? "") { $0 + Line.tab + $1 }
      })
  }

  private func layOut(_ cells: [Line], widths: [Int]) -> Line {
    let last = cells.lastIndex { $0.width > 0 } ?? 0
    var line: Line = ""
    for (index, cell) in cells.prefix(last + 1).enumerated() {
      if index > 0 { line.append(spaces: 2) }
      let missing = widths[index] - cell.width
      if columns[index].isAlignedRight { line.append(spaces: missing) }
      line.append(cell)
      if !columns[index].isAlignedRight, index != last { line.append(spaces: missing) }
    }
    return line
  }
}
