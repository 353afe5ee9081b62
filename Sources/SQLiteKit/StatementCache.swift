import SQLKit

/// Prepared statements by their text, so that a repeated statement is compiled once.
struct StatementCache {
  private var statements: [Text: SQLiteStatement] = [:]
  /// More than all statements of the program; a loop that makes texts of its own must not grow it
  /// without end.
  private let capacity = 512

  /// A text of SQL that hashes by its length and two of its bytes: hashing the whole of it would cost more than all else
  /// that a repeated statement does outside of SQLite, and to compare the few that are alike costs nearly nothing.
  private struct Text: Hashable {
    let sql: String

    func hash(into hasher: inout Hasher) {
      let bytes = sql.utf8
      hasher.combine(bytes.count)
      guard !bytes.isEmpty else { return }
      hasher.combine(bytes[bytes.index(bytes.startIndex, offsetBy: bytes.count / 3)])
      hasher.combine(bytes[bytes.index(bytes.startIndex, offsetBy: bytes.count / 2)])
    }
  }

  /// Returns the statement for `text` when it is there and nobody is stepping it.
  func idle(_ text: String) -> SQLiteStatement? {
    guard let statement = statements[Text(sql: text)], !statement.isRunning else { return nil }
    return statement
  }

  /// Keeps `statement` for the next use of its text, unless one is kept that is being stepped.
  mutating func keep(_ statement: SQLiteStatement) {
    guard statements[Text(sql: statement.sql)] == nil else { return }
    if statements.count >= capacity {
      statements = statements.filter { $0.value.isRunning }
    }
    statements[Text(sql: statement.sql)] = statement
  }

  /// Forgets every statement, which ends those that nobody else holds.
  mutating func removeAll() {
    statements = [:]
  }
}
