import CSQLite
package import SQLKit

/// An open SQLite file.
///
/// `@safe`: owns its handle, which is valid from `open` to `deinit`, and is used by one thread at a
/// time: `SQLiteDatabase` hands it out to one transaction after the other.
@safe package final class SQLiteConnection: SQLConnection {
  private let handle: OpaquePointer
  private let busy: BusyHandler
  /// Asked when a transaction begins.
  let stop: StopHandler
  private let variables = SessionVariables()
  private var cache = StatementCache()
  /// Done once per process, before the first connection: how SQLite gets its memory. Reading the schema is most of what a
  /// short command does with SQLite, and a fifth of that would be asking for memory (docs/decisions/0010).
  private static let configured = purser_sqlite_configure()
  /// Whether the file was opened for writing.
  let canWrite: Bool
  /// Whether a transaction that `SQLiteDatabase` began should be running.
  var isInTransaction = false

  /// Opens `path` or a URI with SQLite's flags, with the handlers of waiting and stopping and nothing else set.
  init(
    opening path: String, flags: Int32, patience: Duration,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(SQLError) {
    _ = Self.configured
    var handle: OpaquePointer?
    let result = unsafe sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened = unsafe handle else {
      throw SQLError(.other, "out of memory", backendCode: Int(result))
    }
    guard result == SQLITE_OK else {
      let error = unsafe Self.error(result, of: opened, sql: "")
      unsafe sqlite3_close_v2(opened)
      throw error
    }
    unsafe self.handle = opened
    self.canWrite = flags & SQLITE_OPEN_READWRITE != 0
    unsafe sqlite3_extended_result_codes(opened, 1)
    self.stop = StopHandler(isRequested: isInterrupted)
    self.busy = BusyHandler(patience: patience, stop: stop)
    unsafe busy.install(on: opened)
    unsafe stop.install(on: opened)
  }

  deinit {
    cache.removeAll()
    unsafe sqlite3_close_v2(handle)
  }

  package var dialect: SQLDialect { .sqlite }

  package var totalChanges: Int { Int(unsafe sqlite3_total_changes64(handle)) }

  /// Whether SQLite has a transaction open; an error such as a full disk may have ended it.
  var hasTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// Whether the file was moved, removed or replaced since it was opened; what happens after the question is not seen.
  /// False for a database in memory.
  var hasMoved: Bool {
    var hasMoved: Int32 = 0
    let result = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
    return result == SQLITE_OK && hasMoved != 0
  }

  @discardableResult
  package func run(_ statement: SQL) throws(SQLError) -> Int {
    let before = totalChanges
    let prepared = try prepare(statement)
    defer { finish(prepared) }
    while try prepared.step() {}
    // The count of the last change stays as it was when a statement changes nothing.
    return totalChanges == before ? 0 : Int(unsafe sqlite3_changes64(handle))
  }

  package func scan(_ statement: SQL, _ body: (RowReader) throws -> Bool) throws {
    let prepared = try prepare(statement)
    defer { finish(prepared) }
    let reader = RowReader(prepared)
    while try prepared.step() {
      reader.rewind()
      guard try body(reader) else { break }
    }
    // A change counts only when its statement ran to the end.
    if !prepared.isReadOnly { while try prepared.step() {} }
  }

  package func script(_ text: String) throws(SQLError) {
    try checkTransaction(sql: "")
    var message: UnsafeMutablePointer<CChar>?
    let result = unsafe sqlite3_exec(handle, text, nil, nil, &message)
    unsafe sqlite3_free(message)
    guard result == SQLITE_OK else { throw unsafe Self.error(result, of: handle, sql: "") }
  }

  package func setVariable(_ name: String, _ value: Int64?) throws(SQLError) {
    let result = unsafe variables.set(name, value, on: handle)
    guard result == SQLITE_OK else { throw unsafe Self.error(result, of: handle, sql: "") }
  }

  package func variableUses(_ name: String) -> Int { variables.uses(name) }

  /// Unsets all variables, at the end of a transaction.
  func unsetVariables() {
    variables.unsetAll()
  }

  private func prepare(_ statement: SQL) throws(SQLError) -> SQLiteStatement {
    try checkTransaction(sql: statement.text)
    let prepared: SQLiteStatement
    if let idle = cache.idle(statement.text) {
      prepared = idle
    } else {
      prepared = try compile(statement.text)
      cache.keep(prepared)
    }
    do throws(SQLError) {
      try prepared.bind(statement.values)
    } catch {
      prepared.reset()
      throw error
    }
    prepared.isRunning = true
    return prepared
  }

  private func finish(_ statement: SQLiteStatement) {
    statement.reset()
    statement.isRunning = false
  }

  private func compile(_ text: String) throws(SQLError) -> SQLiteStatement {
    var text = text
    var handle: OpaquePointer?
    var rest = 0
    let result = text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        var tail: UnsafePointer<CChar>?
        let result = unsafe sqlite3_prepare_v3(
          self.handle, characters.baseAddress, Int32(characters.count),
          UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
        if let tail = unsafe tail, let base = characters.baseAddress {
          rest = unsafe characters.count - (tail - base)
        }
        return result
      }
    }
    guard result == SQLITE_OK else { throw unsafe Self.error(result, of: self.handle, sql: text) }
    guard let handle = unsafe handle else { throw SQLError(.misuse, "no statement", sql: text) }
    let statement = unsafe SQLiteStatement(handle: handle, database: self.handle, sql: text)
    // What follows would be left out in silence.
    guard text.utf8.suffix(rest).allSatisfy({ " \n\t\r;".utf8.contains($0) }) else {
      throw SQLError(.misuse, "more than one statement", sql: text)
    }
    return statement
  }

  private func checkTransaction(sql: String) throws(SQLError) {
    // Otherwise each further statement of the closure would be a transaction of its own.
    guard !isInTransaction || hasTransaction else {
      throw SQLError(.interrupted, "the transaction was rolled back by an earlier error", sql: sql)
    }
  }

  /// The error that `database` reports for `result`.
  static func error(_ result: Int32, of database: OpaquePointer, sql: String) -> SQLError {
    let extended = unsafe sqlite3_extended_errcode(database)
    let code = extended & 0xff == result & 0xff ? extended : result
    let message = unsafe String(cString: sqlite3_errmsg(database))
    var neutral = SQLiteResultCode.neutral(code)
    if neutral == .other, SQLiteResultCode.namesNothing(message) { neutral = .undefined }
    // Of one field of the head of a file SQLite says it without a number of its own.
    if neutral == .other, message == "unsupported file format" { neutral = .corrupt }
    // SQLite tells which call failed, and only the system that it did for want of space.
    if neutral == .io || neutral == .unavailable {
      let reason = unsafe sqlite3_system_errno(database)
      if reason == ENOSPC || reason == EDQUOT { neutral = .full }
    }
    return SQLError(neutral, message, backendCode: Int(code), sql: sql)
  }
}
