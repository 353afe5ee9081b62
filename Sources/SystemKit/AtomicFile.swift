import Glibc

/// Replaces files so that a reader, a crash or a full disk sees the old content or the new one,
/// whole, and never anything between.
///
/// Each file goes to a temporary name in its own folder (created exclusively, with its final mode),
/// is written, synced and renamed; then the folder is synced.
package enum AtomicFile {
  /// One file to write.
  package struct Item: Sendable {
    package var path: String
    package var bytes: [UInt8]
    package var mode: UInt32
    /// What has to be at the path when the file takes its name.
    package var replaces: ReplacedFile

    /// Describes a file to be written; `mode` holds exactly, whatever the process's mask is.
    package init(
      path: String, bytes: [UInt8], mode: UInt32 = 0o600, replaces: ReplacedFile = .anything
    ) {
      self.path = path
      self.bytes = bytes
      self.mode = mode
      self.replaces = replaces
    }
  }

  /// Writes one file; its folder must exist. On error the old file stays and nothing is left behind, but where its folder could
  /// not be synced: then the new file is there, and a crash of the system may take it back. Throws `not_found`, `permission`,
  /// `read_only`, `full`, `invalid_path`, `io`.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o600
  ) throws(SystemError) {
    let staged = try StagedFile(Item(path: path, bytes: bytes, mode: mode))
    try staged.commit()
    try syncFolder(SystemPath.parent(of: path))
  }

  /// Makes a file unless something is at `path` already, a symbolic link included; then that stays as it is.
  ///
  /// Returns whether it made the file: of many processes at once exactly one does. The others find it whole. Throws as
  /// `write`.
  package static func create(
    _ bytes: [UInt8], at path: String, mode: UInt32 = 0o600
  ) throws(SystemError) -> Bool {
    let staged = try StagedFile(Item(path: path, bytes: bytes, mode: mode))
    let isMade = try staged.commitUnlessTaken()
    try syncFolder(SystemPath.parent(of: path))
    return isMade
  }

  /// Writes many files: all are staged and synced first, with `threads` at a time, and only then
  /// renamed.
  ///
  /// So an error or an interrupt while staging leaves every old file in place. `isInterrupted` is
  /// asked between files until the first rename, then not any more. Calls `beforeCommit` once all
  /// are staged; when it throws, nothing changes. Throws the first error in the order of `items`, codes
  /// as `write`, and `interrupted`. Returns what became of the renames, which do not throw.
  @discardableResult
  package static func write(
    all items: [Item], threads: Int = 8,
    isInterrupted: @escaping @Sendable () -> Bool = { Interrupt.isRequested },
    beforeCommit: () throws -> Void = {}
  ) throws -> Outcome {
    let staged = try stage(all: items, threads: threads, isInterrupted: isInterrupted)
    do {
      if isInterrupted() { throw Interrupt.error }
      try beforeCommit()
    } catch {
      staged.discard()
      throw error
    }
    return staged.commit()
  }

  /// What became of files that were to take their names.
  package struct Outcome: Sendable {
    /// Why files were not replaced, by path; codes as `write`, and `conflict` for what a file may not replace.
    package var failures: [String: SystemError] = [:]
    /// Why the names of the others may be lost in a crash of the system; nil when they are durable.
    package var unsynced: SystemError?

    /// An outcome of no file.
    package init() {}
  }

  /// Writes and syncs many files beside those that they are to replace. Throws as `write`, and then leaves nothing behind.
  package static func stage(
    all items: [Item], threads: Int = 8,
    isInterrupted: @escaping @Sendable () -> Bool = { Interrupt.isRequested }
  ) throws -> Staged {
    var staged: [StagedFile] = []
    staged.reserveCapacity(items.count)
    var failure: SystemError?
    let outcomes = Threads.map(items, threads: threads) { item in
      Result { () throws(SystemError) in
        if isInterrupted() { throw Interrupt.error }
        return try StagedFile(item)
      }
    }
    for outcome in outcomes {
      switch outcome {
      case .success(let file): staged.append(file)
      case .failure(let error): if failure == nil { failure = error }
      }
    }
    let result = Staged(files: staged, threads: threads)
    if let failure {
      result.discard()
      throw failure
    }
    return result
  }

  /// Files that are written and lie beside those they are to replace. One of `commit` and `discard` has to follow.
  package struct Staged {
    fileprivate let files: [StagedFile]
    fileprivate let threads: Int

    /// Gives them their names, each that can have its own, and makes that durable. Returns what became of them: one that
    /// cannot be replaced is as before and stops none of the others.
    package func commit() -> Outcome {
      var outcome = Outcome()
      var folders: Set<String> = []
      for file in files {
        do throws(SystemError) {
          try file.commit()
          folders.insert(SystemPath.parent(of: file.path))
        } catch {
          outcome.failures[file.path] = error
        }
      }
      let synced = Threads.map(folders.sorted(), threads: threads) { folder in
        Result { () throws(SystemError) in try syncFolder(folder) }
      }
      for case .failure(let error) in synced where outcome.unsynced == nil {
        outcome.unsynced = error
      }
      return outcome
    }

    /// Removes all but those of `paths`, and returns these.
    package func keeping(_ paths: Set<String>) -> Staged {
      for file in files where !paths.contains(file.path) { file.discard() }
      return Staged(files: files.filter { paths.contains($0.path) }, threads: threads)
    }

    /// Removes them; what they were to replace is as before.
    package func discard() {
      for file in files { file.discard() }
    }
  }

  /// Gives the file at `source` the name `path` of the same folder, replacing what is there, and makes that
  /// durable. Throws `not_found`, `permission`, `read_only`, `invalid_path`, `io`.
  package static func move(_ source: String, to path: String) throws(SystemError) {
    try SystemPath.check(source, doing: "move")
    try SystemPath.check(path, doing: "replace")
    if unsafe rename(source, path) != 0 {
      throw SystemError(errno: errno, doing: "move", path: source)
    }
    try syncFolder(SystemPath.parent(of: path))
  }

  /// Removes temporary files that an ended process left beside `path` more than `ageSeconds` ago;
  /// returns their names, sorted. Entries that cannot be removed are left alone.
  @discardableResult
  package static func removeLeftovers(
    beside path: String, ageSeconds: Int64 = 3600
  ) throws(SystemError) -> [String] {
    let limit = (SystemTime.nowMilliseconds() - ageSeconds * 1000) * 1_000_000
    var removed: [String] = []
    for file in try leftovers(beside: path) {
      guard let status = try FileStatus.of(file, followLinks: false), status.kind == .regular,
        status.modifiedNanoseconds <= limit
      else { continue }
      if unsafe unlink(file) == 0 { removed.append(SystemPath.name(of: file)) }
    }
    return removed
  }

  /// Returns the paths of temporary files beside `path`, sorted: of processes that ended before they replaced it, and of such
  /// that are about to.
  package static func leftovers(beside path: String) throws(SystemError) -> [String] {
    let folder = SystemPath.parent(of: path)
    let start = StagedFile.prefix(for: path)
    return try Directories.list(folder)
      .filter { $0.name.utf8.starts(with: start.utf8) && $0.name.hasSuffix(StagedFile.suffix) }
      .map { SystemPath.join(folder, $0.name) }
  }

  /// Makes the entries of `folder` durable.
  static func syncFolder(_ folder: String) throws(SystemError) {
    let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if file < 0 { throw SystemError(errno: errno, doing: "sync", path: folder) }
    defer { close(file) }
    // Some file systems cannot sync a folder and say EINVAL; then there is nothing more to do.
    if fsync(file) != 0 && errno != EINVAL {
      throw SystemError(errno: errno, doing: "sync", path: folder)
    }
  }
}
