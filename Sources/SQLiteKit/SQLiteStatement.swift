import CSQLite
import SQLKit

/// A prepared statement: values go in, rows come out.
///
/// `@safe`: owns its handle, which is valid from `init` to `deinit` and used by one thread at a time.
@safe final class SQLiteStatement: SQLRow {
  let sql: String
  /// Whether somebody is stepping it, so that nobody else may.
  var isRunning = false
  private let handle: OpaquePointer
  private let database: OpaquePointer

  /// Takes over a prepared statement of `database`.
  init(handle: OpaquePointer, database: OpaquePointer, sql: String) {
    unsafe self.handle = handle
    unsafe self.database = database
    self.sql = sql
  }

  deinit {
    unsafe sqlite3_finalize(handle)
  }

  /// Binds `values` to the placeholders, in their order.
  func bind(_ values: [SQLValue]) throws(SQLError) {
    let wanted = unsafe sqlite3_bind_parameter_count(handle)
    guard Int(wanted) == values.count else {
      throw SQLError(.misuse, "\(wanted) placeholders, \(values.count) values", sql: sql)
    }
    for (index, value) in values.enumerated() {
      guard let result = bind(value, at: Int32(index + 1)) else {
        throw SQLError(.nulCharacter, "a text to be bound holds U+0000", sql: sql)
      }
      guard result == SQLITE_OK else { throw error(result) }
    }
  }

  /// Returns SQLite's result; nil, with nothing bound, for a text with a NUL: functions of SQL read it no further than that,
  /// so a row would say one thing and its trail another.
  private func bind(_ value: SQLValue, at place: Int32) -> Int32? {
    switch value {
    case .null:
      return unsafe sqlite3_bind_null(handle, place)
    case .integer(let number):
      return unsafe sqlite3_bind_int64(handle, place, number)
    case .real(let number):
      return unsafe sqlite3_bind_double(handle, place, number)
    case .text(var text):
      // The pointer of an empty text is not nil either.
      return text.withUTF8 { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
          guard let base = characters.baseAddress, characters.count > 0 else {
            return unsafe sqlite3_bind_text64(
              handle, place, "", 0, purser_sqlite_transient(), UInt8(SQLITE_UTF8))
          }
          guard unsafe memchr(base, 0, characters.count) == nil else { return nil }
          return unsafe sqlite3_bind_text64(
            handle, place, base, UInt64(characters.count), purser_sqlite_transient(),
            UInt8(SQLITE_UTF8))
        }
      }
    case .blob(let bytes):
      // A nil pointer would bind NULL, and an empty array may have one.
      guard !bytes.isEmpty else { return unsafe sqlite3_bind_zeroblob(handle, place, 0) }
      return unsafe bytes.withUnsafeBytes { buffer in
        unsafe sqlite3_bind_blob64(
          handle, place, buffer.baseAddress, UInt64(buffer.count), purser_sqlite_transient())
      }
    }
  }

  /// Goes to the next row; false when there is none.
  func step() throws(SQLError) -> Bool {
    let result = unsafe sqlite3_step(handle)
    switch result {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw error(result)
    }
  }

  /// Whether it changes nothing in the database.
  var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(handle) != 0 }

  /// Makes it ready for the next use and lets go of the bound values.
  func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  private func error(_ result: Int32) -> SQLError {
    unsafe SQLiteConnection.error(result, of: database, sql: sql)
  }

  var columnCount: Int { Int(unsafe sqlite3_column_count(handle)) }

  func columnName(at index: Int) -> String {
    guard let name = unsafe sqlite3_column_name(handle, Int32(index)) else { return "?" }
    return unsafe String(cString: name)
  }

  func kind(at index: Int) -> SQLKind {
    switch unsafe sqlite3_column_type(handle, Int32(index)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// The value of a column, looked up once for its kind and its content; valid until the next step.
  private func value(at index: Int) -> OpaquePointer? {
    unsafe sqlite3_column_value(handle, Int32(index))
  }

  func integer(at index: Int) -> Int64? {
    guard let value = unsafe value(at: index),
      unsafe sqlite3_value_type(value) == SQLITE_INTEGER
    else { return nil }
    return unsafe sqlite3_value_int64(value)
  }

  func real(at index: Int) -> Double? {
    switch kind(at: index) {
    case .real, .integer: unsafe sqlite3_column_double(handle, Int32(index))
    default: nil
    }
  }

  func text(at index: Int) -> String? {
    // The order matters: asking for the text may convert it, asking for the count afterwards
    // tells the size of what was asked for.
    guard let value = unsafe value(at: index), unsafe sqlite3_value_type(value) == SQLITE_TEXT,
      let pointer = unsafe sqlite3_value_text(value)
    else { return nil }
    let count = Int(unsafe sqlite3_value_bytes(value))
    let bytes = unsafe UnsafeBufferPointer(start: pointer, count: count)
    // Text that is not UTF-8 comes back repaired, with other bytes. `String(validating:as:)` says the same, in seven times
    // the instructions.
    var text = unsafe String(decoding: bytes, as: UTF8.self)
    let isWhole = text.withUTF8 { read in
      guard count > 0, let first = read.baseAddress else { return read.count == count }
      return unsafe read.count == count && purser_are_same(first, pointer, count) != 0
    }
    return isWhole ? text : nil
  }

  func bytes(at index: Int) -> [UInt8]? {
    let kind = kind(at: index)
    guard kind == .text || kind == .blob else { return nil }
    // An empty blob has a nil pointer.
    guard let pointer = unsafe sqlite3_column_blob(handle, Int32(index)) else { return [] }
    let count = Int(unsafe sqlite3_column_bytes(handle, Int32(index)))
    return unsafe Array(UnsafeRawBufferPointer(start: pointer, count: count))
  }

  func appendBytes(at index: Int, to buffer: inout [UInt8]) {
    let pointer = unsafe sqlite3_column_blob(handle, Int32(index))
    let count = Int(unsafe sqlite3_column_bytes(handle, Int32(index)))
    unsafe withUnsafeBytes(of: UInt64(count).bigEndian) { unsafe buffer.append(contentsOf: $0) }
    guard let pointer = unsafe pointer else { return }
    unsafe buffer.append(contentsOf: UnsafeRawBufferPointer(start: pointer, count: count))
  }
}
