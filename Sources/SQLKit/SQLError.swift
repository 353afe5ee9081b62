/// A database's refusal or failure, in words that every backend shares.
///
/// Holds the text of the statement and never the values bound to it, since they may be secrets.
package struct SQLError: Error, Equatable, Sendable {
  /// What went wrong, independent of the backend.
  package enum Code: String, Equatable, Sendable {
    /// A row with this key is there already.
    case unique
    /// A row that is referred to is missing, or a row that others refer to would go.
    case foreignKey = "foreign_key"
    /// A `CHECK` of the schema, or the type of a strict column, does not hold.
    case check
    /// A column that must have a value has none.
    case notNull = "not_null"
    /// A trigger of the schema refused the change.
    case refused
    /// Somebody else is writing, for longer than the patience of the connection.
    case busy
    /// The database, its folder or this connection cannot be written.
    case readOnly = "read_only"
    /// A write was cut short, and a connection that only reads cannot take it back.
    case unfinished
    /// The last writer was cut short, and where this connection reads nothing can be made to read what it left.
    case unrecovered
    /// The database was moved, removed or replaced while it was open: a change would go where nobody looks.
    case moved
    /// No space is left.
    case full
    /// The content of the file is damaged.
    case corrupt
    /// The file is not a database of this kind.
    case notADatabase = "not_a_database"
    /// No such file.
    case missing
    /// The database cannot be opened or reached.
    case unavailable
    /// Not permitted by the operating system.
    case permission
    /// Reading or writing failed in the operating system.
    case io
    /// Stopped from outside.
    case interrupted
    /// A text holds a NUL character, which no column may.
    case nulCharacter = "nul_character"
    /// A value or a statement is larger than the database takes.
    case tooLarge = "too_large"
    /// A column holds something else than what was asked for.
    case wrongType = "wrong_type"
    /// A table or a column that is not there.
    case undefined
    /// A statement or a call that the program should not have made.
    case misuse
    /// Anything else; see `backendCode`.
    case other
  }

  /// What went wrong, independent of the backend.
  package var code: Code
  /// The backend's own words.
  package var message: String
  /// The backend's own number, 0 when the error arose above it.
  package var backendCode: Int
  /// The statement, empty when there was none.
  package var sql: String
  /// The files and folders that it is about, where the driver knows them: those that may not be written.
  package var files: [String] = []

  package init(_ code: Code, _ message: String, backendCode: Int = 0, sql: String = "") {
    self.code = code
    self.message = message
    self.backendCode = backendCode
    self.sql = sql
  }
}

extension SQLError: CustomStringConvertible {
  package var description: String {
    let number = backendCode == 0 ? "" : " (\(backendCode))"
    return "\(code.rawValue)\(number): \(message)" + (sql.isEmpty ? "" : " [\(sql)]")
  }
}
