package import SQLKit

extension SQLiteConnection {
  package func applicationID() throws(SQLError) -> Int {
    try number("PRAGMA application_id")
  }

  package func setApplicationID(_ id: Int) throws(SQLError) {
    try script("PRAGMA application_id = \(Int32(truncatingIfNeeded: id))")
  }

  package func schemaVersion() throws(SQLError) -> Int {
    try number("PRAGMA user_version")
  }

  package func setSchemaVersion(_ version: Int) throws(SQLError) {
    try script("PRAGMA user_version = \(Int32(truncatingIfNeeded: version))")
  }

  package func schemaObjects() throws -> [SchemaObject] {
    try rows(
      """
      SELECT type, name, tbl_name, sql
      FROM sqlite_schema
      WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'
      ORDER BY type, name
      """
    ) { row in
      let type = try row.next(String.self)
      guard let kind = SchemaObject.Kind(rawValue: type) else {
        throw SQLError(.corrupt, "unknown kind of object \(type)")
      }
      return SchemaObject(
        kind: kind, name: try row.next(), table: try row.next(), sql: try row.next())
    }
  }

  package func columnNames(of table: String) throws -> [String] {
    try rows("SELECT name FROM pragma_table_info(\(table)) ORDER BY cid") { try $0.next() }
  }

  package func brokenReferences() throws -> [String] {
    try rows("PRAGMA foreign_key_check") { row in
      let table = try row.next(String.self)
      row.skip()
      return "a row of \(table) refers to a row of \(try row.next(String.self)) that is not there"
    }
  }

  /// Returns what SQLite finds wrong with the file's structure, empty when nothing is.
  func structuralFaults() throws -> [String] {
    try rows("PRAGMA integrity_check") { try $0.next(String.self) }.filter { $0 != "ok" }
  }

  /// Returns how SQLite will answer `statement`, one line per step (`SEARCH agent USING INDEX …`).
  package func queryPlan(_ statement: SQL) throws -> [String] {
    try rows("EXPLAIN QUERY PLAN \(statement)") { row in
      row.skip(3)
      return try row.next(String.self)
    }
  }

  /// Whether nothing was ever made in the database.
  func isBlank() throws(SQLError) -> Bool {
    guard try applicationID() == 0 else { return false }
    return try number("SELECT count(*) FROM sqlite_schema") == 0
  }

  private func number(_ statement: SQL) throws(SQLError) -> Int {
    do {
      return try first(statement) { try $0.next(Int.self) } ?? 0
    } catch let error as SQLError {
      throw error
    } catch {
      throw SQLError(.other, "\(error)")
    }
  }
}
