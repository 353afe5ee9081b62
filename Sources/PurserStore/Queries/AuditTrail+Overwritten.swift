import SQLKit

/// A row that one event changed and that, before it, something else than an import had changed last.
package struct OverwrittenRow: Equatable, Sendable {
  /// The table.
  package let table: String
  /// The primary key: the text itself, or a JSON array of its parts.
  package let key: String
  /// The scope the row stands at: `*` or an agent.
  package let scope: String
  /// The row before the event, as JSON; nil where there was none.
  package let before: String?
  /// The row after it, likewise.
  package let after: String?
  /// The event that had changed it last.
  package let event: Int64
  /// What that one had done to it.
  package let operation: AuditChange.Operation
  /// Whether an import had written the row before that.
  package let wasImported: Bool
}

extension AuditTrail {
  /// Returns the rows that `event` changed and whose latest change before it was made by something else than an import, in
  /// the order in which it changed them. Rows that it wrote anew as they were are none.
  ///
  /// Reads the keys of all changes since the first one that was no import's, and none where every one was.
  package func overwrittenRows(by event: Int64) throws -> [OverwrittenRow] {
    guard try changeCount(of: event) > 0, let first = try firstCommand(before: event) else {
      return []
    }
    let changed = try changedRows(of: event)
    let last = try lastChanges(of: Set(changed), from: first, before: event)
      .filter { !$0.value.isImport }
    if last.isEmpty { return [] }
    let contents = try contents(of: Set(last.keys), changedBy: event)
    return changed.compactMap { row in
      guard let change = last[row], let content = contents[row],
        content.before != content.after
      else { return nil }
      return OverwrittenRow(
        table: row.table, key: row.key, scope: row.scope, before: content.before,
        after: content.after, event: change.event, operation: change.operation,
        wasImported: change.wasImported)
    }
  }

  /// Returns the newest change of one row that `isWanted` takes, nil when there is none. `scope` is the one the row stands at.
  package func newestChange(
    table: String, key: String, scope: String, where isWanted: (AuditChange) throws -> Bool
  ) throws -> AuditChange? {
    var found: AuditChange?
    try connection.scan(
      """
      SELECT event_id, ordinal, table_name, row_key, scope_id, operation, before, after
      FROM audit_change
      WHERE scope_id = \(scope) AND table_name = \(table) AND row_key = \(key)
      ORDER BY event_id DESC, ordinal DESC
      """
    ) { row in
      let change = try AuditChange(row: row)
      if try isWanted(change) { found = change }
      return found == nil
    }
    return found
  }

  private struct Row: Hashable {
    let table: String
    let key: String
    let scope: String
  }

  private struct LastChange {
    var event: Int64
    var operation: AuditChange.Operation
    var isImport: Bool
    var wasImported: Bool
  }

  private func changedRows(of event: Int64) throws -> [Row] {
    var seen: Set<Row> = []
    var rows: [Row] = []
    try connection.forEach(
      """
      SELECT table_name, row_key, scope_id
      FROM audit_change
      WHERE event_id = \(event)
      ORDER BY ordinal
      """
    ) { row in
      let place = Row(table: try row.next(), key: try row.next(), scope: try row.next())
      if seen.insert(place).inserted { rows.append(place) }
    }
    return rows
  }

  /// The first event that changed configuration and was neither an import nor the making of the store.
  private func firstCommand(before event: Int64) throws -> Int64? {
    try connection.first(
      """
      SELECT id
      FROM audit_event
      WHERE id < \(event) AND command <> 'import'
        AND (command < 'import ' OR command >= 'import!')  -- '!' is the character after the space
        AND command <> 'init' AND (command < 'init ' OR command >= 'init!')
        AND EXISTS (SELECT 1 FROM audit_change WHERE event_id = audit_event.id)
      ORDER BY id
      LIMIT 1
      """
    ) { try $0.next(Int64.self) }
  }

  private func lastChanges(
    of rows: Set<Row>, from first: Int64, before event: Int64
  ) throws -> [Row: LastChange] {
    var changes: [Row: LastChange] = [:]
    // Events come first, so that the changes of each are read where they lie.
    try connection.forEach(
      """
      SELECT c.table_name, c.row_key, c.scope_id, c.operation, c.event_id,
        e.command = 'import' OR (e.command >= 'import ' AND e.command < 'import!')
      FROM audit_event AS e
      CROSS JOIN audit_change AS c ON c.event_id = e.id
      WHERE e.id >= \(first) AND e.id < \(event)
      ORDER BY e.id, c.ordinal
      """
    ) { row in
      let place = Row(table: try row.next(), key: try row.next(), scope: try row.next())
      guard rows.contains(place) else { return }
      let operation = try AuditChange.Operation(stored: row.next(String.self))
      let event = try row.next(Int64.self)
      let isImport = try row.next(Bool.self)
      // Before the first command there were only imports, so what was there was theirs.
      let old = changes[place]
      let wasImported = old.map { $0.isImport || $0.wasImported } ?? (operation != .insert)
      changes[place] = LastChange(
        event: event, operation: operation, isImport: isImport, wasImported: wasImported)
    }
    return changes
  }

  /// The rows as they were before an event and as they were after it.
  private func contents(
    of rows: Set<Row>, changedBy event: Int64
  ) throws -> [Row: (before: String?, after: String?)] {
    var contents: [Row: (before: String?, after: String?)] = [:]
    try forEachChange(of: event) { change in
      let place = Row(table: change.table, key: change.key, scope: change.scope)
      guard rows.contains(place) else { return }
      contents[place, default: (change.before, nil)].after = change.after
    }
    return contents
  }
}
