import PurserDomain
@testable import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@Suite struct StateAtTests {
  private func rows(_ store: Store) throws -> [String] {
    try store.read { session in
      try session.connection.rows(
        "SELECT table_name, row_key, content FROM (\(AuditedRows.statement)) ORDER BY table_name, row_key"
      ) { row in
        try "\(row.next(String.self)) \(row.next(String.self)) \(row.next(String.self))"
      }
    }
  }

  /// One row in every audited table, with every column set where that is possible.
  private func fill(_ session: Session<ReadWrite>) throws {
    let agent = try Agent(
      id: Agent.ID("a"), name: "A '\"", agentDirectory: "/a", workspaceDirectory: "/w",
      isDefault: true, position: 3, source: .config, extraJSON: #"{"x":[1,"é"]}"#,
      createdAt: session.now, updatedAt: session.now)
    let scope = ScopeID.agent(agent.id)
    let ref = ModelRef(provider: "p", model: "m/x:free")
    try session.agents.insert(agent)
    try session.agents.setLabel(AgentLabel(agent: agent.id, key: "team", value: ""))
    try session.settings.set("models.mode", to: "replace", at: scope)
    try session.providers.save(
      ProviderDefinition(
        id: "p", writtenID: "P", position: 1, baseURL: "http://h", api: "x", authMode: "oauth",
        authHeader: false, headersJSON: "{}", compatJSON: "{}",
        key: .secretRef(source: "exec", provider: "v", id: "\u{301}a:b"), hasModels: true,
        extraJSON: "{}"), at: scope)
    try session.providers.save(
      ProviderDefinition(id: "q", writtenID: "q", key: .sealed(id: 7, digest: "d")), at: .defaults)
    try session.providerModels.save(
      ModelDefinition(
        id: "m/x:free", position: 2, name: "M", api: "y", baseURL: "http://i", reasoning: true,
        input: ["text", "image"], contextWindow: 9_007_199_254_740_993, maxTokens: 2,
        cost: ModelCost(
          inputMicroUSD: 0, outputMicroUSD: 1, cacheReadMicroUSD: 2, cacheWriteMicroUSD: 3),
        headersJSON: "{}", compatJSON: "{}", extraJSON: "{}"), of: "p", at: scope)
    try session.routes.replace(
      at: scope, purpose: .text,
      with: StoredRoute(primary: "p/m", fallbacks: ["fast"], policy: .list)
    ) { $0.contains("/") ? ref : nil }
    try session.aliases.insert(StoredAlias(scope: scope, name: "fast", ref: ref, position: 0))
    try session.modelSettings.save(
      StoredModelSetting(scope: scope, ref: ref, written: "P/m", paramsJSON: "{}", position: 4))
    try session.allow.replace(
      at: scope, with: StoredAllowlist(mode: .only, entries: [AllowEntry(pattern: "p/*")]))
  }

  @Test func `the trail alone gives every audited row back`() throws {
    let temporary = try TemporaryStore()
    let filled = try temporary.store.write(TemporaryStore.intent("fill"), fill)
    let event = try #require(filled.eventID)
    let present = try rows(temporary.store)
    #expect(Set(present.map { $0.prefix { $0 != " " } }).count == 12)

    let past = try temporary.store.state(after: event)
    #expect(try rows(past) == present)
  }

  @Test func `a later change and a removal are not in an earlier state`() throws {
    let temporary = try TemporaryStore()
    let filled = try temporary.store.write(TemporaryStore.intent("fill"), fill)
    let event = try #require(filled.eventID)
    let before = try rows(temporary.store)
    try temporary.store.write(TemporaryStore.intent("remove")) { session in
      try session.agents.delete(Agent.ID("a"))
      try session.settings.set("models.mode", to: "merge", at: .defaults)
    }
    #expect(try rows(temporary.store) != before)
    let past = try temporary.store.state(after: event)
    #expect(try rows(past) == before)
    let first = try temporary.store.state(after: 1)
    #expect(try rows(first).count == 1)
  }

  /// Every column of every audited row as SQL has it, not only what the trail keeps of it.
  private func columns(_ store: Store) throws -> [String] {
    try store.read { session in
      try PastColumns.all.flatMap { known in
        let cells = known.columns.map { "quote(\(raw: $0))" as SQL }
        let line = cells.dropFirst().reduce(cells[0]) { "\($0) || ',' || \($1)" }
        return try session.connection.rows(
          "SELECT \(line) FROM \(raw: known.table) ORDER BY 1"
        ) { "\(known.table) \(try $0.next(String.self))" }
      }
    }
  }

  @Test func `the columns of a past state are those of the schema`() throws {
    let temporary = try TemporaryStore()
    let expected = StoredTable.all.filter { if case .audited = $0.kind { true } else { false } }
    #expect(
      PastColumns.all.map(\.table.description).sorted() == expected.map(\.name.description).sorted()
    )
    for known in PastColumns.all {
      let (columns, key) = try temporary.database.transaction(.read) { connection in
        let names = try connection.columnNames(of: known.table.description)
        let key = try connection.rows(
          "SELECT name FROM pragma_table_info(\(known.table.description)) WHERE pk > 0 ORDER BY pk"
        ) { try $0.next(String.self) }
        return (names, key)
      }
      #expect(known.columns.map(\.description) == columns, "\(known.table)")
      #expect(known.key.map(\.description) == key, "\(known.table)")
    }
  }

  @Test(arguments: Backend.available)
  func `a state after each of many writes is what it was then`(_ backend: Backend) throws {
    let temporary = try TemporaryStore(backend)
    let store = temporary.store
    var generator = SeededGenerator(seed: 11)
    var kept: [(event: Int64, rows: [String], columns: [String], revision: Int64)] = []
    for _ in 0..<60 {
      let written = try store.write(TemporaryStore.intent("write")) { session in
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          try change(session, &generator)
        }
      }
      guard let event = written.eventID else { continue }
      let revision = try store.read { try $0.revision() }
      kept.append((event, try rows(store), try columns(store), revision))
    }
    #expect(kept.count > 40)
    for (event, rows, columns, revision) in kept {
      let past = try store.state(after: event)
      #expect(try self.rows(past) == rows, "\(event)")
      #expect(try self.columns(past) == columns, "\(event)")
      #expect(try past.read { try $0.revision() } == revision)
      #expect(try past.read { try $0.trail.eventCount() } == Int(event))
    }
    // The present is what it was, on the connection that the past was read with, too.
    #expect(try columns(store) == kept.last?.columns)
    #expect(try store.integrityCheck() == [])
    let left = try temporary.database.transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM sqlite_temp_schema") { try $0.next(Int.self) }
    }
    #expect(left == 0)
  }

  /// One change of what many tables hold, of a kind and a place by chance.
  private func change(
    _ session: Session<ReadWrite>, _ generator: inout SeededGenerator
  ) throws {
    let id = try Agent.ID(["a", "b", "c"].randomElement(using: &generator) ?? "a")
    let ref = ModelRef(provider: "p", model: ["m", "n"].randomElement(using: &generator) ?? "m")
    guard try session.agents.find(id) != nil else {
      return try session.agents.insert(
        Agent(
          id: id, name: nil, agentDirectory: "/\(id.text)", workspaceDirectory: nil,
          isDefault: false, position: Int.random(in: 0..<9, using: &generator), source: .command,
          extraJSON: "{}", createdAt: session.now, updatedAt: session.now))
    }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: try session.agents.delete(id)
    case 1:
      try session.settings.set(
        "models.mode", to: Bool.random(using: &generator) ? "merge" : "replace",
        at: .agent(id))
    case 2:
      try session.routes.replace(
        at: .agent(id), purpose: .text,
        with: StoredRoute(primary: ref.key, fallbacks: [], policy: .list)
      ) { _ in ref }
    case 3: try session.agents.setLabel(AgentLabel(agent: id, key: "team", value: ref.model))
    case 4:
      try session.allow.replace(
        at: .agent(id), with: StoredAllowlist(mode: .only, entries: [AllowEntry(pattern: ref.key)]))
    default:
      try session.providers.save(
        ProviderDefinition(id: "p", writtenID: "P", position: 1, baseURL: "http://\(ref.model)"),
        at: .agent(id))
    }
  }

  @Test func `a state of the past cannot be written to`() throws {
    let temporary = try TemporaryStore()
    let past = try temporary.store.state(after: 1)
    let error = #expect(throws: StoreError.self) {
      try past.write(TemporaryStore.intent("write")) { session in
        try session.settings.set("models.mode", to: "merge", at: .defaults)
      }
    }
    #expect(error?.code == .internal)
    #expect(throws: StoreError.self) { try temporary.store.state(after: 99) }
  }

  @Test func `a past state of one agent read the rows of all`() throws {
    let temporary = try TemporaryStore()
    let ids = try ["a", "b", "c"].map(Agent.ID.init)
    for _ in 0..<2 {
      try temporary.store.write(TemporaryStore.intent("write")) { session in
        for (position, id) in ids.enumerated() where try session.agents.find(id) == nil {
          try session.agents.insert(
            Agent(
              id: id, name: nil, agentDirectory: nil, workspaceDirectory: nil, isDefault: false,
              position: position, source: .command, extraJSON: "{}", createdAt: session.now,
              updatedAt: session.now))
        }
        for id in ids {
          let isSet = try session.settings.value("models.mode", at: .agent(id)) != nil
          try session.settings.set("models.mode", to: isSet ? "merge" : "replace", at: .agent(id))
        }
      }
    }
    try temporary.store.state(after: 2).read { session in
      let recorder = RecordingConnection(session.connection)
      let settings = SettingRepository<ReadOnly>(connection: recorder)
      #expect(try settings.value("models.mode", at: .agent(ids[1])) == "replace")
      let base = try #require(session.connection as? SQLiteConnection)
      let plan = try base.queryPlan(try #require(recorder.statements.last))
        .joined(separator: "; ")
      #expect(plan.contains("SEARCH present USING"), "\(plan)")
      #expect(
        plan.contains("SEARCH past_setting USING INDEX past_setting_by_key (scope_id=? AND key=?"),
        "\(plan)")
      #expect(!plan.contains("SCAN present") && !plan.contains("SCAN past_"), "\(plan)")
    }
  }
}
