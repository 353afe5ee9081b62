import CSQLite

/// Waits for another writer: short sleeps of random length until the patience ends or the program is to stop.
///
/// SQLite's own handler sleeps ever longer, so whoever waits longest asks least often, and with 64
/// writers some starve (seen). Equal random sleeps give each waiter the same chance at every turn: of 64
/// processes writing 30 times each on two busy cores none failed, and the longest wait was a sixth of the
/// patience, so no queue on a lock beside the file is needed.
///
/// `@safe`: SQLite holds a pointer to it as long as the connection is open, and the connection holds
/// this object.
@safe final class BusyHandler {
  private let patience: Duration
  private let stop: StopHandler
  /// In milliseconds of a clock that never goes back. Not a `ContinuousClock`: that one name would link the whole
  /// concurrency runtime and libdispatch, which every start of the program would then set up (decision 0006).
  private var deadline: Int64 = 0

  init(patience: Duration, stop: StopHandler) {
    self.patience = patience
    self.stop = stop
  }

  /// Becomes the busy handler of `database`.
  func install(on database: OpaquePointer) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe sqlite3_busy_handler(
      database,
      { context, count in
        guard let context = unsafe context else { return 0 }
        let handler = unsafe Unmanaged<BusyHandler>.fromOpaque(context).takeUnretainedValue()
        return handler.wait(turn: count) ? 1 : 0
      }, context)
  }

  private var milliseconds: Int64 {
    patience.components.seconds * 1000 + patience.components.attoseconds / 1_000_000_000_000_000
  }

  private func wait(turn: Int32) -> Bool {
    let now = purser_steady_milliseconds()
    if turn == 0 { deadline = now + milliseconds }
    guard now < deadline, !stop.isStopped else { return false }
    // The first turns are short: mostly there is one other writer, and it needs about a millisecond.
    sqlite3_sleep(turn < 4 ? 1 : Int32.random(in: 1...12))
    return true
  }
}
