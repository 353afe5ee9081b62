import CSQLite

/// Ends what a connection is doing once the program is asked to stop: waiting for another writer, or a statement that
/// runs long.
///
/// Only a request that comes while a transaction runs ends it. Whoever begins one after the request knows of it, such as a
/// run of checks that keeps what it has found before it leaves.
///
/// `@safe`: SQLite holds a pointer to it as long as the connection is open, and the connection holds this object.
@safe final class StopHandler {
  /// How many steps of SQLite's machine lie between two looks: a millisecond or less.
  private static let stride: Int32 = 20_000

  private let isRequested: @Sendable () -> Bool
  private var isHeeded = true

  init(isRequested: @escaping @Sendable () -> Bool) {
    self.isRequested = isRequested
  }

  /// To be called when a transaction begins.
  func begin() { isHeeded = !isRequested() }

  /// Whether a request came since the transaction began.
  var isStopped: Bool { isHeeded && isRequested() }

  /// Lets the statements of `database` end with `SQLITE_INTERRUPT` when the program is to stop. A transaction that writes
  /// is rolled back by that.
  func install(on database: OpaquePointer) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe sqlite3_progress_handler(
      database, Self.stride,
      { context in
        guard let context = unsafe context else { return 0 }
        let handler = unsafe Unmanaged<StopHandler>.fromOpaque(context).takeUnretainedValue()
        return handler.isStopped ? 1 : 0
      }, context)
  }
}
