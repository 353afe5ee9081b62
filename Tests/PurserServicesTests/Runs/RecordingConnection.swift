import SQLKit

/// A connection that keeps every statement that is run through it.
final class RecordingConnection: SQLConnection {
  private let base: any SQLConnection
  private(set) var statements: [SQL] = []

  init(_ base: any SQLConnection) { self.base = base }

  var dialect: SQLDialect { base.dialect }
  var totalChanges: Int { base.totalChanges }

  func run(_ statement: SQL) throws(SQLError) -> Int {
    statements.append(statement)
    return try base.run(statement)
  }

  func scan(_ statement: SQL, _ body: (RowReader) throws -> Bool) throws {
    statements.append(statement)
    try base.scan(statement, body)
  }

  func script(_ text: String) throws(SQLError) { try base.script(text) }
  func setVariable(_ name: String, _ value: Int64?) throws(SQLError) {
    try base.setVariable(name, value)
  }
  func variableUses(_ name: String) -> Int { base.variableUses(name) }
  func applicationID() throws(SQLError) -> Int { try base.applicationID() }
  func setApplicationID(_ id: Int) throws(SQLError) { try base.setApplicationID(id) }
  func schemaVersion() throws(SQLError) -> Int { try base.schemaVersion() }
  func setSchemaVersion(_ version: Int) throws(SQLError) { try base.setSchemaVersion(version) }
  func schemaObjects() throws -> [SchemaObject] { try base.schemaObjects() }
  func columnNames(of table: String) throws -> [String] { try base.columnNames(of: table) }
  func brokenReferences() throws -> [String] { try base.brokenReferences() }
}
