package import PurserDomain
import SQLKit

/// One write, as the trail has it.
package struct AuditEvent: Equatable, Sendable {
  /// Only grows.
  package let id: Int64
  /// When it was made.
  package let at: Timestamp
  /// Who, where, by which command and why.
  package let intent: Intent
  /// How many rows of configuration it changed.
  package let changeCount: Int
  /// How many rows of evidence it removed.
  package let prunedCount: Int
  /// How many things it recorded that happened to profiles.
  package let recordCount: Int
  /// How many files it wrote.
  package let fileCount: Int

  package init(
    id: Int64, at: Timestamp, intent: Intent, changeCount: Int, prunedCount: Int = 0,
    recordCount: Int = 0, fileCount: Int = 0
  ) {
    self.id = id
    self.at = at
    self.intent = intent
    self.changeCount = changeCount
    self.prunedCount = prunedCount
    self.recordCount = recordCount
    self.fileCount = fileCount
  }
}

/// What one write removed from a ledger of evidence.
package struct AuditPruning: Equatable, Sendable {
  /// The ledger.
  package let table: String
  /// How many rows went.
  package let rowCount: Int
  /// The rows of this event and of older ones are gone.
  package let lastEvent: Int64
}

/// One changed row of an audited table.
package struct AuditChange: Equatable, Sendable {
  /// What happened to the row.
  package enum Operation: String, Equatable, Sendable {
    case insert
    case update
    case delete
  }

  /// The write it belongs to.
  package let event: Int64
  /// Order inside the event, from 1.
  package let ordinal: Int
  /// The table.
  package let table: String
  /// The primary key: the text itself, or a JSON array of its parts.
  package let key: String
  /// The scope the row stands at: `*` or an agent.
  package let scope: String
  /// What happened to the row.
  package let operation: Operation
  /// The row before, as JSON text with columns in the table's order; nil for an insert.
  package let before: String?
  /// The row after, likewise; nil for a delete.
  package let after: String?

  package init(
    event: Int64, ordinal: Int, table: String, key: String, scope: String, operation: Operation,
    before: String?, after: String?
  ) {
    self.event = event
    self.ordinal = ordinal
    self.table = table
    self.key = key
    self.scope = scope
    self.operation = operation
    self.before = before
    self.after = after
  }
}

/// Which events are wanted; nil means no limit of that kind.
package struct AuditFilter: Equatable, Sendable {
  /// Not before this instant.
  package var since: Timestamp?
  /// Before this instant.
  package var until: Timestamp?
  /// By this actor.
  package var actor: String?
  /// By this command: the words, or their beginning up to a space.
  package var command: String?
  /// That changed a row at one of these scopes, `*` or an agent's id, or wrote the file of such an agent.
  package var scopes: [String]?
  /// Only events before this id, for the next page.
  package var before: Int64?
  /// At most so many.
  package var limit: Int?

  package init(
    since: Timestamp? = nil, until: Timestamp? = nil, actor: String? = nil,
    command: String? = nil, scopes: [String]? = nil, before: Int64? = nil, limit: Int? = nil
  ) {
    self.since = since
    self.until = until
    self.actor = actor
    self.command = command
    self.scopes = scopes
    self.before = before
    self.limit = limit
  }
}

extension Session {
  /// Who changed what and when.
  package var trail: AuditTrail { AuditTrail(connection: connection) }
}

