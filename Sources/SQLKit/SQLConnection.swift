/// The kind of database behind a connection.
package enum SQLDialect: Equatable, Sendable {
  case sqlite
  case postgres
}

/// A connection inside a transaction. Not `Sendable`; valid only inside the closure it is given to.
package protocol SQLConnection: AnyObject {
  /// The kind of database.
  var dialect: SQLDialect { get }

  /// Runs one statement and returns how many rows it changed itself, without those that triggers and
  /// cascades changed.
  @discardableResult
  func run(_ statement: SQL) throws(SQLError) -> Int

  /// Runs one statement and hands its rows to `body` one after the other until it returns false.
  func scan(_ statement: SQL, _ body: (RowReader) throws -> Bool) throws

  /// Runs a text of several statements, for migrations.
  func script(_ text: String) throws(SQLError)

  /// Sets a variable that statements and triggers call as the function `name()`, or unsets it. A call
  /// of a variable that is not set fails the statement with code `refused`. Unset again when the
  /// transaction ends.
  func setVariable(_ name: String, _ value: Int64?) throws(SQLError)

  /// How often statements and triggers called a variable since it was set.
  func variableUses(_ name: String) -> Int

  /// How many rows were changed since the connection was opened, by triggers and cascades too.
  var totalChanges: Int { get }

  /// The number that marks a database as the program's own; 0 when none was set.
  func applicationID() throws(SQLError) -> Int
  /// Sets the number that marks a database as the program's own. Part of the transaction.
  func setApplicationID(_ id: Int) throws(SQLError)
  /// The number of the newest migration that was applied; 0 when none was.
  func schemaVersion() throws(SQLError) -> Int
  /// Sets the number of the newest migration. Part of the transaction.
  func setSchemaVersion(_ version: Int) throws(SQLError)

  /// Every table, index, trigger and view that somebody made, in no particular order.
  func schemaObjects() throws -> [SchemaObject]
  /// The names of a table's columns, in their order; empty when there is no such table.
  func columnNames(of table: String) throws -> [String]
  /// Rows that refer to a row that is not there: table and the table it refers to.
  func brokenReferences() throws -> [String]
}

extension SQLConnection {
  /// Runs one statement and hands each row to `body`.
  package func forEach(_ statement: SQL, _ body: (RowReader) throws -> Void) throws {
    try scan(statement) { row in
      try body(row)
      return true
    }
  }

  /// Runs one statement and returns what `body` makes of each row, in the statement's order.
  package func rows<Value>(_ statement: SQL, _ body: (RowReader) throws -> Value) throws -> [Value]
  {
    var values: [Value] = []
    try scan(statement) { row in
      values.append(try body(row))
      return true
    }
    return values
  }

  /// Runs one statement and returns what `body` makes of the first row, nil when there is none.
  package func first<Value>(_ statement: SQL, _ body: (RowReader) throws -> Value) throws -> Value?
  {
    var value: Value?
    try scan(statement) { row in
      value = try body(row)
      return false
    }
    return value
  }
}
