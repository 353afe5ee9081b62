import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

struct GatewayDatabaseTests {
  private static let agentDatabase = "agents/main/agent/openclaw-agent.sqlite"

  /// Runs SQL in a new database in the state directory; the connection stays open with the result.
  @discardableResult
  private func database(
    _ world: ImportWorld, _ name: String, _ statements: String
  ) throws -> SQLiteDatabase {
    try world.write("", to: name)
    let database = try SQLiteDatabase(path: world.directory + "/" + name, access: .readWrite)
    try database.transaction(.write) { try $0.script(statements) }
    return database
  }

  private func gateway(_ store: String?, _ state: String? = nil) -> String {
    var text = """
      CREATE TABLE auth_profile_store (store_key TEXT PRIMARY KEY, store_json TEXT, updated_at INTEGER);
      CREATE TABLE auth_profile_state (state_key TEXT PRIMARY KEY, state_json TEXT, updated_at INTEGER);
      """
    if let store { text += "INSERT INTO auth_profile_store VALUES ('primary', '\(store)', 1);" }
    if let state { text += "INSERT INTO auth_profile_state VALUES ('primary', '\(state)', 1);" }
    return text
  }

  private static let store = """
    {"version": 1, "profiles": {"p:a": {"type": "api_key", "provider": "p", "key": "FAKE-ROW"}}}
    """

