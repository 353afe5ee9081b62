package import PurserDomain
import SQLKit

/// The store: the only door to its database.
///
/// Every write is one transaction with one event in the trail; every read sees one state from beginning
/// to end. Errors are `StoreError`, or what the closure throws.
package struct Store: Sendable {
  /// What the store is given by the program around it.
  package struct Settings: Sendable {
    /// What people call the store: its path or URL.
    package let name: String
    /// The present time.
    package let clock: WallClock
    /// Returns the digest of the seals. Asked inside the transaction, since its key may lie in the
    /// store itself.
    package let digest: @Sendable (Session<ReadOnly>) throws -> StoreDigest

    package init(
      name: String, clock: WallClock,
      digest: @escaping @Sendable (Session<ReadOnly>) throws -> StoreDigest
    ) {
      self.name = name
      self.clock = clock
      self.digest = digest
    }
  }

  let database: any SQLDatabase
  let settings: Settings
  /// The event after which this is the state of the store; nil for the store itself.
  private let lastEvent: Int64?

  init(unchecked database: any SQLDatabase, _ settings: Settings, after lastEvent: Int64? = nil) {
    self.database = database
    self.settings = settings
    self.lastEvent = lastEvent
  }

  /// Whether this is a state of the past, which nothing can be written to.
  var isPast: Bool { lastEvent != nil }

  /// What people call the store: its path or URL.
  package var name: String { settings.name }

  /// Runs `body` over one state of the store and returns what it returns. A
  /// transaction inside another one traps: give the function the session instead.
  package func read<Value>(_ body: (Session<ReadOnly>) throws -> Value) throws -> Value {
    try translated {
      try database.transaction(lastEvent == nil ? .read : .overlay) { connection in
        try checkStamp(of: connection)
        guard let lastEvent else { return try body(Session(reading: connection)) }
        return try body(
          Session(reading: connection, at: PastMoment(after: lastEvent, on: connection)))
      }
    }
  }

  /// Runs `body` as one write: one transaction, one event in the trail, sealed.
  ///
  /// Nothing is kept when `body` throws, and no event when it changed nothing. With `ifRevision`, throws
  /// `conflict` when the store's revision is another.
  @discardableResult
  package func write<Value>(
    _ intent: Intent, ifRevision: Int64? = nil, _ body: (Session<ReadWrite>) throws -> Value
  ) throws -> WriteOutcome<Value> {
    try perform(intent, ifRevision: ifRevision, body) { session, value, hasChanged in
      guard hasChanged else {
        return .rollBack(WriteOutcome(value: value, eventID: nil, changeCount: 0))
      }
      let event = session.eventID
      let count = try AuditTrail(connection: session.connection).changeCount(of: event)
      try TrailSeal(connection: session.connection, digest: settings.digest(session.readOnly))
        .seal(event)
      return .commit(WriteOutcome(value: value, eventID: event, changeCount: count))
    }
  }

  /// Runs `body` as `write` would, returns what would have changed, and takes everything back.
  package func preview<Value>(
    _ intent: Intent, ifRevision: Int64? = nil, _ body: (Session<ReadWrite>) throws -> Value
  ) throws -> WritePreview<Value> {
    try perform(intent, ifRevision: ifRevision, body) { session, value, hasChanged in
      let changes = try AuditTrail(connection: session.connection).changes(of: session.eventID)
      return .rollBack(WritePreview(value: value, changes: changes, hasChanged: hasChanged))
    }
  }

  /// Returns what is wrong with the structure of the database, empty when nothing is.
  package func integrityCheck() throws -> [String] {
    try translated { try database.integrityCheck() }
  }

  /// Writes a verified copy of the store to the new file `path`.
  package func copy(to path: String) throws {
    try translated { try database.copy(to: path) }
  }

  /// Runs `body` and turns the driver's errors into the store's.
  func translated<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as SQLError {
      throw StoreError(error, store: name)
    }
  }
}
