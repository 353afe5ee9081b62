/// What a transaction may do.
package enum TransactionMode: Equatable, Sendable {
  /// Reads one state of the database from beginning to end.
  case read
  /// Reads one state, over which temporary tables and views may be laid; they are gone when it ends.
  case overlay
  /// Reads and writes; only one at a time, also across processes.
  case write
  /// Writes with foreign keys unchecked until the end, for migrations that recreate a table. Checked
  /// before the commit; a broken reference rolls back with code `foreignKey`.
  case rebuild
}

extension TransactionMode {
  /// Whether others may write meanwhile.
  package var isReading: Bool { self == .read || self == .overlay }
}

/// How a transaction ends when its closure returns.
package enum Conclusion<Value> {
  /// Keep what was changed.
  case commit(Value)
  /// Forget what was changed.
  case rollBack(Value)
}

/// A database that can be asked for transactions from any thread.
package protocol SQLDatabase: Sendable {
  /// Runs `body` in a transaction that ends as it concludes; an error rolls back and is passed on.
  /// Waits for other writers. A transaction inside another one of the same thread traps.
  /// Throws `SQLError` of its own: `busy`, `full`, `readOnly`, `io` and those of opening.
  @discardableResult
  func concluding<Value>(
    _ mode: TransactionMode, _ body: (any SQLConnection) throws -> Conclusion<Value>
  ) throws -> Value

  /// Writes a whole copy of the committed state to `path`, which must not exist, with mode 0600, and
  /// checks the copy's integrity. A copy that does not pass is removed and `corrupt` thrown.
  func copy(to path: String) throws

  /// Returns what is wrong with the file's structure and references, empty when nothing is.
  func integrityCheck() throws -> [String]
}

extension SQLDatabase {
  /// Runs `body` in a transaction and commits it; an error rolls back and is passed on.
  @discardableResult
  package func transaction<Value>(
    _ mode: TransactionMode, _ body: (any SQLConnection) throws -> Value
  ) throws -> Value {
    try concluding(mode) { .commit(try body($0)) }
  }
}
