import SecretKit
import SystemKit

/// Changing the key in a file without a moment at which the key of the store is in no file.
///
/// The new key first lies beside the old one as `PATH.new.ID`; once the store is sealed under it, it takes
/// the old one's name. The name carries the key's id, so that of two processes none moves the other's key.
/// The old key stays as `PATH.ID`: copies of the store made before need it, and so do other stores under the same key.
/// Who gives a key the name of another one holds the lock `PATH.lock`: between its look at the key that is there and the end of
/// that one, no other process may put one in its place, which nobody would keep. The first key of a place needs no lock: the
/// file is made only where there is none, and only for a key that is there is another one staged.
extension MasterKeyPlace {
  /// Writes `key` beside the present one, so that it outlives this process. Nothing for other places. Throws as
  /// `FileLock.holding`, before any store needs the key.
  func stage(_ key: SecretKey) throws {
    guard let base = try basePath() else { return }
    try FileLock.holding(Self.lockPath(base)) {
      try Self.write(key, to: Self.pendingPath(base, key.id))
    }
  }

  /// Returns the staged key of that id, nil when there is none. Throws what reading it throws.
  func pendingKey(_ id: String) throws -> SecretKey? {
    guard let base = try basePath() else { return nil }
    let path = Self.pendingPath(base, id)
    guard try FileStatus.of(path) != nil else { return nil }
    let key = try MasterKeyPlace.file(path: path).read(Environment())
    return key.id == id ? key : nil
  }

  /// Returns the key of that id when a change of the key has brought it to this place, is about to, or has put it aside,
  /// because another store has this place, too; nil otherwise.
  func changedKey(_ id: String) -> SecretKey? {
    held(id)?.key
  }

  /// Returns the file at or beside this place that holds the key of that id, nil when none does or the place is no file.
  package func file(holding id: String) -> String? {
    held(id)?.path
  }

  /// The key of that id that is in this place, waits beside it to take its name, or is put aside.
  private func held(_ id: String) -> (path: String, key: SecretKey)? {
    guard case .file(let path) = self else { return nil }
    // Looked for first: what is not beside the place any more is in it.
    let pending = try? pendingKey(id)
    if let key = try? read(Environment()), key.id == id { return (path, key) }
    if let pending, let base = try? basePath() { return (Self.pendingPath(base, id), pending) }
    guard let kept = keptPath(of: id),
      let key = try? MasterKeyPlace.file(path: kept).read(Environment()), key.id == id
    else { return nil }
    return (kept, key)
  }

  /// Whether this place is a file that keeps the key of that id for stores that need it: no other one may take its name.
  func isKept(_ id: String) -> Bool {
    guard let base = try? basePath() else { return false }
    return base.hasSuffix("." + id)
  }

  /// Returns a key that an earlier change staged and did not come to use; nil when there is none.
  func leftoverKey() throws -> SecretKey? {
    guard let base = try basePath() else { return nil }
    let start = SystemPath.name(of: base) + ".new."
    for entry in try Directories.list(SystemPath.parent(of: base)) {
      guard entry.name.hasPrefix(start) else { continue }
      if let key = try pendingKey(String(entry.name.dropFirst(start.count))) { return key }
    }
    return nil
  }

  /// Gives the staged `key` the name of the master key and keeps `old` and the one that is there beside it. Nothing to do
  /// when another process did it already. Throws as `FileLock.holding` and `read`.
  func install(_ key: SecretKey, insteadOf old: SecretKey) throws {
    guard let base = try basePath() else { return }
    // What was killed while it staged a key left one that no store ever used.
    _ = try? AtomicFile.removeLeftovers(beside: base)
    let staged = Self.pendingPath(base, key.id)
    try FileLock.holding(Self.lockPath(base)) {
      try Self.write(old, to: Self.keptPath(base, old.id))
      if try FileStatus.of(base) != nil {
        // Where the old key was put aside before, the present one is of another store.
        let present = try read(Environment())
        if present.id != key.id {
          try Self.write(present, to: Self.keptPath(base, present.id))
        } else if try FileStatus.of(staged) == nil {
          return
        }
      }
      // It is gone when two stores took up the same one and a third one's is in the file by now.
      try Self.write(key, to: staged)
      try AtomicFile.move(staged, to: base)
    }
  }

  /// Writes `key` to `path` unless it is there.
  private static func write(_ key: SecretKey, to path: String) throws(SystemError) {
    guard try FileStatus.of(path) == nil else { return }
    try AtomicFile.write(key.fileContent().reveal(), to: path, mode: 0o600)
  }

  /// The file that keeps an earlier key of that id, nil when there is none.
  func keptPath(of id: String) -> String? {
    guard let base = try? basePath() else { return nil }
    let path = Self.keptPath(base, id)
    return (try? FileStatus.of(path)) != nil ? path : nil
  }

  private static func pendingPath(_ base: String, _ id: String) -> String { "\(base).new.\(id)" }

  private static func keptPath(_ base: String, _ id: String) -> String { "\(base).\(id)" }

  private static func lockPath(_ base: String) -> String { "\(base).lock" }

  /// The key's file itself, not a link to it.
  private func basePath() throws(SystemError) -> String? {
    guard case .file(let path) = self else { return nil }
    guard try FileStatus.of(path) != nil else { return path }
    return try Directories.realPath(path)
  }
}