/// Answers questions about the trail.
package struct AuditTrail {
  let connection: any SQLConnection

  // The ordinals of an event's changes have no gap, so the last one is their number: an import has a hundred thousand.
  private static var eventColumns: StaticString {
    """
    id, at, actor, host, command, reason, request_id, undoes_event_id, program_version,
      (SELECT coalesce(max(ordinal), 0) FROM audit_change WHERE event_id = audit_event.id),
      (SELECT coalesce(sum(row_count), 0) FROM pruned WHERE event_id = audit_event.id),
      (SELECT count(*) FROM profile_event WHERE event_id = audit_event.id),
      (SELECT count(*) FROM export_file WHERE event_id = audit_event.id AND written_at >= audit_event.at)
    """
  }

  private static var changeColumns: StaticString {
    "event_id, ordinal, table_name, row_key, scope_id, operation, before, after"
  }

  /// Hands the wanted events to `body`, newest first, without keeping them.
  package func forEachEvent(
    _ filter: AuditFilter, _ body: (AuditEvent) throws -> Void
  ) throws {
    var condition: SQL = "id > 0"
    if let since = filter.since { condition = "\(condition) AND at >= \(since.milliseconds)" }
    if let until = filter.until { condition = "\(condition) AND at < \(until.milliseconds)" }
    if let actor = filter.actor { condition = "\(condition) AND actor = \(actor)" }
    if let before = filter.before { condition = "\(condition) AND id < \(before)" }
    if let command = filter.command {
      condition = "\(condition) AND \(Intent.condition(command: command))"
    }
    if let scopes = filter.scopes {
      condition = """
        \(condition)
          AND id IN (
            SELECT event_id FROM audit_change WHERE scope_id IN \(list: scopes)
            UNION
            SELECT event_id FROM export_file WHERE agent_id IN \(list: scopes))
        """
    }
    let limit: SQL = if let limit = filter.limit { "LIMIT \(limit)" } else { "" }
    try connection.forEach(
      """
      SELECT \(raw: Self.eventColumns)
      FROM audit_event
      WHERE \(condition)
      ORDER BY id DESC
      \(limit)
      """
    ) { try body(AuditEvent(row: $0)) }
  }

  /// Returns the wanted events, newest first.
  package func events(_ filter: AuditFilter = AuditFilter()) throws -> [AuditEvent] {
    var events: [AuditEvent] = []
    try forEachEvent(filter) { events.append($0) }
    return events
  }

  /// Whether `text` has the form of a seal: `blake2b:` and 64 small hexadecimal digits.
  package static func isSeal(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst("blake2b:".utf8.count)
    return text.utf8.starts(with: "blake2b:".utf8) && digits.count == 64
      && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Whether `digest` is the seal of an event.
  package func hasSeal(_ digest: String) throws -> Bool {
    try connection.first("SELECT 1 FROM audit_seal WHERE digest = \(digest)") { _ in true } ?? false
  }

  /// Returns the event of that id, nil when there is none.
  package func find(_ id: Int64) throws -> AuditEvent? {
    try connection.first(
      "SELECT \(raw: Self.eventColumns) FROM audit_event WHERE id = \(id)", AuditEvent.init(row:))
  }

  /// Returns who made the event of that id, why and by which command; nil when there is none. Unlike `find` it counts
  /// nothing: a batch has recorded a hundred thousand things.
  package func intent(of event: Int64) throws -> Intent? { try making(of: event)?.intent }

  /// Returns when the event of that id was made, and what `intent` does.
  package func making(of event: Int64) throws -> (at: Timestamp, intent: Intent)? {
    try connection.first(
      """
      SELECT at, actor, host, command, reason, request_id, undoes_event_id, program_version
      FROM audit_event
      WHERE id = \(event)
      """
    ) { row in (Timestamp(milliseconds: try row.next()), try Intent(row: row)) }
  }

  /// Returns the ids of the newest events, at most `limit`, newest first.
  package func newestIDs(limit: Int) throws -> [Int64] {
    try connection.rows("SELECT id FROM audit_event ORDER BY id DESC LIMIT \(Int64(limit))") {
      try $0.next(Int64.self)
    }
  }

  /// Returns the event of that id. Throws `not_found`.
  package func require(_ id: Int64) throws -> AuditEvent {
    if let event = try find(id) { return event }
    throw StoreError(
      .notFound, "No event '\(id)' in the trail.", subject: String(id), hint: "purser audit log")
  }

  /// Hands the changes of an event to `body`, in their order, without keeping them.
  package func forEachChange(of event: Int64, _ body: (AuditChange) throws -> Void) throws {
    try connection.forEach(
      """
      SELECT \(raw: Self.changeColumns)
      FROM audit_change
      WHERE event_id = \(event)
      ORDER BY ordinal
      """
    ) { try body(AuditChange(row: $0)) }
  }

  /// Returns the changes of an event, in their order.
  package func changes(of event: Int64) throws -> [AuditChange] {
    var changes: [AuditChange] = []
    try forEachChange(of: event) { changes.append($0) }
    return changes
  }

  /// Returns what an event removed from ledgers of evidence, by table.
  package func prunings(of event: Int64) throws -> [AuditPruning] {
    try connection.rows(
      """
      SELECT table_name, row_count, up_to_event_id
      FROM pruned
      WHERE event_id = \(event)
      ORDER BY table_name
      """
    ) { row in
      let (table, count) = (try row.next(String.self), try row.next(Int.self))
      return AuditPruning(table: table, rowCount: count, lastEvent: try row.next(Int64.self))
    }
  }

  /// Returns the id of the newest event that was made at or before `instant`; 0 when there is none.
  package func newestEvent(at instant: Timestamp) throws -> Int64 {
    try connection.first(
      "SELECT coalesce(max(id), 0) FROM audit_event WHERE at <= \(instant.milliseconds)"
    ) { try $0.next(Int64.self) } ?? 0
  }

  /// Returns the newest event after `event` that changed what goes into the files of agents, by the
  /// scope it changed: providers, their models and settings.
  package func newestFileChanges(after event: Int64) throws -> [String: Int64] {
    var newest: [String: Int64] = [:]
    try connection.forEach(
      """
      SELECT scope_id, max(event_id)
      FROM audit_change
      WHERE event_id > \(event) AND table_name IN ('provider', 'provider_model', 'setting')
      GROUP BY +scope_id  -- the index by scope would read the whole trail
      """
    ) { row in newest[try row.next(String.self)] = try row.next(Int64.self) }
    return newest
  }

  /// Returns how many rows of configuration an event changed.
  package func changeCount(of event: Int64) throws -> Int {
    try connection.first(
      "SELECT coalesce(max(ordinal), 0) FROM audit_change WHERE event_id = \(event)"
    ) { try $0.next(Int.self) } ?? 0
  }

  /// Returns how many events the trail has.
  package func eventCount() throws -> Int {
    try connection.first("SELECT count(*) FROM audit_event") { try $0.next(Int.self) } ?? 0
  }

  /// Returns the newest change at a scope of the rows of one table whose key begins with `prefix`, nil when
  /// there is none.
  package func newestChange(
    at scope: String, table: String, keyPrefix prefix: String
  ) throws -> AuditChange? {
    try connection.first(
      """
      SELECT \(raw: Self.changeColumns)
      FROM audit_change
      WHERE scope_id = \(scope) AND table_name = \(table)
        AND substr(row_key, 1, \(Int64(prefix.unicodeScalars.count))) = \(prefix)
      ORDER BY event_id DESC, ordinal DESC
      LIMIT 1
      """, AuditChange.init(row:))
  }

  /// Hands the changes of the rows of `table` at a scope to `body`, newest first, until it returns false.
  package func walkBack(
    at scope: String, through table: String, _ body: (AuditChange) throws -> Bool
  ) throws {
    try connection.scan(
      """
      SELECT \(raw: Self.changeColumns)
      FROM audit_change
      WHERE scope_id = \(scope) AND table_name = \(table)
      ORDER BY event_id DESC, ordinal DESC
      """
    ) { try body(AuditChange(row: $0)) }
  }
}

extension AuditEvent {
  fileprivate init(row: RowReader) throws {
    id = try row.next()
    at = Timestamp(milliseconds: try row.next())
    intent = try Intent(row: row)
    changeCount = try row.next()
    prunedCount = try row.next()
    recordCount = try row.next()
    fileCount = try row.next()
  }
}

extension Intent {
  fileprivate init(row: RowReader) throws {
    actor = try row.next()
    host = try row.next()
    command = try row.next()
    reason = try row.next()
    requestID = try row.next()
    undoesEvent = try row.next()
    programVersion = try row.next()
  }
}

extension AuditChange {
  init(row: RowReader) throws {
    event = try row.next()
    ordinal = try row.next()
    table = try row.next()
    key = try row.next()
    scope = try row.next()
    operation = try Operation(stored: row.next(String.self))
    before = try row.next()
    after = try row.next()
  }
}

extension AuditChange.Operation {
  init(stored word: String) throws {
    guard let value = Self(rawValue: word) else {
      throw SQLError(.corrupt, "unknown operation in audit_change")
    }
    self = value
  }
}
