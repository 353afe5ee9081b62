package import SQLKit

/// Opens and makes stores: the program's choice of driver, clock and digest, as one value.
package struct StoreSource: Sendable {
  /// What a caller means to do with a store.
  package enum Access: Sendable {
    /// Never changes a byte of it.
    case read
    case write
    /// Makes the file unless it is there.
    case create
  }

  private let database: @Sendable (_ path: String, Access) throws -> any SQLDatabase
  private let scratch: @Sendable () throws -> any SQLDatabase
  private let foreign: @Sendable (_ path: String) throws -> any SQLDatabase
  private let settings: @Sendable (_ name: String) -> Store.Settings

  /// Needs a function that opens the file at a path, one that makes an empty database in memory, one that
  /// opens another program's file for reading, and the settings of the store that people call by that name.
  package init(
    database: @escaping @Sendable (_ path: String, Access) throws -> any SQLDatabase,
    scratch: @escaping @Sendable () throws -> any SQLDatabase,
    foreign: @escaping @Sendable (_ path: String) throws -> any SQLDatabase,
    settings: @escaping @Sendable (_ name: String) -> Store.Settings
  ) {
    self.database = database
    self.scratch = scratch
    self.foreign = foreign
    self.settings = settings
  }

  /// Reads the databases of gateways.
  package var gatewayDatabases: GatewayDatabase { GatewayDatabase(open: foreign) }

  /// Opens the store at `path`; errors as `Store.open`.
  package func open(_ path: String, _ access: Access) throws -> Store {
    try Store.open(connect(path, access), settings(path))
  }

  /// Makes a store at `path`, whose folder exists; errors as `Store.create`.
  package func create(
    _ path: String, _ intent: Intent, _ body: (Session<ReadWrite>) throws -> Void
  ) throws -> Store {
    try Store.create(in: connect(path, .create), settings(path), intent, body)
  }

  /// Throws as `create` when there is something at `path` that it would not make a store of, and changes nothing.
  package func requireNoStore(at path: String) throws {
    do {
      try Store.requireNone(in: connect(path, .write), settings(path))
    } catch let error as StoreError {
      guard error.code == .notSetUp else { throw error }
    }
  }

  /// Returns a store in memory that `body` begins, gone with the process, for trying a write where there
  /// is no store yet. Its seals are words without meaning.
  package func scratchStore(
    _ intent: Intent, _ body: (Session<ReadWrite>) throws -> Void
  ) throws -> Store {
    let clock = settings("scratch").clock
    let settings = Store.Settings(
      name: "scratch", clock: clock,
      digest: { _ in .none })
    return try Store.create(in: scratch(), settings, intent, body)
  }

  /// Leads the store at `path` to this program's version, after a verified copy to the new file
  /// `copy`; errors as `Store.migrate`.
  package func migrate(_ path: String, _ intent: Intent, copy: String) throws -> MigrationOutcome {
    try Store.migrate(connect(path, .write), settings(path), intent, copy: copy)
  }

  /// Returns what `migrate` would do to the store at `path`; errors as `Store.migrationPreview`.
  package func migrationPreview(_ path: String) throws -> MigrationOutcome {
    try Store.migrationPreview(connect(path, .read), settings(path))
  }

  /// Returns the SQL of the whole schema, as the migrations make it.
  package func schemaText() throws -> String {
    try Store.schema(in: scratch()).text
  }

  /// Compares the trail of `store` with itself, its tables and its schema; errors as `Store.read`.
  package func verify(_ store: Store) throws -> AuditReport {
    try store.verifyTrail(against: scratch())
  }

  private func connect(_ path: String, _ access: Access) throws -> any SQLDatabase {
    do {
      return try database(path, access)
    } catch let error as SQLError {
      throw StoreError(error, store: path)
    }
  }
}
