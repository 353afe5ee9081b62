package import SQLKit

/// Something that the trail and the tables do not agree on.
package struct AuditFault: Equatable, Sendable {
  /// What kind of disagreement.
  package enum Kind: String, Equatable, Sendable {
    /// The seal of an event is not what its stored bytes give: event, change, ledger row or a seal
    /// before it was altered, or the key is another.
    case seal
    /// The evidence of an event is not what its seal says, and was not pruned.
    case evidence
    /// An event without a seal.
    case unsealed
    /// A change, seal or ledger row whose event is not there.
    case orphan
    /// A row that is not what its newest change says.
    case different
    /// A row that the trail has and the table has not.
    case missing
    /// A row that the table has and the trail has not.
    case extra
    /// A change that does not begin where the change before it ended.
    case gap
    /// A table, index or trigger that is not as the migrations made it: without its triggers a table keeps no record.
    case schema
    /// A sealed value that was changed, moved or put back; it is in no trail.
    case secret
    /// A row whose sealed value is not there any more.
    case lost
  }

  /// What kind of disagreement.
  package let kind: Kind
  /// The event it is about, nil for a row without one.
  package let event: Int64?
  /// The table it is about.
  package let table: String
  /// The key of the row it is about, nil for whole events.
  package let key: String?

  package init(
    kind: Kind, event: Int64?, table: String, key: String?
  ) {
    self.kind = kind
    self.event = event
    self.table = table
    self.key = key
  }

  /// One sentence.
  package var message: String {
    let row = "Row '\(key ?? "")' of '\(table)'"
    let number = event.map(String.init) ?? "?"
    return switch kind {
    case .seal: "The seal of event '\(number)' does not fit: event, changes or seals were altered."
    case .evidence: "The rows of '\(table)' of event '\(number)' were altered or removed."
    case .unsealed: "Event '\(number)' has no seal."
    case .orphan: "A row of '\(table)' names event '\(number)', which is not in the trail."
    case .different: "\(row) differs from its newest change, event '\(number)'."
    case .missing: "\(row) is gone, and no event removed it; last changed by event '\(number)'."
    case .extra: "\(row) is there, and no event added it."
    case .gap: "\(row) was altered before event '\(number)' without an event."
    case .schema:
      "The schema was altered: \(key ?? "") of '\(table)' is not as this program made it."
    case .secret: "The sealed value '\(key ?? "")' was changed, moved or put back."
    case .lost: "The sealed value of row '\(key ?? "")' of '\(table)' is gone."
    }
  }
}

/// The result of comparing the whole trail with itself and with the tables.
package struct AuditReport: Equatable, Sendable {
  /// How many events were checked.
  package let eventCount: Int
  /// How many changes were replayed.
  package let changeCount: Int
  /// How many rows of audited tables were compared.
  package let rowCount: Int
  /// What was found: first seals in the order of events, then rows by table and key. At most
  /// `faultLimit` of each kind.
  package let faults: [AuditFault]
  /// The seal of the newest event, which stands for the whole trail; nil in an empty one.
  package let newestSeal: String?

  package init(
    eventCount: Int, changeCount: Int, rowCount: Int, faults: [AuditFault], newestSeal: String?
  ) {
    self.eventCount = eventCount
    self.changeCount = changeCount
    self.rowCount = rowCount
    self.faults = faults
    self.newestSeal = newestSeal
  }

  /// Whether nothing was found.
  package var isSound: Bool { faults.isEmpty }
  /// How many faults of one kind are listed at most.
  package static let faultLimit = 100
}

extension Store {
  /// Recomputes the chain of seals, replays all changes, and compares the result with what stands in
  /// the tables; with `fresh`, an empty database, also the schema with the one that the migrations make there.
  /// Changes nothing. Throws `corrupt` when the schema is so different that the trail cannot be read.
  package func verifyTrail(against fresh: (any SQLDatabase)? = nil) throws -> AuditReport {
    let expected = try fresh.map { try Self.schema(in: $0).objects }
    return try read { session in
      do {
        return try AuditVerification(
          connection: session.connection, digest: settings.digest(session), schema: expected
        ).report()
      } catch let error as SQLError {
        guard error.code == .other || error.code == .undefined, let expected else { throw error }
        // Such as a column of another name: no statement can be at fault for what the migrations did not make.
        let faults = try AuditVerification.faults(of: session.connection, against: expected)
        guard let fault = faults.first else { throw error }
        throw SQLError(.corrupt, "\(fault.message) \(error.message)", sql: error.sql)
      }
    }
  }
}

/// Compares the trail with itself and with the tables, inside one reading transaction.
struct AuditVerification {
  let connection: any SQLConnection
  let digest: StoreDigest
  /// What the schema has to be; nil when it is not looked at.
  var schema: [SchemaObject]?

  func report() throws -> AuditReport {
    let chain = try checkChain()
    let faults = try schemaFaults() + chain.faults + orphans() + gaps() + rowFaults()
    return AuditReport(
      eventCount: chain.count, changeCount: try count("SELECT count(*) FROM audit_change"),
      rowCount: try count("SELECT count(*) FROM (\(AuditedRows.statement))"), faults: faults,
      newestSeal: chain.newest)
  }

  private func schemaFaults() throws -> [AuditFault] {
    guard let schema else { return [] }
    return try Self.faults(of: connection, against: schema) + stepFaults()
  }

  /// Whether the list of applied steps is this program's.
  private func stepFaults() throws -> [AuditFault] {
    do {
      try Store.migrator.verify(connection)
      return []
    } catch let error as SQLError where error.code == .corrupt {
      return [
        AuditFault(kind: .schema, event: nil, table: "schema_migration", key: "the list of steps")
      ]
    }
  }

