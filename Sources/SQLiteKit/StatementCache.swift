import SQLKit

/// Prepared statements by their text, so that a repeated statement is compiled once.
struct StatementCache {
  private var statements: [String: SQLiteStatement] = [:]
  /// More than all statements of the program; a loop that makes texts of its own must not grow it
  /// without end.
  private let capacity = 512

  /// Returns the statement for `text` when it is there and nobody is stepping it.
  func idle(_ text: String) -> SQLiteStatement? {
    guard let statement = statements[text], !statement.isRunning else { return nil }
    return statement
  }

  /// Keeps `statement` for the next use of its text, unless one is kept that is being stepped.
  mutating func keep(_ statement: SQLiteStatement) {
    guard statements[statement.sql] == nil else { return }
    if statements.count >= capacity {
      statements = statements.filter { $0.value.isRunning }
    }
    statements[statement.sql] = statement
  }

  /// Forgets every statement, which ends those that nobody else holds.
  mutating func removeAll() {
    statements = [:]
  }
}
