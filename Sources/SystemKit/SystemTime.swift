import Glibc

/// The operating system's clocks.
package enum SystemTime {
  /// Returns the wall-clock time in milliseconds since 1970-01-01 UTC.
  package static func nowMilliseconds() -> Int64 { read(CLOCK_REALTIME) }

  /// Returns a time in milliseconds that never goes back, for measuring durations only.
  package static func steadyMilliseconds() -> Int64 { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