  /// What was dropped, changed or added, by kind and name.
  static func faults(
    of connection: any SQLConnection, against schema: [SchemaObject]
  ) throws -> [AuditFault] {
    func named(_ objects: [SchemaObject]) -> [String: SchemaObject] {
      Dictionary(objects.map { ("\($0.kind.rawValue) '\($0.name)'", $0) }) { first, _ in first }
    }
    let (expected, present) = (named(schema), named(try connection.schemaObjects()))
    return Set(expected.keys).union(present.keys).sorted()
      .filter { expected[$0] != present[$0] }
      .map { name in
        let table = (expected[name] ?? present[name])?.table ?? ""
        return AuditFault(kind: .schema, event: nil, table: table, key: name)
      }
  }

  /// Each seal is recomputed from the stored seal before it, so that one altered event is one fault.
  private func checkChain() throws -> (faults: [AuditFault], count: Int, newest: String?) {
    let seal = TrailSeal(connection: connection, digest: digest)
    let pruned = try prunedEvents()
    var faults: [AuditFault] = []
    var previous: String?
    var count = 0
    try connection.forEach(
      """
      SELECT audit_event.id, audit_seal.digest, audit_seal.evidence
      FROM audit_event
      LEFT JOIN audit_seal ON audit_seal.event_id = audit_event.id
      ORDER BY audit_event.id
      """
    ) { row in
      let event = try row.next(Int64.self)
      let stored = try row.next(String?.self)
      let evidence = try row.next(String?.self)
      count += 1
      func add(_ kind: AuditFault.Kind, _ table: String = "audit_event") {
        guard faults.count < AuditReport.faultLimit else { return }
        faults.append(AuditFault(kind: kind, event: event, table: table, key: nil))
      }
      let written = try seal.ledgers(of: event)
      if let stored {
        let digest = try seal.digest(
          of: event, in: written, after: previous ?? "", evidence: evidence)
        if digest != stored { add(.seal) }
        previous = stored
      } else {
        add(.unsealed)
      }
      let sealed = SealedEvidence(stored: evidence).digests
      let present = try seal.evidence(of: event, in: written)
      for name in StoredTable.evidence.map(\.description) {
        let isPruned = present[name] == nil && event <= pruned[name] ?? 0
        if present[name] != sealed[name], !isPruned { add(.evidence, name) }
      }
    }
    return (faults, count, previous)
  }

  /// Returns up to which event each ledger of evidence was pruned.
  private func prunedEvents() throws -> [String: Int64] {
    let rows = try connection.rows(
      "SELECT table_name, max(up_to_event_id) FROM pruned GROUP BY table_name"
    ) { (try $0.next(String.self), try $0.next(Int64.self)) }
    return Dictionary(rows) { first, _ in first }
  }

  private func orphans() throws -> [AuditFault] {
    var faults: [AuditFault] = []
    for table in ["audit_change", "audit_seal"] + StoredTable.sealedLedgers + StoredTable.evidence {
      faults += try connection.rows(
        """
        SELECT DISTINCT event_id
        FROM \(raw: table)
        WHERE event_id NOT IN (SELECT id FROM audit_event)
        ORDER BY event_id
        LIMIT \(AuditReport.faultLimit)
        """
      ) { row in
        AuditFault(kind: .orphan, event: try row.next(), table: table.description, key: nil)
      }
    }
    return faults
  }

  /// Changes whose `before` is not the `after` of the change before them. A row altered by force and
  /// then changed properly shows here and nowhere else.
  private func gaps() throws -> [AuditFault] {
    try connection.rows(
      """
      SELECT event_id, table_name, row_key
      FROM (
        SELECT event_id, ordinal, table_name, row_key, before,
          lag(after) OVER (
            PARTITION BY table_name, row_key
            ORDER BY event_id, ordinal
          ) AS expected
        FROM audit_change
      ) AS chained
      WHERE before IS DISTINCT FROM expected
      ORDER BY event_id, ordinal
      LIMIT \(AuditReport.faultLimit)
      """
    ) { row in
      AuditFault(kind: .gap, event: try row.next(), table: try row.next(), key: try row.next())
    }
  }

  /// Rows that are not what the newest change of each key says. Both sides are sorted together: no
  /// index serves a join with the view, and without one it takes the square of the rows (seen).
  private func rowFaults() throws -> [AuditFault] {
    try connection.rows(
      """
      SELECT table_name, row_key, max(event_id), max(replayed) IS NULL, max(present) IS NULL
      FROM (
        SELECT table_name, row_key, event_id, after AS replayed, NULL AS present
        FROM (
          SELECT table_name, row_key, event_id, after,
            row_number() OVER (
              PARTITION BY table_name, row_key
              ORDER BY event_id DESC, ordinal DESC
            ) AS age
          FROM audit_change
        ) AS aged
        WHERE age = 1
        UNION ALL
        SELECT table_name, row_key, NULL, NULL, content
        FROM (\(AuditedRows.statement))
      ) AS sides
      GROUP BY table_name, row_key
      HAVING max(replayed) IS DISTINCT FROM max(present)
      ORDER BY table_name, row_key
      LIMIT \(AuditReport.faultLimit)
      """
    ) { row in
      let (table, key) = (try row.next(String.self), try row.next(String.self))
      let event = try row.next(Int64?.self)
      let (isGone, isAbsent) = (try row.next(Bool.self), try row.next(Bool.self))
      let kind: AuditFault.Kind = isAbsent ? .missing : isGone ? .extra : .different
      return AuditFault(kind: kind, event: event, table: table, key: key)
    }
  }

  private func count(_ statement: SQL) throws -> Int {
    try connection.first(statement) { try $0.next(Int.self) } ?? 0
  }
}
