/// The present row of a running statement, as a driver shows it. Columns count from 0.
///
/// A typed accessor returns nil when the column is NULL or holds something that is not wholly of that
/// type.
package protocol SQLRow: AnyObject {
  /// The text of the statement.
  var sql: String { get }
  /// How many columns the row has.
  var columnCount: Int { get }
  /// The name of a column as the statement gives it.
  func columnName(at index: Int) -> String
  /// How the value is stored.
  func kind(at index: Int) -> SQLKind
  /// The value as a whole number.
  func integer(at index: Int) -> Int64?
  /// The value as a floating-point number; a whole number is one too.
  func real(at index: Int) -> Double?
  /// The value as text; nil when it is not well-formed UTF-8.
  func text(at index: Int) -> String?
  /// The bytes of a text or a blob, exactly as stored.
  func bytes(at index: Int) -> [UInt8]?
  /// Appends the bytes of a text or a blob, with their count in eight bytes, the highest first, before
  /// them.
  func appendBytes(at index: Int, to buffer: inout [UInt8])
}

/// One column of the present row, for types that say how they are read.
package struct SQLColumn {
  private let row: any SQLRow
  private let index: Int

  fileprivate init(row: any SQLRow, index: Int) {
    self.row = row
    self.index = index
  }

  /// Whether there is no value.
  package var isNull: Bool { row.kind(at: index) == .null }
  /// The value as a whole number, or nil.
  package var integer: Int64? { row.integer(at: index) }
  /// The value as a floating-point number, or nil.
  package var real: Double? { row.real(at: index) }
  /// The value as text, or nil.
  package var text: String? { row.text(at: index) }
  /// The bytes of a blob, or nil.
  package var blob: [UInt8]? { row.kind(at: index) == .blob ? row.bytes(at: index) : nil }
}

/// A type that can be read from a column.
package protocol SQLDecodable {
  /// Returns the value of `column`, nil when it does not hold one of this type.
  static func decode(_ column: SQLColumn) -> Self?
}

/// Reads the columns of one row from left to right, each as the type that the caller wants.
///
/// Valid only inside the closure it is given to.
package final class RowReader {
  private let row: any SQLRow
  private var position = 0
  private var end = 0

  /// Used by drivers: one reader serves all rows of a statement, see `rewind`.
  package init(_ row: any SQLRow) {
    self.row = row
  }

  /// Used by drivers: starts the next row.
  package func rewind() {
    position = 0
    end = row.columnCount
  }

  /// How many columns the row has.
  package var columnCount: Int { row.columnCount }

  /// Returns the next column as `type`. Throws `wrongType`, naming column, wanted type and statement,
  /// when it holds something else; `misuse` when there are no more columns.
  package func next<Value: SQLDecodable>(
    _ type: Value.Type = Value.self
  ) throws(SQLError) -> Value {
    let index = try advance()
    if let value = Value.decode(SQLColumn(row: row, index: index)) { return value }
    throw wrongType(at: index, "\(Value.self)")
  }

  private func advance() throws(SQLError) -> Int {
    guard position < end else {
      throw SQLError(.misuse, "the row has \(end) columns", sql: row.sql)
    }
    position += 1
    return position - 1
  }

  private func wrongType(at index: Int, _ wanted: String) -> SQLError {
    SQLError(
      .wrongType, "column \(row.columnName(at: index)) holds \(row.kind(at: index)), not \(wanted)",
      sql: row.sql)
  }

  /// Leaves out the next `count` columns.
  package func skip(_ count: Int = 1) {
    position += count
  }

  /// The names of the columns as the statement gives them.
  package var columnNames: [String] {
    (0..<row.columnCount).map(row.columnName(at:))
  }

  /// How the next column is stored; for readers that copy or digest rows whatever their columns are.
  package var kind: SQLKind { row.kind(at: position) }

  /// Appends the bytes of the next column, a text or a blob, exactly as stored, with their count in
  /// eight bytes before them.
  package func appendBytes(to buffer: inout [UInt8]) {
    row.appendBytes(at: position, to: &buffer)
    position += 1
  }
}

// The types that nearly every column has, without the detour over the protocol: a fleet is tens of
// thousands of columns.
extension RowReader {
  /// Returns the next column as a text; errors as for other types.
  package func next(_ type: String.Type) throws(SQLError) -> String {
    let index = try advance()
    guard let text = row.text(at: index) else { throw wrongType(at: index, "String") }
    return text
  }

  /// Returns the next column as a text or NULL; errors as for other types.
  package func next(_ type: String?.Type) throws(SQLError) -> String? {
    let index = try advance()
    if let text = row.text(at: index) { return text }
    guard row.kind(at: index) == .null else { throw wrongType(at: index, "Optional<String>") }
    return nil
  }

  /// Returns the next column as a whole number; errors as for other types.
  package func next(_ type: Int64.Type) throws(SQLError) -> Int64 {
    let index = try advance()
    guard let number = row.integer(at: index) else { throw wrongType(at: index, "Int64") }
    return number
  }

  /// Returns the next column as a whole number or NULL; errors as for other types.
  package func next(_ type: Int64?.Type) throws(SQLError) -> Int64? {
    let index = try advance()
    if let number = row.integer(at: index) { return number }
    guard row.kind(at: index) == .null else { throw wrongType(at: index, "Optional<Int64>") }
    return nil
  }

  /// Returns the next column as a truth value, 0 or 1; errors as for other types.
  package func next(_ type: Bool.Type) throws(SQLError) -> Bool {
    let index = try advance()
    switch row.integer(at: index) {
    case 0: return false
    case 1: return true
    default: throw wrongType(at: index, "Bool")
    }
  }

  /// Returns the next column as a truth value, 0 or 1, or NULL; errors as for other types.
  package func next(_ type: Bool?.Type) throws(SQLError) -> Bool? {
    let index = try advance()
    switch row.integer(at: index) {
    case 0: return false
    case 1: return true
    default:
      guard row.kind(at: index) == .null else { throw wrongType(at: index, "Optional<Bool>") }
      return nil
    }
  }
}

extension Int64: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> Int64? { column.integer }
}

extension Int: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> Int? {
    column.integer.flatMap(Int.init(exactly:))
  }
}

extension Bool: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> Bool? {
    switch column.integer {
    case 0: false
    case 1: true
    default: nil
    }
  }
}

extension Double: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> Double? { column.real }
}

extension String: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> String? { column.text }
}

extension [UInt8]: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> [UInt8]? { column.blob }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> Wrapped?? {
    column.isNull ? .some(.none) : Wrapped.decode(column).map(Optional.some)
  }
}
