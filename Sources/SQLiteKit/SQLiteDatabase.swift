import CSQLite
package import SQLKit
import Synchronization

/// A SQLite file, or a database in memory, that gives transactions to any thread.
///
/// One connection writes; readers of a file have connections of their own, opened when first needed.
/// A database in memory has one connection for both.
package final class SQLiteDatabase: SQLDatabase {
  /// What the program means to do with the file.
  package enum Access: Equatable, Sendable {
    /// Never changes a byte of the file.
    case readOnly
    /// Reads a file that nobody changes meanwhile, and makes none beside it.
    case frozen
    /// Reads and writes a file that is there.
    case readWrite
    /// Makes the file, with mode 0600 and in WAL mode, unless it is there.
    case create
  }

  /// Where the database lies.
  enum Location: Equatable {
    case memory
    case file(String)
  }

  /// Whether there are readers only.
  private var isReadOnly: Bool { access == .readOnly || access == .frozen }

  let location: Location
  let access: Access
  private let patience: Duration
  private let isInterrupted: @Sendable () -> Bool
  private let pageLimit: Int?
  private let writer = ConnectionSlot()
  private let readers = ConnectionPool()
  /// The file as it was when it was first opened as one that nobody changes; nil when it was not.
  private let frozen = Mutex<FileState.Stamp?>(nil)

  /// A fresh database in memory, gone with this object.
  package static func memory() throws(SQLError) -> SQLiteDatabase {
    try SQLiteDatabase(.memory, .create, patience: .seconds(1), pageLimit: nil)
  }

  /// Opens the file at `path`.
  ///
  /// Waits up to `patience` for other writers. When `isInterrupted` turns true while a transaction runs, the transaction
  /// ends with `interrupted`. `pageLimit` is for tests of a full disk. Throws `missing`, `unavailable`, `permission`,
  /// `notADatabase`.
  package convenience init(
    path: String, access: Access, patience: Duration = .seconds(30),
    isInterrupted: @escaping @Sendable () -> Bool = { false }, pageLimit: Int? = nil
  ) throws(SQLError) {
    try self.init(
      .file(path), access, patience: patience, isInterrupted: isInterrupted, pageLimit: pageLimit)
  }

  private init(
    _ location: Location, _ access: Access, patience: Duration,
    isInterrupted: @escaping @Sendable () -> Bool = { false }, pageLimit: Int?
  ) throws(SQLError) {
    self.location = location
    self.access = access
    self.patience = patience
    self.isInterrupted = isInterrupted
    self.pageLimit = pageLimit
    if isReadOnly {
      readers.put(try openReader())
    } else {
      writer.fill(try openWriter())
    }
  }

  /// Leaves the database open until the process ends, and returns it.
  ///
  /// For readers of a program that exits when it is done: taking the schema apart piece by piece took a
  /// twentieth of a short command, and the system lets go of files and locks by itself.
  package func untilExit() -> SQLiteDatabase {
    _ = unsafe Unmanaged.passRetained(self)
    return self
  }

  @discardableResult
  package func concluding<Value>(
    _ mode: TransactionMode, _ body: (any SQLConnection) throws -> Conclusion<Value>
  ) throws -> Value {
    do {
      return try run(mode, body)
    } catch let error as SQLError {
      guard case .file(let path) = location, !isReadOnly || error.code == .readOnly else {
        throw error
      }
      throw FileState.refused(error, at: path)
    }
  }

  private func run<Value>(
    _ mode: TransactionMode, _ body: (any SQLConnection) throws -> Conclusion<Value>
  ) throws -> Value {
    if isReadOnly {
      guard mode.isReading else {
        throw SQLError(.readOnly, "the database was opened for reading only")
      }
      return try reading { try Transaction.run(mode, on: $0, body) }
    }
    // A command that writes reads with the same connection, which knows the schema already. Threads
    // that read while another one writes have connections of their own.
    if mode.isReading, location != .memory, writer.isBusyElsewhere {
      return try reading { try Transaction.run(mode, on: $0, body) }
    }
    return try writer.use { try Transaction.run(mode, on: $0, body) }
  }

  deinit {
    // The last connection to close empties and removes the write-ahead log, if it may write.
    readers.removeAll()
  }

  package func copy(to path: String) throws {
    try SQLiteBackup.copy(self, to: path)
  }

  package func integrityCheck() throws -> [String] {
    do {
      return try transaction(.read) { connection in
        guard let connection = connection as? SQLiteConnection else { return [] }
        return try connection.structuralFaults() + connection.brokenReferences()
      }
    } catch let error as SQLError where error.code == .corrupt {
      // So damaged that the check itself cannot go on.
      return [error.message]
    }
  }

  /// Runs `body` with a connection that has no transaction open, for statements that must not be in
  /// one.
  func withoutTransaction<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    isReadOnly ? try reading(body) : try writer.use(body)
  }

  private func reading<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    let connection = try readers.take() ?? openReader()
    defer { readers.put(connection) }
    let value: Value
    do {
      value = try body(connection)
    } catch {
      // What was read of two states may look like anything.
      try requireUnchanged()
      throw error
    }
    try requireUnchanged()
    return value
  }

  /// Throws `busy` when a file that was opened as one that nobody changes was written to: what was read may be of two states.
  private func requireUnchanged() throws(SQLError) {
    guard case .file(let path) = location, let stamp = frozen.withLock({ $0 }),
      FileState.stamp(path) != stamp
    else { return }
    throw SQLError(.busy, "it was changed while it was read")
  }

  private func openWriter() throws(SQLError) -> SQLiteConnection {
    guard case .file(let path) = location else {
      let connection = try SQLiteConnection(
        opening: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, patience: patience)
      try configure(connection)
      return connection
    }
    if access == .create { try create(path) }
    do throws(SQLError) {
      return try outlasting(path) { () throws(SQLError) in
        let connection = try open(path, flags: SQLITE_OPEN_READWRITE, path: path)
        try configure(connection)
        if access == .create { try startLog(of: connection) }
        return connection
      }
    } catch {
      throw FileState.refused(error, at: path)
    }
  }

  private func create(_ path: String) throws(SQLError) {
    do throws(SQLError) {
      if try !FileState.create(path) { try FileState.makePrivate(path) }
    } catch {
      // The other failures say themselves what is the matter.
      throw error.code == .readOnly ? FileState.refused(error, at: path) : error
    }
  }

  /// Puts a blank database into WAL mode: also one that another process has just made, or was stopped before it could.
  private func startLog(of connection: SQLiteConnection) throws(SQLError) {
    var turn = 0
    while try connection.isBlank() {
      do throws(SQLError) {
        return try connection.script("PRAGMA journal_mode = WAL")
      } catch {
        // SQLite does not wait here, since two that hold a lock already would wait for each other.
        guard error.code == .busy, turn < 200 else { throw error }
        turn += 1
        sqlite3_sleep(Int32.random(in: 1...12))
      }
    }
  }

  private func configure(_ connection: SQLiteConnection) throws(SQLError) {
    // FULL: an audit store must not lose its last event to a power cut. Deleted values are
    // overwritten, so that a removed secret is gone. The cache holds a large import. Temporary storage is
    // left to SQLite: it keeps the journal of a statement in memory up to 1 MB (`purser_sqlite_configure`), in one
    // piece, while `temp_store = MEMORY` takes four allocations for each page of it, a tenth of an import.
    try connection.script(
      """
      PRAGMA foreign_keys = ON;
      PRAGMA recursive_triggers = ON;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA cache_size = -32768;
      """)
    if let pageLimit {
      try connection.script("PRAGMA max_page_count = \(pageLimit)")
    }
  }

  private func openReader() throws(SQLError) -> SQLiteConnection {
    guard case .file(let path) = location else {
      throw SQLError(.misuse, "a database in memory has one connection")
    }
    if access == .frozen { return try openFrozen(path) }
    do throws(SQLError) {
      return try outlasting(path) { () throws(SQLError) in
        let connection = try open(path, flags: SQLITE_OPEN_READONLY, path: path)
        // Reads the header, so that what is wrong with the file or its folder shows here.
        _ = try connection.schemaVersion()
        return connection
      }
    } catch {
      switch error.code {
      case .unavailable, .readOnly:
        guard !FileState.canMakeFiles(beside: path) else { throw error }
        guard FileState.isWhole(path) else {
          throw FileState.lacksIndex(path) ? FileState.unrecovered(error) : error
        }
      case .full:
        // Not even the index of the log can be made, so nobody else has one or writes.
        guard FileState.isWhole(path) else { throw error }
      default: throw error
      }
      return try openFrozen(path)
    }
  }

  /// Returns what `body` returns. Repeats it for a tenth of a second while SQLite cannot open something although everything can
  /// be opened: another process that makes a store, or is the last to close one, makes and removes files beside it just then.
  private func outlasting(
    _ path: String, _ body: () throws(SQLError) -> SQLiteConnection
  ) throws(SQLError) -> SQLiteConnection {
    for _ in 0..<20 {
      do throws(SQLError) {
        return try body()
      } catch {
        guard error.code == .unavailable, !isInterrupted(), FileState.canMakeFiles(beside: path)
        else { throw error }
        sqlite3_sleep(Int32.random(in: 2...8))
      }
    }
    return try body()
  }

  private func openFrozen(_ path: String) throws(SQLError) -> SQLiteConnection {
    let stamp = FileState.stamp(path)
    frozen.withLock { $0 = $0 ?? stamp }
    let frozen = try open(
      "file:\(FileState.escaped(path))?immutable=1",
      flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
      path: path)
    _ = try frozen.schemaVersion()
    return frozen
  }

  private func open(
    _ name: String, flags: Int32, path: String
  ) throws(SQLError) -> SQLiteConnection {
    // SQLite opens a folder for reading and only later finds that it cannot read it.
    try FileState.requireFile(path)
    // SQLite looks into it at once, and begins a wait again that a signal ended.
    try FileState.requireFile(path + "-journal")
    do throws(SQLError) {
      return try SQLiteConnection(
        opening: name, flags: flags, patience: patience, isInterrupted: isInterrupted)
    } catch {
      // SQLite says only that it cannot open it; the system says why.
      if error.code == .unavailable { try FileState.requireReadable(path) }
      throw error
    }
  }
}
