import SQLKit

/// Every audited row with the key and the JSON that its triggers write, so that `purser audit verify` can compare the trail,
/// replayed, with what stands in the tables. Not a view of the schema: SQLite would read its text at every start.
enum AuditedRows {
  /// Selects `table_name, row_key, content`, in no order.
  static let statement: SQL =
    StoredTable.all.reduce(nil as SQL?) { statement, table in
      guard case .audited = table.kind else { return statement }
      let rows: SQL = """
        SELECT \(table.name.description) AS table_name, \(raw: table.key) AS row_key,
          row_json AS content
        FROM \(raw: table.name)
        """
      guard let statement else { return rows }
      return "\(statement) UNION ALL \(rows)"
    } ?? "SELECT NULL, NULL, NULL WHERE FALSE"
}
