import Glibc

/// Keeps processes and threads out of each other's way by a lock that the system lets go of however its holder ends.
package enum FileLock {
  /// Runs `body` while nobody else holds the lock `path`, and returns what it returns.
  ///
  /// The lock is an empty file, mode 0600, in a folder that exists; it is removed afterwards, and one that a killed process left
  /// locks nobody out. Waits for others up to `patience` milliseconds, whatever signals arrive. Throws
  /// `timed_out` after that, `unavailable` where the file system knows no locks, `permission`, `read_only`, `not_found`,
  /// `full`, `invalid_path`, `io`; and what `body` throws.
  package static func holding<Value>(
    _ path: String, patience: Int64 = 10_000, _ body: () throws -> Value
  ) throws -> Value {
    let file = try acquire(path, until: SystemTime.steadyMilliseconds() + patience)
    defer {
      // While it is held, so that nobody else's goes; who waits for it sees that it is another file by then.
      _ = unsafe unlink(path)
      close(file)
    }
    return try body()
  }

  private static func acquire(_ path: String, until end: Int64) throws(SystemError) -> Int32 {
    try SystemPath.check(path, doing: "lock")
    while true {
      // For writing, since network file systems give such a lock to nobody else.
      let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
      let file = unsafe open(path, flags, mode_t(0o600))
      if file < 0 { throw SystemError(errno: errno, doing: "lock", path: path) }
      do throws(SystemError) {
        if try lock(file, path, until: end) { return file }
      } catch {
        close(file)
        throw error
      }
      close(file)
    }
  }

  /// Waits for the lock. Returns false when the file does not have its name any more, since its last holder removed it.
  private static func lock(_ file: Int32, _ path: String, until end: Int64) throws(SystemError)
    -> Bool
  {
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      switch number {
      case EWOULDBLOCK where SystemTime.steadyMilliseconds() < end:
        // Not broken off by a signal: what the lock is for has to be finished.
        usleep(5_000)
      case EWOULDBLOCK:
        throw SystemError(
          .timedOut, "Another process holds '\(path)' for too long.", subject: path,
          hint: "Wait for it to end, and run the command again.")
      case EINTR: continue
      case ENOLCK, ENOSYS, EOPNOTSUPP, EBADF, EINVAL:
        throw SystemError(
          .unavailable, "Cannot lock '\(path)': its file system knows no locks.", subject: path,
          hint: "Keep the file beside it on another file system.",
          cause: SystemError.text(of: number))
      default: throw SystemError(errno: number, doing: "lock", path: path)
      }
    }
    var (held, named) = (stat(), stat())
    guard unsafe fstat(file, &held) == 0, unsafe lstat(path, &named) == 0 else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}
