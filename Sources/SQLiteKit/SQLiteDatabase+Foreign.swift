package import SQLKit

extension SQLiteDatabase {
  /// Opens the file of another program for reading, so that nothing of it changes and nothing is left
  /// beside it.
  ///
  /// A file that holds its whole state is opened as one that nobody changes, since a reader of a file in WAL
  /// mode would make files beside it. One with a log or a journal is read with what stands in there. Waits
  /// for others two seconds at most. Throws as `init(path:access:)`.
  package static func foreign(path: String) throws(SQLError) -> SQLiteDatabase {
    try SQLiteDatabase(
      path: path, access: FileState.isWhole(path) ? .frozen : .readOnly, patience: .seconds(2))
  }
}
