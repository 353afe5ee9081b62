import CSQLite
import Synchronization

/// The one connection that writes, for one transaction at a time.
///
/// `@unchecked Sendable` and `@safe`: the connection is touched only by the holder of the lock.
@safe final class ConnectionSlot: @unchecked Sendable {
  private let lock = Mutex(())
  private let owner = Atomic<UInt>(0)
  private var connection: SQLiteConnection?

  /// Puts the connection in, before anyone uses it.
  func fill(_ connection: SQLiteConnection) {
    self.connection = connection
  }

  /// Whether another thread has its turn at the moment.
  var isBusyElsewhere: Bool {
    let thread = owner.load(ordering: .relaxed)
    return thread != 0 && thread != UInt(purser_thread())
  }

  /// Waits for its turn and runs `body`. Traps when this thread is inside `body` already.
  func use<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    let thread = UInt(purser_thread())
    guard owner.load(ordering: .relaxed) != thread else {
      // A mistake in the program that would wait for itself for ever: stopping with a reason is all that is left.
      fatalError(
        """
        A transaction began inside another one of the same database. Give the function the session \
        instead of the store.
        """)
    }
    var outcome: Result<Value, any Error>?
    lock.withLock { _ in
      owner.store(thread, ordering: .relaxed)
      defer { owner.store(0, ordering: .relaxed) }
      outcome = Result { try body(connection!) }
    }
    return try outcome!.get()
  }
}

/// Connections that read and that nobody uses at the moment.
///
/// `@unchecked Sendable` and `@safe`: a connection is in the pool or with one thread, never both.
@safe final class ConnectionPool: @unchecked Sendable {
  private let lock = Mutex(())
  private var idle: [SQLiteConnection] = []

  /// Takes a connection out, nil when there is none.
  func take() -> SQLiteConnection? {
    lock.withLock { _ in idle.popLast() }
  }

  /// Closes all of them.
  func removeAll() {
    lock.withLock { _ in idle = [] }
  }

  /// Puts a connection back.
  func put(_ connection: SQLiteConnection) {
    lock.withLock { _ in idle.append(connection) }
  }
}