  @Test func `the rows of a newer gateway count, and retired files beside them are said`() throws {
    let world = try ImportWorld()
    try database(
      world, Self.agentDatabase,
      gateway(
        Self.store,
        #"{"order": {"p": []}, "usageStats": {"p:a": {"lastUsed": 1700000000000}}}"#))
    try world.writeProfiles(#""p:old": {"type": "api_key", "provider": "p", "key": "FAKE-OLD"}"#)
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.profiles().map(\.id) == ["p:a"])
    #expect(try world.secret("p:a") == "FAKE-ROW")
    #expect(try world.orders() == ["store p: "])
    #expect(try world.state("p:a").lastUsedAt != nil)
    #expect(report.messages(.authFiles).joined().contains("the database beside it counts"))
    #expect(try world.isSettled())
    for suffix in ["-wal", "-shm", "-journal"] {
      #expect(!world.folder.exists("state/" + Self.agentDatabase + suffix))
    }
  }

  @Test func `an order of main was dropped beside one of the shared database`() throws {
    let world = try ImportWorld()
    try database(
      world, "state/openclaw.sqlite",
      gateway(Self.store, #"{"order": {"p": ["p:a"], "q": ["q:a"]}}"#))
    try database(
      world, Self.agentDatabase,
      gateway(
        #"{"version": 1, "profiles": {"p:m": {"type": "api_key", "provider": "p", "key": "FAKE-M"}}}"#,
        #"{"order": {"p": ["p:m", "p:a"], "q": ["q:a"], "r": []}}"#))
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.orders() == ["store p: p:a", "store q: q:a", "store r: "])
    #expect(try world.orders("main") == ["store p: p:m,p:a"])
    #expect(try world.isSettled())
  }

  @Test(arguments: ["auth-profiles.json", "auth.json"])
  func `a row without credentials hid the file beside it`(file: String) throws {
    let world = try ImportWorld()
    try database(
      world, Self.agentDatabase,
      gateway(
        #"{"version": 1, "profiles": {}}"#,
        #"{"usageStats": {"p:default": {"lastUsed": 1700000000000}}}"#))
    let key = #""type": "api_key", "provider": "p", "key": "FAKE-FILE""#
    try world.write(
      file == "auth.json"
        ? "{\"p\": {\(key)}}" : "{\"version\": 1, \"profiles\": {\"p:default\": {\(key)}}}",
      to: file, of: "main")
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.secret("p:default") == "FAKE-FILE")
    #expect(try world.state("p:default").lastUsedAt != nil)
    #expect(report.messages(.authFiles).joined().contains("the files were read"))
    #expect(try world.isSettled())
  }

  @Test func `the shared database comes first, and what main has of its own shadows it`() throws {
    let world = try ImportWorld()
    try database(world, "state/openclaw.sqlite", gateway(Self.store))
    try world.writeProfiles(
      """
      "p:a": {"type": "api_key", "provider": "p", "key": "FAKE-MAIN"},
      "p:b": {"type": "api_key", "provider": "p", "key": "FAKE-B"}
      """)
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.secret("p:a") == "FAKE-ROW" && world.secret("p:a", "main") == "FAKE-MAIN")
    #expect(try world.profiles().map(\.id) == ["p:a", "p:b"])
    #expect(try world.isSettled())
  }

  @Test func `what stands in the log of a running gateway is read`() throws {
    let world = try ImportWorld()
    try world.write("", to: Self.agentDatabase)
    let path = world.directory + "/" + Self.agentDatabase
    try world.folder.remove("state/" + Self.agentDatabase)
    // One that is made is in WAL mode, and keeps its log while it is open.
    let database = try SQLiteDatabase(path: path, access: .create)
    try database.transaction(.write) { [text = gateway(Self.store)] in try $0.script(text) }
    try world.run()
    #expect(try world.secret("p:a") == "FAKE-ROW")
    let isSettled = try database.transaction(.write) { _ in try world.isSettled() }
    #expect(isSettled)
  }

  @Test
  func `files that are no database of a gateway are findings, and the files beside them count`()
    throws
  {
    let strange: [String: [UInt8]] = [
      "no database": Array("this is no database, whatever its name says".utf8),
      "half a header": Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0xFF, count: 2000),
    ]
    for (name, bytes) in strange {
      let world = try ImportWorld()
      try world.writeProfiles(#""p:a": {"type": "api_key", "provider": "p", "key": "FAKE"}"#)
      try world.folder.write(bytes, to: "state/" + Self.agentDatabase)
      let report = try world.run()
      #expect(try world.profiles().map(\.id) == ["p:a"], "\(name)")
      #expect(report.messages(.authFiles) == ["The database cannot be used."], "\(name)")
      #expect(report.isComplete && report.counts[.authFiles]?.skipped == 1, "\(name)")
    }
  }

  /// Databases with what no gateway makes.
  static let odd = [
    "CREATE VIEW auth_profile_store AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
      + "SELECT 'primary' AS store_key, i AS store_json FROM n;",
    "CREATE TABLE auth_profile_store (other TEXT);",
    "CREATE TABLE auth_profile_store (store_key, store_json); "
      + "INSERT INTO auth_profile_store VALUES ('primary', zeroblob(40000000));",
    "CREATE TABLE auth_profile_store (store_key, store_json); "
      + "INSERT INTO auth_profile_store VALUES ('primary', '{\"profiles\": [FAKE');",
    "CREATE TABLE auth_profile_store (store_key, store_json); "
      + "INSERT INTO auth_profile_store VALUES ('primary', x'ff00fe');",
    "CREATE TABLE auth_profile_store (store_key, store_json); "
      + "INSERT INTO auth_profile_store VALUES (x'00ff', 5), (NULL, NULL);",
    "CREATE TABLE auth_profile_store (store_key, store_json); "
      + "INSERT INTO auth_profile_store VALUES ('primary', NULL);",
    "CREATE TABLE other (x);",
  ]

  @Test(arguments: odd)
  func `a database with other content gives a finding and no profile`(_ statements: String) throws {
    let world = try ImportWorld()
    try database(world, Self.agentDatabase, statements)
    let report = try world.run()
    #expect(try world.profiles().isEmpty)
    #expect(report.counts[.authFiles]?.skipped == 1, "\(report.counts)")
    #expect(report.isComplete && !report.messages(.authFiles).isEmpty)
    #expect(!report.allMessages.contains("FAKE"))
  }

  @Test func `a link that leads out of the state directory is not followed`() throws {
    let world = try ImportWorld()
    let outside = try world.folder.write(
      #"{"profiles": {"p:a": {"type": "api_key", "provider": "p", "key": "FAKE"}}}"#,
      to: "outside.json")
    try world.folder.makeFolder("state/agents/main/agent")
    for name in ["auth-profiles.json", "openclaw-agent.sqlite"] {
      try world.folder.link("state/agents/main/agent/" + name, to: outside)
    }
    let report = try world.run()
    #expect(try world.profiles().isEmpty)
    #expect(report.counts[.authFiles]?.skipped == 2)
  }
}
