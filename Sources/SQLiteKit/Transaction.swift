import SQLKit

/// How a closure becomes a transaction of a connection.
enum Transaction {
  /// Begins, runs `body`, and ends as it concludes; an error rolls back and is passed on.
  static func run<Value>(
    _ mode: TransactionMode, on connection: SQLiteConnection,
    _ body: (any SQLConnection) throws -> Conclusion<Value>
  ) throws -> Value {
    // Foreign keys cannot be switched inside a transaction.
    if mode == .rebuild { try connection.script("PRAGMA foreign_keys = OFF") }
    defer { if mode == .rebuild { try? connection.script("PRAGMA foreign_keys = ON") } }
    // Rows that are laid over a state are no reason for a file of their own.
    if mode == .overlay { try connection.script("PRAGMA temp_store = MEMORY") }
    let isProtected = mode == .read && connection.canWrite
    if isProtected { try connection.run("PRAGMA query_only = ON") }
    defer { if isProtected { _ = try? connection.run("PRAGMA query_only = OFF") } }
    connection.stop.begin()
    do throws(SQLError) {
      try connection.run(mode.isReading ? "BEGIN DEFERRED" : "BEGIN IMMEDIATE")
    } catch {
      guard error.code == .busy, connection.stop.isStopped else { throw error }
      throw SQLError(.interrupted, "stopped while others write")
    }
    connection.isInTransaction = true
    var isOpen = true
    defer {
      connection.isInTransaction = false
      connection.unsetVariables()
      // When a rollback itself has nothing to do, an earlier error rolled back already.
      if isOpen, connection.hasTransaction { try? connection.script("ROLLBACK") }
    }
    switch try body(connection) {
    case .rollBack(let value):
      return value
    case .commit(let value) where mode == .overlay:
      // The rollback takes away what was laid over the state.
      return value
    case .commit(let value):
      if mode == .rebuild, let broken = try connection.brokenReferences().first {
        throw SQLError(.foreignKey, broken)
      }
      // SQLite writes on into a file that has another name or none, and says that it is done.
      guard mode.isReading || !connection.hasMoved else {
        throw SQLError(.moved, "it was moved or replaced while it was open")
      }
      try connection.run("COMMIT")
      isOpen = false
      return value
    }
  }
}
