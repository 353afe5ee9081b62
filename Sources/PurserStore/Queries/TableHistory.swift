import SQLKit

/// The changes of the rows of one table at one scope before an event. They are read back, from the newest one, only as far
/// as is asked for, and once for all rows: the trail has an index of scopes and none of rows.
package struct TableHistory {
  private let trail: AuditTrail
  private let table: String
  private let scope: String
  /// How far they were read; nil when there is nothing further back.
  private var position: TrailPlace?
  /// Those that were passed, by the key of the row, newest first.
  private var passed: [String: [TrailPlace]] = [:]

  /// `scope` is the one the rows stand at, `*` or an agent's id.
  package init(of table: String, at scope: String, before event: Int64, in trail: AuditTrail) {
    self.trail = trail
    self.table = table
    self.scope = scope
    position = TrailPlace(event: event, ordinal: 0)
  }

  /// Returns the newest change of the row `key` that `isWanted` takes, nil when there is none.
  package mutating func newest(
    of key: String, where isWanted: (AuditChange) throws -> Bool = { _ in true }
  ) throws -> AuditChange? {
    for place in passed[key] ?? [] {
      if let change = try trail.change(at: place), try isWanted(change) { return change }
    }
    guard let start = position else { return nil }
    position = nil
    var found: AuditChange?
    try trail.walkBack(at: scope, through: [table], before: start) { row, place, _ in
      passed[row.key, default: []].append(place)
      if row.key == key, let change = try trail.change(at: place), try isWanted(change) {
        found = change
        position = place
      }
      return found == nil
    }
    return found
  }
}

/// Where a change stands in the trail.
struct TrailPlace {
  var event: Int64
  var ordinal: Int
}

/// A row of an audited table, as the trail names it.
struct TrailRow: Hashable {
  let table: String
  let key: String
  let scope: String
}

extension AuditTrail {
  /// Hands the changes of `tables` at a scope to `body`, newest first, until it returns false: those before `place`, and not
  /// before the event `first`.
  func walkBack(
    at scope: String, through tables: [String], from first: Int64 = 0, before place: TrailPlace,
    _ body: (TrailRow, TrailPlace, AuditChange.Operation) throws -> Bool
  ) throws {
    try connection.scan(
      """
      SELECT event_id, ordinal, operation, table_name, row_key
      FROM audit_change
      WHERE scope_id = \(scope) AND event_id >= \(first)
        AND (event_id, ordinal) < (\(place.event), \(place.ordinal))
        AND table_name IN \(list: tables)
      ORDER BY event_id DESC, ordinal DESC
      """
    ) { row in
      let place = TrailPlace(event: try row.next(), ordinal: try row.next())
      let operation = try AuditChange.Operation(stored: row.next(String.self))
      return try body(
        TrailRow(table: row.next(), key: row.next(), scope: scope), place, operation)
    }
  }

  /// Returns the change at a place that `walkBack` gave.
  func change(at place: TrailPlace) throws -> AuditChange? {
    try connection.first(
      """
      SELECT event_id, ordinal, table_name, row_key, scope_id, operation, before, after
      FROM audit_change
      WHERE event_id = \(place.event) AND ordinal = \(place.ordinal)
      """, AuditChange.init(row:))
  }
}
