package import PurserDomain
import Synchronization

/// A clock that stands still until a test moves it.
package final class SteppedClock: Sendable {
  private let now: Mutex<Int64>

  /// Starts at `milliseconds` since 1970 UTC; without an argument at 2026-02-02T02:40:00Z, the
  /// instant that the oracle's vectors use.
  package init(milliseconds: Int64 = 1_770_000_000_000) {
    now = Mutex(milliseconds)
  }

  /// The present instant in milliseconds since 1970 UTC.
  package var milliseconds: Int64 { now.withLock { $0 } }

  /// Moves the clock forward by `milliseconds`.
  package func step(milliseconds: Int64) {
    now.withLock { $0 += milliseconds }
  }

  /// The clock as the product takes it.
  package var wallClock: WallClock {
    WallClock { Timestamp(milliseconds: self.milliseconds) }
  }
}
