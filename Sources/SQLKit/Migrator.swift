/// Leads a database from its version to the newest, one transaction per step, forward only.
///
/// Each step writes its row into `schema_migration` and sets the schema version in its own transaction:
/// a step that fails or is interrupted leaves the version before.
package struct Migrator: Sendable {
  /// The steps, oldest first.
  package let migrations: [Migration]

  /// Traps when the versions do not count from 1 without gaps: a mistake of the program.
  package init(_ migrations: [Migration]) {
    for (index, migration) in migrations.enumerated() {
      precondition(migration.version == index + 1, "migrations count from 1 without gaps")
    }
    self.migrations = migrations
  }

  /// The version that the program is written for.
  package var newest: Int { migrations.count }

  /// Applies the steps that `database` lacks and returns them, oldest first.
  ///
  /// Each step runs inside `around`, which may do things before and after it in the same transaction.
  /// `now` is Unix milliseconds. Throws `misuse` for a database newer than the program, `corrupt` when
  /// an applied step differs from the program's, else what the failing step throws.
  @discardableResult
  package func migrate(
    _ database: any SQLDatabase, now: Int64,
    around: (any SQLConnection, Migration, () throws -> Void) throws -> Void = { try $2() }
  ) throws -> [Migration] {
    var applied: [Migration] = []
    let start = try database.transaction(.read) { try verify($0) }
    for migration in migrations.dropFirst(start) {
      let mode: TransactionMode = migration.isRebuild ? .rebuild : .write
      let done = try database.transaction(mode) { connection in
        // Somebody else may have taken the step while this process waited for the lock.
        guard try connection.schemaVersion() < migration.version else { return false }
        try around(connection, migration) { try apply(migration, to: connection, now: now) }
        return true
      }
      if done { applied.append(migration) }
    }
    return applied
  }

  /// Returns the version of the database, after comparing the recorded checksums of its steps with the
  /// program's. Throws `misuse` for a newer database, `corrupt` for a step that differs and for a list of steps that does not
  /// fit the version.
  @discardableResult
  package func verify(_ connection: any SQLConnection) throws -> Int {
    let version = try connection.schemaVersion()
    guard version > 0 else {
      // The first step makes the list and sets the version at once.
      let tables = try connection.schemaObjects().filter { $0.kind == .table }.map(\.name)
      guard !tables.contains("schema_migration") else {
        throw SQLError(
          .corrupt, "schema_migration lists steps, but the schema version is \(version)")
      }
      return 0
    }
    guard version <= newest else {
      throw SQLError(.misuse, "schema version \(version) is newer than \(newest)")
    }
    let recorded = try connection.rows(
      "SELECT version, name, checksum FROM schema_migration ORDER BY version"
    ) { row in
      (try row.next(Int.self), try row.next(String.self), try row.next(String.self))
    }
    guard recorded.map(\.0) == Array(1...version) else {
      throw SQLError(.corrupt, "schema_migration does not list the steps 1 to \(version)")
    }
    for (step, name, checksum) in recorded {
      let migration = migrations[step - 1]
      guard migration.name == name, migration.checksum == checksum else {
        throw SQLError(.corrupt, "step \(migration.label) differs from the one that was applied")
      }
    }
    return version
  }

  /// The variable that lets a row into the list. Nothing else sets it, so that another program can add none.
  private static let step = "migration_step"

  /// The migrator's own table, made with the first step. Append-only like every ledger.
  private static let table = """
    CREATE TABLE schema_migration (
      -- Each applied step of the schema. Class: ledger.
      version INTEGER PRIMARY KEY,  -- number of the step, from 1
      name TEXT NOT NULL,  -- its name
      checksum TEXT NOT NULL,  -- sha256:hex of its file
      applied_at_ms INTEGER NOT NULL  -- Unix milliseconds
    ) STRICT;
    CREATE TRIGGER schema_migration_insert_guard BEFORE INSERT ON schema_migration
    WHEN NEW.version IS NOT migration_step()
    BEGIN
      SELECT RAISE(ABORT, 'schema_migration is a ledger: a row belongs to the step that is applied');
    END;
    CREATE TRIGGER schema_migration_update_guard BEFORE UPDATE ON schema_migration BEGIN
      SELECT RAISE(ABORT, 'schema_migration is a ledger: rows are only added');
    END;
    CREATE TRIGGER schema_migration_delete_guard BEFORE DELETE ON schema_migration BEGIN
      SELECT RAISE(ABORT, 'schema_migration is a ledger: rows are only added');
    END;
    """

  private func apply(
    _ migration: Migration, to connection: any SQLConnection, now: Int64
  ) throws {
    if migration.version == 1 { try connection.script(Self.table) }
    try connection.script(migration.sql)
    try connection.setVariable(Self.step, Int64(migration.version))
    try connection.run(
      """
      INSERT INTO schema_migration (version, name, checksum, applied_at_ms)
      VALUES (\(migration.version), \(migration.name), \(migration.checksum), \(now))
      """)
    try connection.setSchemaVersion(migration.version)
  }
}
