import SQLKit

/// Lays temporary views over the tables of a store, so that under the same names a transaction finds what was there after an
/// event: rows that nothing touched since are those of the store, the others are undone from the end of the trail.
///
/// Rows of ledgers that later events brought are left out, and so is what only the present knows. The transaction is an
/// `overlay`.
struct PastTables {
  let connection: any SQLConnection

  /// The ledgers that are told up to the event, with the column of their event. What probes and usage found is not told, since
  /// what belongs to it is kept for the present alone.
  private static let ledgers: KeyValuePairs<StaticString, StaticString> = [
    "audit_event": "id", "audit_change": "event_id", "audit_seal": "event_id",
    "pruned": "event_id", "export_file": "event_id", "profile_event": "event_id",
  ]

  /// Lays the tables as they were after `event`.
  func lay(after event: Int64) throws {
    let touched = try undo(after: event)
    for table in StoredTable.all {
      if case .audited = table.kind {
        guard touched.contains(table.name.description) else { continue }
        try lay(table)
        continue
      }
      // Names the steps that were applied, and nothing of a moment.
      if table.name.description == "schema_migration" { continue }
      try connection.run(ledger(table.name))
    }
  }

  /// Keeps of each row that was touched after `event` what it was before the first of those changes, without content when it was
  /// not there, and returns the tables of such rows.
  private func undo(after event: Int64) throws -> Set<String> {
    try connection.run("CREATE TEMP TABLE past_event (id INTEGER PRIMARY KEY)")
    try connection.run("INSERT INTO past_event (id) VALUES (\(event))")
    try connection.run(
      """
      CREATE TEMP TABLE past_row (
        table_name TEXT NOT NULL,
        row_key TEXT NOT NULL,
        content TEXT,
        PRIMARY KEY (table_name, row_key)
      ) WITHOUT ROWID
      """)
    try connection.run(
      """
      INSERT INTO past_row (table_name, row_key, content)
      SELECT table_name, row_key, before
      FROM main.audit_change
      WHERE event_id > \(event)
      ORDER BY event_id, ordinal
      ON CONFLICT DO NOTHING
      """)
    return Set(
      try connection.rows("SELECT DISTINCT table_name FROM past_row") { try $0.next(String.self) })
  }

  /// Lays an audited table: the rows that were not touched, and of the others those that were there, which are found by the same
  /// key. A view can have no bound values, so its names are literals of the program.
  private func lay(_ table: StoredTable) throws {
    let name = table.name
    guard let known = PastColumns.all.first(where: { $0.table.description == name.description })
    else {
      // Its present rows would be told as those of the past.
      throw StoreError(
        .internal, "The past of '\(name)' is not known to this program.", subject: "\(name)",
        hint: nil)
    }
    // Where the key is one column there is none that is generated for the trail.
    let isKeyGenerated = table.key.description == "row_key"
    let generated: SQL = isKeyGenerated ? "row_key, row_json" : "row_json"
    let undone: SQL = isKeyGenerated ? "row_key, content AS row_json" : "content AS row_json"
    let names = list(known.columns) { "\(raw: $0)" }
    let values = list(known.columns) { "content ->> '\(raw: $0)' AS \(raw: $0)" }
    try connection.run(
      """
      CREATE TEMP TABLE past_\(raw: name) AS
      SELECT \(values), \(undone)
      FROM past_row
      WHERE table_name = '\(raw: name)' AND content IS NOT NULL
      """)
    try connection.run(
      """
      CREATE INDEX temp.past_\(raw: name)_by_key
        ON past_\(raw: name) (\(list(known.key) { "\(raw: $0)" }))
      """)
    try connection.run(
      """
      CREATE TEMP VIEW \(raw: name) AS
      SELECT \(names), \(generated)
      FROM main.\(raw: name) AS present
      WHERE NOT EXISTS (
        SELECT 1
        FROM past_row
        WHERE past_row.table_name = '\(raw: name)'
          AND past_row.row_key = present.\(raw: table.key))
      UNION ALL
      SELECT \(names), \(generated)
      FROM past_\(raw: name)
      """)
  }

  /// What `text` makes of each of `names`, with commas.
  private func list(_ names: [StaticString], _ text: (StaticString) -> SQL) -> SQL {
    names.dropFirst().reduce(text(names[0])) { "\($0), \(text($1))" }
  }

  /// The view over a table that the trail does not keep: up to the event where it tells what happened, otherwise without rows.
  private func ledger(_ table: StaticString) -> SQL {
    let column = Self.ledgers.first { $0.key.description == table.description }?.value
    let condition: SQL =
      if let column {
        "\(raw: column) <= (SELECT id FROM past_event)"
      } else {
        "false"
      }
    return
      "CREATE TEMP VIEW \(raw: table) AS SELECT * FROM main.\(raw: table) WHERE \(condition)"
  }
}
