import SecretKit
import SystemKit

/// Changing the key in a file without a moment at which the key of the store is in no file.
///
/// The new key first lies beside the old one as `PATH.new.ID`; once the store is sealed under it, it takes
/// the old one's name. The name carries the key's id, so that of two processes none moves the other's key.
/// The old key stays as `PATH.ID`: copies of the store made before need it, and so do other stores under the same key.
extension MasterKeyPlace {
  /// Writes `key` beside the present one, so that it outlives this process. Nothing for other places.
  func stage(_ key: SecretKey) throws(SystemError) {
    guard let base = try basePath() else { return }
    let path = Self.pendingPath(base, key.id)
    guard try FileStatus.of(path) == nil else { return }
    try AtomicFile.write(key.fileContent().reveal(), to: path, mode: 0o600)
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
    guard case .file = self else { return nil }
    // In this order: what is not beside the place any more is in it.
    if let pending = try? pendingKey(id) { return pending }
    if let present = try? read(Environment()), present.id == id { return present }
    guard let path = keptPath(of: id) else { return nil }
    let kept = try? MasterKeyPlace.file(path: path).read(Environment())
    return kept?.id == id ? kept : nil
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

  /// Gives the staged `key` the name of the master key and keeps `old` beside it. Nothing to do when another
  /// process did it already.
  func install(_ key: SecretKey, insteadOf old: SecretKey) throws(SystemError) {
    guard let base = try basePath() else { return }
    // What was killed while it staged a key left one that no store ever used.
    _ = try? AtomicFile.removeLeftovers(beside: base)
    try keep(old, beside: base)
    // Where the old key was put aside before, the present one is of another store.
    if let present = try? read(Environment()), present.id != key.id {
      try keep(present, beside: base)
    }
    do {
      try AtomicFile.move(Self.pendingPath(base, key.id), to: base)
    } catch {
      guard error.code == .notFound, (try? read(Environment()))?.id == key.id else { throw error }
    }
  }

  private func keep(_ key: SecretKey, beside base: String) throws(SystemError) {
    let kept = Self.keptPath(base, key.id)
    guard try FileStatus.of(kept) == nil else { return }
    try AtomicFile.write(key.fileContent().reveal(), to: kept, mode: 0o600)
  }

  /// The file that keeps an earlier key of that id, nil when there is none.
  func keptPath(of id: String) -> String? {
    guard let base = try? basePath() else { return nil }
    let path = Self.keptPath(base, id)
    return (try? FileStatus.of(path)) != nil ? path : nil
  }

  private static func pendingPath(_ base: String, _ id: String) -> String { "\(base).new.\(id)" }

  private static func keptPath(_ base: String, _ id: String) -> String { "\(base).\(id)" }

  /// The key's file itself, not a link to it.
  private func basePath() throws(SystemError) -> String? {
    guard case .file(let path) = self else { return nil }
    guard try FileStatus.of(path) != nil else { return path }
    return try Directories.realPath(path)
  }
}
