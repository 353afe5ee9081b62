import CSQLite
package import SQLKit

extension SQLiteDatabase {
  /// Opens the file of another program for reading, so that nothing of it changes and nothing is left
  /// beside it. For one transaction after the other, of one thread.
  ///
  /// A file that holds its whole state is opened as one that nobody changes, since a reader of a file in WAL
  /// mode would make files beside it. One with a log that nobody has open, as a program that was killed or a copy leaves it,
  /// is read from a copy in a private folder in `temporaryFolder`, which is gone when this returns; where none can be made,
  /// and with a log in use or a journal, it is read with what stands in there. Waits
  /// for others two seconds at most. Throws as `init(path:access:)`.
  package static func foreign(
    path: String, temporaryFolder: String = "/tmp"
  ) throws(SQLError) -> SQLiteDatabase {
    if FileState.isWhole(path) { return try opened(path, .frozen) }
    if let copy = PrivateCopy(of: path, in: temporaryFolder) {
      defer { copy.remove() }
      // Its connection has the files open and goes on without their names.
      return try opened(copy.path, .readOnly)
    }
    return try opened(path, .readOnly)
  }

  private static func opened(_ path: String, _ access: Access) throws(SQLError) -> SQLiteDatabase {
    try SQLiteDatabase(path: path, access: access, patience: .seconds(2))
  }
}

/// A database file and its log, copied into a folder that nobody else can enter.
private struct PrivateCopy {
  let path: String
  private let folder: String

  /// Copies them when there is a log that nobody has open, since its index is not there; a reader would make that, in a folder
  /// that is not ours. Nil otherwise, when the reader could not make it, and when there is no whole copy: no space, or
  /// somebody opened the database meanwhile.
  init?(of original: String, in temporaryFolder: String) {
    guard Self.hasIdleLog(original), FileState.canMakeFiles(beside: original),
      (try? FileState.requireFile(original)) != nil,
      let folder = FileState.createFolder(temporaryFolder + "/purser-XXXXXX")
    else { return nil }
    self.folder = folder
    path = folder + "/copy"
    let names = ["", "-wal"]
    let before = names.map { FileState.stamp(original + $0) }
    let isCopied = names.allSatisfy { FileState.copy(original + $0, to: path + $0) }
    guard isCopied, Self.hasIdleLog(original),
      names.map({ FileState.stamp(original + $0) }) == before
    else {
      remove()
      return nil
    }
  }

  /// Removes the files and the folder.
  func remove() {
    for suffix in ["", "-wal", "-shm"] { FileState.remove(path + suffix) }
    FileState.removeFolder(folder)
  }

  private static func hasIdleLog(_ path: String) -> Bool {
    ((try? FileState.size(path + "-wal")) ?? 0) > 0 && (try? FileState.size(path + "-shm")) == nil
  }
}
