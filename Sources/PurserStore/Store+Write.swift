import PurserDomain
import SQLKit

/// What a write leaves.
package struct WriteOutcome<Value> {
  /// What the closure returned.
  package let value: Value
  /// The event in the trail, nil when nothing was changed.
  package let eventID: Int64?
  /// How many rows of configuration were changed.
  package let changeCount: Int
}

extension WriteOutcome: Sendable where Value: Sendable {}

/// What a write would have left.
package struct WritePreview<Value> {
  /// What the closure returned.
  package let value: Value
  /// The rows of configuration it changed, in order; their event is not in the trail.
  package let changes: [AuditChange]
  /// Whether the write would have an event: it may change rows that are no configuration.
  package let hasChanged: Bool
}

extension WritePreview: Sendable where Value: Sendable {}

extension Store {
  /// The variable that lets triggers through. Nothing else in the program sets it.
  private static let variable = "audit_event"

  /// Runs `body` under a new event and lets `conclude` decide what is kept. Steps:
  /// 1. `BEGIN IMMEDIATE`, so that the next event id belongs to this write alone.
  /// 2. The event's row, and its id as the variable `audit_event`, which every trigger asks for.
  /// 3. `body`; triggers write the trail.
  /// 4. Whether a trigger asked for the variable since: only then was something changed.
  func perform<Value, Result>(
    _ intent: Intent, ifRevision: Int64?, _ body: (Session<ReadWrite>) throws -> Value,
    conclude: (Session<ReadWrite>, Value, _ hasChanged: Bool) throws -> Conclusion<Result>
  ) throws -> Result {
    guard !isPast else {
      throw StoreError(
        .internal, "A state of the past cannot be changed.", subject: name, hint: nil)
    }
    return try translated {
      try database.concluding(.write) { connection in
        try checkStamp(of: connection)
        if let ifRevision { try require(revision: ifRevision, on: connection) }
        let session = try begin(intent, on: connection)
        let before = connection.variableUses(Self.variable)
        let rows = connection.totalChanges
        let value = try body(session)
        let hasChanged = connection.variableUses(Self.variable) > before
        if !hasChanged, connection.totalChanges != rows { try requireTriggers(on: connection) }
        return try conclude(session, value, hasChanged)
      }
    }
  }

  /// Writes the row of a new event and opens the tables to the rest of the transaction.
  func begin(
    _ intent: Intent, on connection: any SQLConnection
  ) throws -> Session<ReadWrite> {
    let event =
      try connection.first("SELECT coalesce(max(id), 0) + 1 FROM audit_event") {
        try $0.next(Int64.self)
      } ?? 1
    let now = settings.clock.now()
    try connection.setVariable(Self.variable, event)
    try connection.run(
      """
      INSERT INTO audit_event
        (id, at, actor, host, command, reason, request_id, undoes_event_id, program_version)
      VALUES (
        \(event), \(now.milliseconds), \(intent.actor), \(intent.host), \(intent.command),
        \(intent.reason), \(intent.requestID), \(intent.undoesEvent), \(intent.programVersion)
      )
      """)
    return Session(writing: connection, event: event, at: now)
  }

  /// Asked when rows were written and no trigger wanted the event: they had those values already, or somebody took the
  /// triggers away, and "nothing changed" would be untrue.
  private func requireTriggers(on connection: any SQLConnection) throws {
    let present = Set(try connection.schemaObjects().filter { $0.kind == .trigger }.map(\.name))
    for table in StoredTable.all {
      guard case .audited = table.kind else { continue }
      for event in ["inserted", "updated", "deleted"]
      where !present.contains("\(table.name)_\(event)") {
        throw StoreError(
          .corrupt, "The store '\(name)' keeps no record of '\(table.name)': a trigger is missing.",
          subject: name, hint: "See what else was altered: purser audit verify")
      }
    }
  }

  /// Throws `conflict` when the store's revision is not `revision`; for what has to be refused before anything is sent or asked.
  package func require(revision: Int64) throws {
    try read { try require(revision: revision, is: $0.revision()) }
  }

  private func require(revision: Int64, on connection: any SQLConnection) throws {
    try require(revision: revision, is: Session<ReadOnly>(reading: connection).revision())
  }

  private func require(revision: Int64, is present: Int64) throws {
    guard present != revision else { return }
    throw StoreError(
      .conflict, "The store has moved on: its revision is '\(present)', not '\(revision)'.",
      subject: String(present),
      hint: "Look at what changed with 'purser audit log', then use --if-revision \(present).")
  }
}
