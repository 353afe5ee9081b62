import Glibc

/// The operating system's clocks.
package enum SystemTime {
  /// Returns the wall-clock time in milliseconds since 1970-01-01 UTC.
  package static func nowMilliseconds() -> Int64 { read(CLOCK_REALTIME) }

  /// Returns a time in milliseconds that never goes back, for measuring durations only.
  package static func steadyMilliseconds() -> Int64 { read(CLOCK_MONOTONIC) }

  /// Waits for `milliseconds`. Throws `interrupted` when the run is asked to stop.
  package static func sleep(milliseconds: Int64) throws(SystemError) {
    usleep(UInt32(clamping: max(0, milliseconds) * 1000))
    try Interrupt.check()
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
