import Migrations
import PurserDomain
package import SQLKit

extension Store {
  /// The number that marks a database as a Purser store: "PRSR" in ASCII.
  package static let applicationID = 0x5052_5352

  /// The version of the schema that this program is written for.
  package static var schemaVersion: Int { sqliteMigrationCount }

  /// The steps of the schema, oldest first. Not needed to open a store that is up to date.
  static let migrator = Migrator(
    sqliteMigrations.map { step in
      Migration(version: step.version, name: step.name, sql: step.sql.description)
    })

  /// Opens the store in `database`.
  ///
  /// Throws `not_set_up` for an empty or half-made one, `foreign` for a database of something else,
  /// `older_schema` and `newer_schema` for other versions, `corrupt` for a damaged file.
  package static func open(_ database: any SQLDatabase, _ settings: Settings) throws -> Store {
    let store = Store(unchecked: database, settings)
    try store.read { _ in }
    return store
  }

  /// Makes a store in `database`, which is empty, and returns it. `body` runs in the same write that
  /// adds the scope of the defaults and becomes the first event.
  ///
  /// Continues when an earlier attempt was interrupted. Throws `conflict` when there is a store already
  /// and `foreign` when there is something else; both stay as they are.
  package static func create(
    in database: any SQLDatabase, _ settings: Settings, _ intent: Intent,
    _ body: (Session<ReadWrite>) throws -> Void
  ) throws -> Store {
    let store = Store(unchecked: database, settings)
    try store.translated {
      try database.transaction(.read, store.requireNone(on:))
      try migrator.migrate(database, now: settings.clock.now().milliseconds)
      try database.transaction(.write) { connection in
        // Two processes may have come as far as here; the first one makes the store, and the other has to know.
        try store.requireNone(on: connection)
        let session = try store.begin(intent, on: connection)
        try connection.run("INSERT INTO scope (id) VALUES ('*')")
        try body(session)
        // The mark comes last: a database with it is a whole store.
        try connection.setApplicationID(applicationID)
        try TrailSeal(connection: connection, digest: settings.digest(session.readOnly))
          .seal(session.eventID)
      }
    }
    return try open(database, settings)
  }

  /// Throws as `create` when it would not make a store in `database`; changes nothing.
  static func requireNone(in database: any SQLDatabase, _ settings: Settings) throws {
    let store = Store(unchecked: database, settings)
    try store.translated { try database.transaction(.read, store.requireNone(on:)) }
  }

  private func requireNone(on connection: any SQLConnection) throws {
    switch try state(of: connection) {
    case .empty, .begun: return
    case .ours:
      throw StoreError(
        .conflict, "There is a store at '\(name)' already.", subject: name,
        hint: "purser store info")
    case .foreign: throw foreign()
    }
  }

  /// Throws unless the database behind `connection` is a store of this program's version.
  func checkStamp(of connection: any SQLConnection) throws {
    let version = try connection.schemaVersion()
    if version == Self.schemaVersion, try connection.applicationID() == Self.applicationID {
      return
    }
    switch try state(of: connection) {
    case .empty:
      throw StoreError(
        .notSetUp, "There is no store at '\(name)' yet.", subject: name, hint: "purser init")
    case .begun:
      throw StoreError(
        .notSetUp, "The store at '\(name)' was never finished.", subject: name, hint: "purser init")
    case .foreign:
      throw foreign()
    case .ours where version > Self.schemaVersion:
      throw newer(version)
    case .ours:
      throw StoreError(
        .olderSchema,
        "The store '\(name)' was written by an older purser (schema \(version), now \(Self.schemaVersion)).",
        subject: name, hint: "purser store migrate")
    }
  }

  /// What a database turns out to be.
  enum State: Equatable {
    case empty
    /// Made by `create`, which did not come to its end.
    case begun
    case ours
    case foreign
  }

  func state(of connection: any SQLConnection) throws -> State {
    let id = try connection.applicationID()
    if id == Self.applicationID { return .ours }
    let tables = try connection.schemaObjects().filter { $0.kind == .table }.map(\.name)
    if id != 0 { return .foreign }
    if tables.isEmpty { return .empty }
    return tables.contains("schema_migration") && tables.contains("audit_event")
      ? .begun : .foreign
  }

  func newer(_ version: Int) -> StoreError {
    StoreError(
      .newerSchema,
      "The store '\(name)' was written by a newer purser (schema \(version), here \(Self.schemaVersion)).",
      subject: name, hint: "Use the newer purser.")
  }

  private func foreign() -> StoreError {
    StoreError(
      .foreign, "'\(name)' is not a Purser store.", subject: name, hint: StoreError.foreignHint)
  }
}
