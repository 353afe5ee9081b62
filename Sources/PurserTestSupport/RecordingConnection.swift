package import SQLKit

/// A connection that keeps every statement that is run through it.
package final class RecordingConnection: SQLConnection {
  private let base: any SQLConnection
  /// What was run, in order.
  package private(set) var statements: [SQL] = []
  /// How many rows were handed over.
  package private(set) var rowCount = 0

  /// Runs everything on `base`.
  package init(_ base: any SQLConnection) { self.base = base }

  package var dialect: SQLDialect { base.dialect }
  package var totalChanges: Int { base.totalChanges }

  package func run(_ statement: SQL) throws(SQLError) -> Int {
    statements.append(statement)
    return try base.run(statement)
  }

  package func scan(_ statement: SQL, _ body: (RowReader) throws -> Bool) throws {
    statements.append(statement)
    try base.scan(statement) { row in
      rowCount += 1
      return try body(row)
    }
  }

  package func script(_ text: String) throws(SQLError) { try base.script(text) }
  package func setVariable(_ name: String, _ value: Int64?) throws(SQLError) {
    try base.setVariable(name, value)
  }
  package func variableUses(_ name: String) -> Int { base.variableUses(name) }
  package func applicationID() throws(SQLError) -> Int { try base.applicationID() }
  package func setApplicationID(_ id: Int) throws(SQLError) { try base.setApplicationID(id) }
  package func schemaVersion() throws(SQLError) -> Int { try base.schemaVersion() }
  package func setSchemaVersion(_ version: Int) throws(SQLError) {
    try base.setSchemaVersion(version)
  }
  package func schemaObjects() throws -> [SchemaObject] { try base.schemaObjects() }
  package func columnNames(of table: String) throws -> [String] { try base.columnNames(of: table) }
  package func brokenReferences() throws -> [String] { try base.brokenReferences() }
}
