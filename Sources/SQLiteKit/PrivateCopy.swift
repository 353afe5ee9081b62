import CSQLite
import SQLKit

/// A database file and its log, copied into a folder that nobody else can enter.
struct PrivateCopy {
  let path: String
  private let folder: String

  /// How the names of the folders begin.
  private static let start = "purser-copy-"

  /// Copies them when there is a log that nobody has open, since its index is not there; a reader would make that, in a folder
  /// that is not ours. Nil otherwise, when the reader could not make it, and when there is no whole copy: no space, or
  /// somebody opened the database meanwhile. Throws `interrupted` when `isInterrupted` says so; then nothing of it is left.
  init?(
    of original: String, in temporaryFolder: String, _ isInterrupted: () -> Bool
  ) throws(SQLError) {
    guard Self.hasIdleLog(original), FileState.canMakeFiles(beside: original),
      (try? FileState.requireFile(original)) != nil
    else { return nil }
    Self.removeLeftovers(in: temporaryFolder)
    guard let folder = Self.makeFolder("\(temporaryFolder)/\(Self.start)XXXXXX") else { return nil }
    self.folder = folder
    path = folder + "/copy"
    do throws(SQLError) {
      let names = ["", "-wal"]
      let before = names.map { FileState.stamp(original + $0) }
      for name in names { try Self.copy(original + name, to: path + name, isInterrupted) }
      if Self.hasIdleLog(original), names.map({ FileState.stamp(original + $0) }) == before {
        return
      }
    } catch {
      remove()
      if error.code == .interrupted { throw error }
      return nil
    }
    remove()
    return nil
  }

  /// Removes the files and the folder.
  func remove() {
    for suffix in ["", "-wal", "-shm"] { FileState.remove(path + suffix) }
    _ = unsafe purser_remove_folder(folder)
  }

  /// Removes what processes left that were killed while they copied or read: it holds the keys of others in plain text.
  private static func removeLeftovers(in temporaryFolder: String) {
    unsafe purser_remove_leftovers(temporaryFolder, start, 3600)
  }

  private static func hasIdleLog(_ path: String) -> Bool {
    ((try? FileState.size(path + "-wal")) ?? 0) > 0 && (try? FileState.size(path + "-shm")) == nil
  }

  /// Makes a folder with mode 0700 and returns its path: `pattern`, whose last six characters are X, with others in their
  /// place. Nil when it cannot be made.
  private static func makeFolder(_ pattern: String) -> String? {
    var path = pattern.utf8CString
    let fault = unsafe path.withUnsafeMutableBufferPointer {
      unsafe purser_create_private_folder($0.baseAddress!)
    }
    guard fault == 0 else { return nil }
    return unsafe path.withUnsafeBufferPointer { unsafe String(cString: $0.baseAddress!) }
  }

  /// Copies a file to a new one with mode 0600. Throws `interrupted`, or `io` when that failed; there may be a part of it then.
  private static func copy(
    _ path: String, to target: String, _ isInterrupted: () -> Bool
  ) throws(SQLError) {
    let original = try opened(unsafe purser_open_original(path))
    defer { purser_close(original) }
    let copy = try opened(unsafe purser_open_copy(target))
    defer { purser_close(copy) }
    while true {
      // After each piece, so that nobody who wants it stopped has to kill it, which would leave it there.
      if isInterrupted() { throw SQLError(.interrupted, "interrupted") }
      let state = purser_copy_piece(original, copy)
      if state == 0 { return }
      if state < 0 { throw failure(-state) }
    }
  }

  private static func opened(_ file: Int32) throws(SQLError) -> Int32 {
    guard file >= 0 else { throw failure(-file) }
    return file
  }

  private static func failure(_ number: Int32) -> SQLError {
    SQLError(.io, "error \(number) of the system")
  }
}
