import CSQLite
import SQLKit

/// The meaning of SQLite's result numbers in the neutral codes.
enum SQLiteResultCode {
  /// What a constraint found, in the second byte of an extended code. Swift cannot import the macros
  /// (<https://www.sqlite.org/rescode.html>).
  private enum Constraint {
    static let foreignKey: Int32 = 3
    static let function: Int32 = 4
    static let notNull: Int32 = 5
    static let primaryKey: Int32 = 6
    static let trigger: Int32 = 7
    static let unique: Int32 = 8
    static let rowID: Int32 = 10
  }

  /// `SQLITE_CONSTRAINT_FUNCTION`: what a function of ours returns when it refuses.
  static let refusedByFunction = SQLITE_CONSTRAINT | Constraint.function << 8

  /// `SQLITE_READONLY_ROLLBACK`: a journal waits to be rolled back, which this connection may not do.
  private static let unfinished = SQLITE_READONLY | 3 << 8
  /// `SQLITE_IOERR_SHMSIZE`: the index of the log cannot grow; for want of space, since nothing else limits it.
  private static let noSharedMemory = SQLITE_IOERR | 19 << 8

  /// Returns the neutral code for an extended result code. A number that a later SQLite adds is known
  /// by its low byte, the primary code.
  static func neutral(_ extended: Int32) -> SQLError.Code {
    switch extended {
    case unfinished: return .unfinished
    case noSharedMemory: return .full
    default: break
    }
    return switch extended & 0xff {
    case SQLITE_CONSTRAINT: constraint(extended >> 8)
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
    case SQLITE_READONLY: .readOnly
    case SQLITE_FULL: .full
    case SQLITE_CORRUPT, SQLITE_FORMAT: .corrupt
    case SQLITE_NOTADB: .notADatabase
    case SQLITE_CANTOPEN: .unavailable
    case SQLITE_PERM, SQLITE_AUTH: .permission
    case SQLITE_IOERR: .io
    case SQLITE_INTERRUPT, SQLITE_ABORT: .interrupted
    case SQLITE_TOOBIG: .tooLarge
    case SQLITE_MISUSE, SQLITE_RANGE, SQLITE_MISMATCH: .misuse
    default: .other
    }
  }

  /// Whether `message` says that a statement names a table or a column that is not there, for which SQLite has no number.
  static func namesNothing(_ message: String) -> Bool {
    message.hasPrefix("no such table: ") || message.hasPrefix("no such column: ")
      || message.hasPrefix("table ") && message.contains(" has no column named ")
  }

  private static func constraint(_ kind: Int32) -> SQLError.Code {
    switch kind {
    case Constraint.unique, Constraint.primaryKey, Constraint.rowID: .unique
    case Constraint.foreignKey: .foreignKey
    case Constraint.notNull: .notNull
    case Constraint.trigger, Constraint.function: .refused
    default: .check
    }
  }
}
