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
  /// The row before the first change since an import wrote it, likewise; nil where none had.
  package let imported: String?
  /// The event that had changed it last.
  package let event: Int64
  /// What that one had done to it.
  package let operation: AuditChange.Operation
  /// Whether an import had written the row before that.
  package let wasImported: Bool
  /// Where several events had changed it since an import wrote it, what they did, newest first; at most 200.
  package var changes: [AuditChange] = []
}

extension AuditTrail {
  /// Returns the rows that `event` changed and whose latest change before it was made by something else than an import, in
  /// the order in which it changed them. Rows that it wrote anew as they were are none.
  ///
  /// Reads back, at each scope that it changed, until enough is known of its rows, and not further than the first change that
  /// was no import's.
  package func overwrittenRows(by event: Int64) throws -> [OverwrittenRow] {
    guard try changeCount(of: event) > 0, let first = try firstCommand(before: event) else {
      return []
    }
    let changed = try changedRows(of: event)
    let last = try lastCommands(on: changed, from: first, before: event)
    if last.isEmpty { return [] }
    let contents = try contents(of: Set(last.keys), changedBy: event)
    return try changed.compactMap { row in
      guard let change = last[row], let content = contents[row],
        content.before != content.after
      else { return nil }
      return OverwrittenRow(
        table: row.table, key: row.key, scope: row.scope, before: content.before,
        after: content.after,
        imported: change.wasImported ? try self.change(at: change.first)?.before : nil,
        event: change.event, operation: change.operation, wasImported: change.wasImported,
        changes: try changes(change.newest))
    }
  }

  private struct LastChange {
    var event: Int64
    var operation: AuditChange.Operation
    var wasImported: Bool
    /// The first change since an import wrote the row.
    var first: TrailPlace
    /// The newest changes, newest first.
    var newest: [TrailPlace]
  }

  private static let namedChanges = 200

  /// What `places` have, where there are several.
  private func changes(_ places: [TrailPlace]) throws -> [AuditChange] {
    places.count > 1 ? try places.compactMap { try change(at: $0) } : []
  }

  private func changedRows(of event: Int64) throws -> [TrailRow] {
    var seen: Set<TrailRow> = []
    var rows: [TrailRow] = []
    try connection.forEach(
      """
      SELECT table_name, row_key, scope_id
      FROM audit_change
      WHERE event_id = \(event)
      ORDER BY ordinal
      """
    ) { row in
      let place = TrailRow(table: try row.next(), key: try row.next(), scope: try row.next())
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
      WHERE id < \(event)
        AND NOT \(Intent.condition(command: "import")) AND NOT \(Intent.condition(command: "init"))
        AND EXISTS (SELECT 1 FROM audit_change WHERE event_id = audit_event.id)
      ORDER BY id
      LIMIT 1
      """
    ) { try $0.next(Int64.self) }
  }

  /// The latest changes of `rows` before an event, of those where no import made it. Each scope is read back until enough is
  /// known of every row.
  private func lastCommands(
    on rows: [TrailRow], from first: Int64, before event: Int64
  ) throws -> [TrailRow: LastChange] {
    var isImport: [Int64: Bool] = [:]
    var found: [TrailRow: LastChange] = [:]
    for (scope, rows) in Dictionary(grouping: rows, by: \.scope) {
      var open = Set(rows)
      let tables = Set(rows.map(\.table)).sorted()
      try walkBack(
        at: scope, through: tables, from: first, before: TrailPlace(event: event, ordinal: 0)
      ) { row, place, operation in
        guard open.contains(row) else { return true }
        let isOfImport = try isImport[place.event] ?? intent(of: place.event)?.isImport == true
        isImport[place.event] = isOfImport
        if isOfImport {
          found[row]?.wasImported = true
          open.remove(row)
        } else {
          // Before the first command there were only imports, so what was there was theirs.
          let last = found[row]
          let newest = (last?.newest ?? []) + [place]
          found[row] = LastChange(
            event: last?.event ?? place.event, operation: last?.operation ?? operation,
            wasImported: operation != .insert, first: place,
            newest: Array(newest.prefix(Self.namedChanges)))
        }
        return !open.isEmpty
      }
    }
    return found
  }

  /// The rows as they were before an event and as they were after it.
  private func contents(
    of rows: Set<TrailRow>, changedBy event: Int64
  ) throws -> [TrailRow: (before: String?, after: String?)] {
    var contents: [TrailRow: (before: String?, after: String?)] = [:]
    try forEachChange(of: event) { change in
      let place = TrailRow(table: change.table, key: change.key, scope: change.scope)
      guard rows.contains(place) else { return }
      contents[place, default: (change.before, nil)].after = change.after
    }
    return contents
  }
}
