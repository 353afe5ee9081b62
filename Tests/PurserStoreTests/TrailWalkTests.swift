import PurserDomain
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

/// How much of the trail is read for the newest change of a row.
@Suite struct TrailWalkTests {
  private let store: TemporaryStore

  init() throws { store = try TemporaryStore() }

  @discardableResult
  private func set(
    _ provider: String, to address: String, by command: String = "providers set",
    at scope: ScopeID = .defaults
  ) throws -> Int64 {
    let outcome = try store.write(command) {
      try $0.providers.save(
        ProviderDefinition(id: provider, writtenID: provider, baseURL: address), at: scope)
    }
    return try #require(outcome.eventID)
  }

  /// Asks a trail, and returns how many rows and statements that took besides.
  private func asking<Value>(
    _ body: (AuditTrail) throws -> Value
  ) throws -> (value: Value, rows: Int, statements: [SQL]) {
    try store.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let value = try body(AuditTrail(connection: recorder))
      return (value, recorder.rowCount, recorder.statements)
    }
  }

  @Test func `the newest event of several agents took the whole trail to find`() throws {
    var newest: Int64 = 0
    for round in 0..<30 { newest = try set("lab", to: "http://lab/\(round)") }
    let filter = AuditFilter(scopes: ["nobody", "*"], limit: 2)
    let asked = try asking { try $0.events(filter).map(\.id) }
    #expect(asked.value == [newest, newest - 1])
    #expect(asked.rows == 2 && asked.statements.count == 1)
  }

  @Test func `an import read the trail of the defaults once for each provider`() throws {
    let names = (0..<20).map { "p\($0)" }
    var events: [String: Int64] = [:]
    for name in names { events[name] = try set(name, to: "http://\(name)/1") }
    for round in 0..<10 { for name in ["x", "y", "z"] { try set(name, to: "http://\(round)") } }
    let asked = try asking { trail in
      var history = TableHistory(of: "provider", at: "*", before: .max, in: trail)
      return try names.map { try history.newest(of: $0.key)?.event }
    }
    #expect(asked.value == names.map { events[$0] })
    // Those behind the oldest that is asked for once, and what each change that is found says.
    #expect(asked.rows <= 30 + 20 + 20, "\(asked.rows)")
    let plans = try store.store.read { session in
      let base = try #require(session.connection as? SQLiteConnection)
      return try asked.statements.map { try base.queryPlan($0).joined(separator: "; ") }
    }
    for plan in plans {
      #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }
    #expect(plans[0].contains("audit_change_by_scope (scope_id=? AND event_id"), "\(plans[0])")
  }

  @Test func `who set a row was looked for beyond the write that did`() throws {
    for round in 0..<30 { try set("lab", to: "http://lab/\(round)") }
    let newest = try set("mine", to: "http://mine/1")
    var found: [Int64] = []
    let asked = try asking { trail in
      try trail.walkBack(at: "*", through: "provider") { change in
        found.append(change.event)
        return change.key != "mine".key
      }
    }
    #expect(found == [newest] && asked.rows == 1)
    let plan = try store.store.read { session in
      let base = try #require(session.connection as? SQLiteConnection)
      return try base.queryPlan(try #require(asked.statements.first)).joined(separator: "; ")
    }
    #expect(plan.contains("audit_change_by_scope (scope_id=?)"), "\(plan)")
    #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
  }

  @Test func `an export was not found among what happened to an agent`() throws {
    func export(_ agents: [String]) throws -> Int64? {
      try store.write("export") { session in
        for agent in agents {
          try session.exportFiles.insert(
            ExportFile(
              event: session.eventID, agent: agent, path: "/\(agent)", digest: "d", bytes: 1,
              mode: "merge", dialect: "legacy", revision: 1, writtenAt: session.now))
        }
      }.eventID
    }
    let both = try #require(try export(["a", "b"]))
    for round in 0..<20 { try set("lab", to: "http://lab/\(round)") }
    let one = try #require(try export(["b"]))
    let asked = try asking { trail in
      try ["a", "b", "c"].map { try trail.events(AuditFilter(scopes: [$0])) }
    }
    #expect(asked.value.map { $0.map(\.id) } == [[both], [one, both], []])
    #expect(asked.value[1].map(\.fileCount) == [1, 2])
    let plan = try store.store.read { session in
      let base = try #require(session.connection as? SQLiteConnection)
      return try base.queryPlan(try #require(asked.statements.first)).joined(separator: "; ")
    }
    #expect(plan.contains("export_file_by_agent (agent_id=?)"), "\(plan)")
    #expect(!plan.contains("SCAN audit") && !plan.contains("SCAN export"), "\(plan)")
  }

  @Test func `rows are found in whatever order they are asked for`() throws {
    for round in 0..<5 {
      for name in ["a", "b", "c"] { try set(name, to: "http://\(name)/\(round)") }
    }
    let asked = [
      ("c", "http"), ("c", "c/1"), ("b", "http"), ("a", "a/0"), ("a", "http"), ("c", "c/0"),
      ("d", "http"), ("c", "http"),
    ]
    let events = try store.store.read { session in
      var history = TableHistory(of: "provider", at: "*", before: 14, in: session.trail)
      return try asked.map { name, address in
        try history.newest(of: name.key) { $0.after?.contains(address) ?? false }?.event
      }
    }
    // The first write of the three is event 2.
    #expect(events == [13, 7, 12, 2, 11, 4, nil, 13])
  }

  @Test func `an import that changed one row read all changes since the first command`() throws {
    try set("early", to: "http://a")
    for round in 0..<50 { try set("other", to: "http://\(round)") }
    try set("mine", to: "http://1", by: "import /state")
    let command = try set("set", to: "http://1")
    let first = try set("mine", to: "http://2", by: "import /state")
    let again = try asking { try $0.overwrittenRows(by: first) }
    #expect(again.value == [])
    #expect(again.rows < 20, "\(again.rows)")
    let second = try set("set", to: "http://2", by: "import /state")
    let undone = try asking { try $0.overwrittenRows(by: second) }.value
    #expect(undone.map(\.event) == [command] && undone.map(\.wasImported) == [false])
  }

  @Test func `what an import had written before a command changed it is known as such`() throws {
    try set("first", to: "http://1", by: "import")
    try set("early", to: "http://1")
    try set("second", to: "http://1", by: "import")
    var last: [String: Int64] = [:]
    for name in ["first", "second", "third"] {
      for round in 2...3 { last[name] = try set(name, to: "http://\(round)") }
    }
    let event = try #require(
      try store.write("import /state") { session in
        for name in ["third", "early", "second", "first", "new"] {
          try session.providers.save(
            ProviderDefinition(id: name, writtenID: name, baseURL: "http://9"), at: .defaults)
        }
      }.eventID)
    let found = try asking { try $0.overwrittenRows(by: event) }.value
    #expect(found.map(\.key) == ["third", "early", "second", "first"].map(\.key))
    #expect(found.map(\.event) as [Int64?] == [last["third"], 3, last["second"], last["first"]])
    #expect(found.map(\.wasImported) == [false, false, true, true])
  }
}

extension String {
  /// The key of the provider of this id at the defaults, as the trail has it.
  fileprivate var key: String { #"["*","\#(self)"]"# }
}
