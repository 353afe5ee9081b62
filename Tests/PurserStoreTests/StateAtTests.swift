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
        key: .secretRef(source: "exec", provider: "v", id: "a:b"), hasModels: true,
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

    let past = try temporary.store.state(after: event, in: SQLiteDatabase.memory())
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
    let past = try temporary.store.state(after: event, in: SQLiteDatabase.memory())
    #expect(try rows(past) == before)
    let first = try temporary.store.state(after: 1, in: SQLiteDatabase.memory())
    #expect(try rows(first).count == 1)
  }
}
