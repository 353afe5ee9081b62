import SQLKit

/// Whole copies of a database, made by SQLite and checked before they count.
enum SQLiteBackup {
  /// Writes the committed state of `database` to the new file `path` and checks it. The copy writes with a log, as a store
  /// does: put in the place of one, readers must not keep its writers waiting.
  static func copy(_ database: SQLiteDatabase, to path: String) throws {
    guard try FileState.create(path) else {
      throw SQLError(.unavailable, "the file is there already")
    }
    do {
      // Into an empty file that is there, so that it never has another mode than 0600.
      _ = try database.withoutTransaction { try $0.run("VACUUM INTO \(path)") }
      let faults = try SQLiteDatabase(path: path, access: .readOnly).integrityCheck()
      guard faults.isEmpty else { throw SQLError(.corrupt, faults.joined(separator: "; ")) }
      try SQLiteDatabase(path: path, access: .readWrite).withoutTransaction {
        try $0.script("PRAGMA journal_mode = WAL")
      }
    } catch {
      FileState.remove(path)
      throw error
    }
  }
}
