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
  /// Where a state of the past comes from; nil for the store itself.
  private let origin: Origin?

  /// The store whose trail a state was rebuilt from, and the last event that counts in it.
  struct Origin {
    let database: any SQLDatabase
    let lastEvent: Int64
  }

  init(unchecked database: any SQLDatabase, _ settings: Settings, origin: Origin? = nil) {
    self.database = database
    self.settings = settings
    self.origin = origin
  }

  /// What people call the store: its path or URL.
  package var name: String { settings.name }

  /// Runs `body` over one state of the store and returns what it returns. A
  /// transaction inside another one traps: give the function the session instead.
  package func read<Value>(_ body: (Session<ReadOnly>) throws -> Value) throws -> Value {
    try translated {
      try database.transaction(.read) { connection in
        try checkStamp(of: connection)
        guard let origin else { return try body(Session(reading: connection)) }
        return try origin.database.transaction(.read) { past in
          let trail = AuditTrail(connection: past, lastEvent: origin.lastEvent)
          return try body(Session(rebuilt: connection, from: trail))
        }
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
    try perform(intent, ifRevision: ifRevision, body) { session, value, _ in
      let changes = try AuditTrail(connection: session.connection).changes(of: session.eventID)
      return .rollBack(WritePreview(value: value, changes: changes))
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
