import Glibc

/// A file written and synced under a temporary name, waiting to take its real one.
struct StagedFile: Sendable {
  let path: String
  private let temporary: String
  private let item: AtomicFile.Item

  static let suffix = ".purser-tmp"

  /// The start of every temporary name for `path`.
  static func prefix(for path: String) -> String { ".\(SystemPath.name(of: path))." }

  /// Writes and syncs the temporary file. Removes it again when that does not succeed.
  init(_ item: AtomicFile.Item) throws(SystemError) {
    try SystemPath.check(item.path, doing: "write")
    path = item.path
    self.item = item
    let folder = SystemPath.parent(of: path)
    var name = ""
    var file: Int32 = -1
    for _ in 0..<16 {
      let token = RandomBytes.hexadecimal(count: 8)
      name = SystemPath.join(folder, Self.prefix(for: path) + token + Self.suffix)
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      file = unsafe open(name, flags, mode_t(0o600))
      if file >= 0 || errno != EEXIST { break }
    }
    temporary = name
    if file < 0 { throw SystemError(errno: errno, doing: "write", path: path) }
    do {
      try Self.fill(file, item)
    } catch {
      discard()
      throw error
    }
  }

  /// Gives the file its real name, replacing what was there; a symbolic link there is replaced
  /// itself, not what it points to. Throws `conflict` when that is not what the file may replace.
  func commit() throws(SystemError) {
    var isDone = false
    defer { if !isDone { discard() } }
    guard try item.replaces.isAt(path) else {
      throw SystemError(
        .conflict, "'\(path)' was changed meanwhile.", subject: path, hint: "Run the command again."
      )
    }
    if unsafe rename(temporary, path) != 0 {
      throw SystemError(errno: errno, doing: "replace", path: path)
    }
    isDone = true
  }

  /// Gives the file its real name unless something has that, a symbolic link included, and returns whether it did. The
  /// temporary name is gone either way.
  func commitUnlessTaken() throws(SystemError) -> Bool {
    defer { discard() }
    // Unlike `rename`, `link` never replaces.
    if unsafe link(temporary, path) == 0 { return true }
    let number = errno
    switch number {
    case EEXIST: return false
    case EPERM, EOPNOTSUPP, ENOSYS, EMLINK: return try Self.make(item)
    default: throw SystemError(errno: number, doing: "make", path: path)
    }
  }

  /// Makes the file under its real name, for file systems in which no file has two: whoever reads it at once may find the
  /// beginning of it. Returns false when something is there.
  static func make(_ item: AtomicFile.Item) throws(SystemError) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = unsafe open(item.path, flags, mode_t(0o600))
    if file < 0 {
      let number = errno
      if number == EEXIST { return false }
      throw SystemError(errno: number, doing: "make", path: item.path)
    }
    do {
      try fill(file, item)
    } catch {
      _ = unsafe unlink(item.path)
      throw error
    }
    return true
  }

  /// Removes the temporary file.
  func discard() { _ = unsafe unlink(temporary) }

  private static func fill(_ file: Int32, _ item: AtomicFile.Item) throws(SystemError) {
    var open = true
    defer { if open { close(file) } }
    if item.mode != 0o600 && fchmod(file, mode_t(item.mode)) != 0 {
      throw SystemError(errno: errno, doing: "write", path: item.path)
    }
    try FileWriter.write(item.bytes[...], to: file, subject: item.path)
    if fsync(file) != 0 { throw SystemError(errno: errno, doing: "sync", path: item.path) }
    open = false
    if close(file) != 0 && errno != EINTR {
      throw SystemError(errno: errno, doing: "write", path: item.path)
    }
  }
}
