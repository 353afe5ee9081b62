import PurserDomain
import Migrations
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

@Suite struct `Migrating a store` {
  let fixture: TemporaryStore
  let copy: String

  init() throws {
    fixture = try TemporaryStore(.file)
    try fixture.add("alpha")
    copy = fixture.folder?.path("copy.db") ?? ""
  }

  private func migrate(_ sql: String) throws -> MigrationOutcome {
    let step = Migration(version: Store.schemaVersion + 1, name: "next", sql: sql)
    return try Store.migrate(
      fixture.database, TemporaryStore.settings(fixture.clock),
      TemporaryStore.intent("store migrate"),
      copy: copy, Migrator(Store.migrator.migrations + [step]))
  }

  private func commands() throws -> [String] {
    try fixture.database.transaction(.read) { connection in
      try connection.rows("SELECT actor || ': ' || command FROM audit_event ORDER BY id") {
        try $0.next(String.self)
      }
    }
  }

  @Test func `a step that changes rows does so under an event of its own`() throws {
    let outcome = try migrate("UPDATE agent SET name = 'renamed';")
    #expect(
      outcome
        == MigrationOutcome(from: Store.schemaVersion, to: Store.schemaVersion + 1, copy: copy))
    #expect(
      try commands() == [
        "tester: init", "tester: agents add alpha",
        "purser: migrate \(String(10_000 + Store.schemaVersion + 1).dropFirst())",
      ])
    let faults = try fixture.database.transaction(.read) { connection in
      try AuditVerification(connection: connection, digest: TemporaryStore.digest).report().faults
    }
    #expect(faults == [])
  }

  /// A database that somebody writes to whenever a copy of it was made.
  private struct BusyDatabase: SQLDatabase {
    let base: SQLiteDatabase
    let write: @Sendable () throws -> Void

    func concluding<Value>(
      _ mode: TransactionMode, _ body: (any SQLConnection) throws -> Conclusion<Value>
    ) throws -> Value { try base.concluding(mode, body) }

    func copy(to path: String) throws {
      try base.copy(to: path)
      try write()
    }

    func integrityCheck() throws -> [String] { try base.integrityCheck() }
  }

  @Test func `a write between the copy and the first step was in no copy`() throws {
    let store = fixture.store
    let busy = BusyDatabase(base: fixture.database) {
      try store.write(TemporaryStore.intent("settings set")) { session in
        try session.settings.set("models.mode", to: "replace", at: .defaults)
      }
    }
    let step = Migration(
      version: Store.schemaVersion + 1, name: "next", sql: "UPDATE agent SET name = 'renamed';")
    let error = #expect(throws: StoreError.self) {
      try Store.migrate(
        busy, TemporaryStore.settings(fixture.clock), TemporaryStore.intent("store migrate"),
        copy: copy, Migrator(Store.migrator.migrations + [step]))
    }
    #expect(error?.code == .conflict)
    #expect(error?.hint?.contains(copy) == true)
    #expect(try fixture.store.read { try $0.agents.list().map(\.name) } == [nil])
  }

  @Test func `who came second said that it had migrated, with a copy of the state after`() throws {
    let settings = TemporaryStore.settings(fixture.clock)
    let step = Migration(
      version: Store.schemaVersion + 1, name: "next", sql: "UPDATE agent SET name = 'renamed';")
    let migrator = Migrator(Store.migrator.migrations + [step])
    let (base, first) = (fixture.database, copy + ".first")
    let busy = BusyDatabase(base: base) {
      _ = try Store.migrate(
        base, settings, TemporaryStore.intent("store migrate"), copy: first, migrator)
    }
    let outcome = try Store.migrate(
      busy, settings, TemporaryStore.intent("store migrate"), copy: copy, migrator)
    let newest = Store.schemaVersion + 1
    #expect(
      outcome == MigrationOutcome(from: newest, to: newest, copy: nil, uselessCopy: copy))
    #expect(try commands().count == 3)
  }

  @Test func `the copy is the state before and opens as a store`() throws {
    _ = try migrate("UPDATE agent SET name = 'renamed';")
    let old = try Store.open(
      SQLiteDatabase(path: copy, access: .readOnly), TemporaryStore.settings())
    #expect(try old.read { try $0.agents.list().map(\.name) } == [nil])
    #expect(try old.verifyTrail().isSound)
    #expect(try fixture.folder?.mode("copy.db") == 0o600)
  }

  @Test func `what happened to profiles is found after the step to version 11`() throws {
    let path = try #require(fixture.folder?.path("old.db"))
    let database = try SQLiteDatabase(path: path, access: .create)
    let steps = Store.migrator.migrations
    try Migrator(Array(steps.prefix(10))).migrate(database, now: 0)
    try database.transaction(.write) { connection in
      try connection.setVariable("audit_event", 1)
      try connection.run(
        """
        INSERT INTO audit_event (id, at, actor, host, command, request_id, program_version)
        VALUES (1, 1, 'lee', 'ship', 'init', 'r', '0')
        """)
      for scope in ["*", "b", "a"] {
        try connection.run(
          """
          INSERT INTO profile_event (event_id, at, kind, scope_id, profile_id, provider)
          VALUES (1, 1, 'login', \(scope), 'p', 'acme'), (1, 1, 'failed', \(scope), 'p', 'acme')
          """)
      }
    }
    try Migrator(steps).migrate(database, now: 1)
    var filter = ProfileEventFilter()
    filter.profile = "p"
    filter.limit = 3
    let (all, login) = try database.transaction(.read) { connection in
      let events = ProfileEventRepository<ReadOnly>(connection: connection, event: 0)
      return (
        try events.list(filter).map(\.id),
        try events.newest([.login], of: "p", at: .defaults)?.id
      )
    }
    #expect(all == [6, 5, 4] && login == 1)
  }

  @Test func `a step that fails leaves the version and the trail before it`() throws {
    #expect(throws: StoreError.self) {
      _ = try migrate("UPDATE agent SET name = 'renamed'; INSERT INTO nowhere VALUES (1);")
    }
    #expect(try fixture.events().count == 2)
    #expect(try fixture.store.verifyTrail().isSound)
  }

  /// Fills the tables that there are, in one event of the trail.
  private func fill(_ database: SQLiteDatabase) throws {
    try database.transaction(.write) { connection in
      try connection.setVariable("audit_event", 1)
      try connection.run(
        """
        INSERT INTO audit_event (id, at, actor, host, command, request_id, program_version)
        VALUES (1, 1, 'lee', 'ship', 'init', 'r', '0')
        """)
      let tables = try connection.schemaObjects().filter { $0.kind == .table }.map(\.name)
      for row in ["INSERT INTO scope (id) VALUES ('*')"] + Rows.all(event: 1) {
        let words = row.text.split { $0.isWhitespace }
        guard words.count > 2, tables.contains(String(words[2])) else { continue }
        try connection.run(row)
      }
    }
  }

  /// How many rows each table has that there is, but the list of steps.
  private func counts(_ database: SQLiteDatabase) throws -> [String: Int] {
    try database.transaction(.read) { connection in
      let tables = try connection.schemaObjects().filter { $0.kind == .table }.map(\.name)
      var counts: [String: Int] = [:]
      for table in StoredTable.all
      where table.name.description != "schema_migration"
        && tables.contains(table.name.description)
      {
        counts[table.name.description] =
          try connection.first("SELECT count(*) FROM \(raw: table.name)") { try $0.next(Int.self) }
      }
      return counts
    }
  }

  @Test func `each step of the schema leads to the next from a filled store`() throws {
    let steps = Store.migrator.migrations
    for version in 2..<Store.schemaVersion {
      let database = try SQLiteDatabase.memory()
      try Migrator(Array(steps.prefix(version))).migrate(database, now: 0)
      try fill(database)
      let before = try counts(database)
      #expect(before.filter { $0.value == 0 }.keys.sorted() == ["audit_seal"], "\(version)")
      try Migrator(steps).migrate(database, now: 1)
      let snapshot = try database.transaction(.read) { try SchemaSnapshot(of: $0) }
      #expect(try snapshot == Store.schema(in: SQLiteDatabase.memory()))
      let after = try counts(database)
      for (table, count) in before { #expect(after[table] == count, "\(version) \(table)") }
      // The trail has each row of an audited table as it is to be.
      let faults = try database.transaction(.write) { connection in
        try connection.setVariable("audit_event", 1)
        try TrailSeal(connection: connection, digest: TemporaryStore.digest).seal(1)
        return try AuditVerification(connection: connection, digest: TemporaryStore.digest)
          .report().faults
      }
      #expect(faults == [], "\(version)")
      #expect(try database.integrityCheck() == [])
    }
  }
}
