import SQLKit
import SQLiteKit
import Testing

@Suite struct `Migrations` {
  private static let first = Migration(
    version: 1, name: "box", sql: "CREATE TABLE box (id INTEGER PRIMARY KEY, size INTEGER) STRICT;")
  private static let second = Migration(
    version: 2, name: "colour",
    sql: "ALTER TABLE box ADD COLUMN colour TEXT; INSERT INTO box VALUES (1, 2, 'red');")
  private static let broken = Migration(
    version: 2, name: "broken",
    sql: "CREATE TABLE lid (id INTEGER); INSERT INTO nowhere VALUES (1);")

  private func tables(_ database: SQLiteDatabase) throws -> [String] {
    try database.transaction(.read) { try $0.schemaObjects() }
      .filter { $0.kind == .table }.map(\.name).sorted()
  }

  private func version(_ database: SQLiteDatabase) throws -> Int {
    try database.transaction(.read) { try $0.schemaVersion() }
  }

  @Test func `the steps a database lacks are applied in order and recorded`() throws {
    let database = try SQLiteDatabase.memory()
    #expect(try Migrator([Self.first]).migrate(database, now: 5) == [Self.first])
    let migrator = Migrator([Self.first, Self.second])
    #expect(try migrator.migrate(database, now: 9) == [Self.second])
    #expect(try migrator.migrate(database, now: 11) == [])
    let recorded = try database.transaction(.read) { connection in
      try connection.rows(
        "SELECT version, name, checksum, applied_at_ms FROM schema_migration ORDER BY version"
      ) { row in
        "\(try row.next(Int.self)) \(try row.next(String.self)) \(try row.next(String.self)) "
          + "\(try row.next(Int.self))"
      }
    }
    #expect(
      recorded == ["1 box \(Self.first.checksum) 5", "2 colour \(Self.second.checksum) 9"])
    #expect(try version(database) == 2)
  }

  @Test func `an interrupted step leaves the version before it`() throws {
    let database = try SQLiteDatabase.memory()
    #expect(throws: SQLError.self) {
      try Migrator([Self.first, Self.broken]).migrate(database, now: 0)
    }
    #expect(try version(database) == 1)
    #expect(try tables(database) == ["box", "schema_migration"])
  }

  @Test func `a newer database is refused and left alone`() throws {
    let database = try SQLiteDatabase.memory()
    try Migrator([Self.first, Self.second]).migrate(database, now: 0)
    let error = #expect(throws: SQLError.self) {
      try Migrator([Self.first]).migrate(database, now: 0)
    }
    #expect(error?.code == .misuse)
    #expect(try version(database) == 2)
  }

  @Test func `a step that was edited after it was applied is found`() throws {
    let database = try SQLiteDatabase.memory()
    try Migrator([Self.first]).migrate(database, now: 0)
    let edited = Migration(version: 1, name: "box", sql: Self.first.sql + "\n")
    let error = #expect(throws: SQLError.self) {
      try Migrator([edited, Self.second]).migrate(database, now: 0)
    }
    #expect(error?.code == .corrupt)
    #expect(error?.message == "step 0001_box differs from the one that was applied")
  }

  @Test(arguments: [0, -3])
  func `a version from before the steps that are recorded tried them again`(version: Int) throws {
    let database = try SQLiteDatabase.memory()
    let migrator = Migrator([Self.first, Self.second])
    try migrator.migrate(database, now: 0)
    try database.transaction(.write) { try $0.setSchemaVersion(version) }
    let error = #expect(throws: SQLError.self) { try migrator.migrate(database, now: 0) }
    #expect(error?.code == .corrupt, "\(error?.description ?? "")")
  }

  @Test func `the list of applied steps cannot be changed or shortened`() throws {
    let database = try SQLiteDatabase.memory()
    try Migrator([Self.first]).migrate(database, now: 0)
    for statement: SQL in [
      "DELETE FROM schema_migration", "UPDATE schema_migration SET name = 'x'",
      "INSERT INTO schema_migration VALUES (2, 'x', 'y', 1)",
      "INSERT OR REPLACE INTO schema_migration VALUES (1, 'x', 'y', 1)",
    ] {
      let error = #expect(throws: SQLError.self) {
        try database.transaction(.write) { try $0.run(statement) }
      }
      #expect(error?.code == .refused)
    }
  }

  private static let parents = Migration(
    version: 1, name: "parents",
    sql: """
      CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE);
      INSERT INTO parent VALUES (1);
      INSERT INTO child VALUES (1, 1);
      """)

  @Test func `a rebuilding step keeps the rows that refer to the rebuilt table`() throws {
    let database = try SQLiteDatabase.memory()
    let rebuild = Migration(
      version: 2, name: "rebuild",
      sql: """
        -- Why: a name for each parent.
        -- migrate: rebuild
        CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO parent_new SELECT id, 'x' FROM parent;
        DROP TABLE parent;
        ALTER TABLE parent_new RENAME TO parent;
        """)
    try Migrator([Self.parents, rebuild]).migrate(database, now: 0)
    let children = try database.transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM child") { try $0.next(Int.self) }
    }
    #expect(children == 1)
    // Foreign keys are on again.
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.write) { try $0.run("INSERT INTO child VALUES (2, 99)") }
    }
    #expect(error?.code == .foreignKey)
  }

  @Test func `a rebuilding step that breaks a reference is taken back`() throws {
    let database = try SQLiteDatabase.memory()
    let rebuild = Migration(
      version: 2, name: "rebuild", sql: "-- migrate: rebuild\nDELETE FROM parent;")
    let error = #expect(throws: SQLError.self) {
      try Migrator([Self.parents, rebuild]).migrate(database, now: 0)
    }
    #expect(error?.code == .foreignKey)
    #expect(try version(database) == 1)
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1000),
      "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
  ])
  func `a checksum is the SHA-256 of the file`(text: String, digest: String) {
    #expect(Migration(version: 1, name: "x", sql: text).checksum == "sha256:" + digest)
  }

  @Test func `a snapshot lists tables with their parts, then views, in a fixed order`() throws {
    let database = try SQLiteDatabase.memory()
    try database.transaction(.write) { connection in
      try connection.script(
        """
        CREATE VIEW all_of_it AS SELECT id FROM b;
        CREATE TABLE b (id INTEGER PRIMARY KEY);
        CREATE TRIGGER b_guard BEFORE DELETE ON b BEGIN SELECT 1; END;
        CREATE INDEX b_by_id ON b (id);
        CREATE TABLE a (id TEXT PRIMARY KEY);
        """)
    }
    let text = try database.transaction(.read) { try SchemaSnapshot(of: $0).text }
    #expect(
      text == """
        CREATE TABLE a (id TEXT PRIMARY KEY);

        CREATE TABLE b (id INTEGER PRIMARY KEY);
        CREATE INDEX b_by_id ON b (id);
        CREATE TRIGGER b_guard BEFORE DELETE ON b BEGIN SELECT 1; END;

        CREATE VIEW all_of_it AS SELECT id FROM b;

        """)
  }
}
