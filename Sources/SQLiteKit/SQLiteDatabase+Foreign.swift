import CSQLite
package import SQLKit

extension SQLiteDatabase {
  /// Opens the file of another program for reading, so that nothing of it changes and nothing is left
  /// beside it. For one transaction after the other, of one thread.
  ///
  /// A file that holds its whole state is opened as one that nobody changes, since a reader of a file in WAL
  /// mode would make files beside it. One with a log that nobody has open, as a program that was killed or a copy leaves it,
  /// is read from a copy in a private folder in `temporaryFolder`, which is gone when this returns; one that a killed process
  /// left there goes before the next copy is made, after an hour. Where none can be made,
  /// and with a log in use or a journal, it is read with what stands in there. Waits
  /// for others two seconds at most. Throws as `init(path:access:)`, and `interrupted` when `isInterrupted` turns true while
  /// it copies.
  package static func foreign(
    path: String, temporaryFolder: String = "/tmp",
    isInterrupted: @Sendable () -> Bool = { false }
  ) throws(SQLError) -> SQLiteDatabase {
    if FileState.isWhole(path) { return try opened(path, .frozen) }
    if let copy = try PrivateCopy(of: path, in: temporaryFolder, isInterrupted) {
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
