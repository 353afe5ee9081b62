import PurserDomain
import PurserTestSupport
import SQLKit
import SQLiteKit
import SecretKit
import SystemKit
import Testing

@testable import PurserServices
@testable import PurserStore

/// What is asked for one agent has to cost the same in a fleet of any size.
@Suite struct ScopedReadsTests {
  private let world: ProfileWorld

  init() throws {
    world = try ProfileWorld()
    for scope in ["*", "main", "ops"] { try world.save("openai:own", at: scope) }
    for agent in ["main", "ops"] { try world.report("openai:own", by: agent, status: 429) }
  }

  /// Runs `body` on a connection whose statements have to find their rows by an index.
  private func expectSearches<Value>(
    _ body: (Session<ReadOnly>) throws -> Value
  ) throws -> Value {
    try world.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let value = try body(Session<ReadOnly>(reading: recorder))
      let base = try #require(session.connection as? SQLiteConnection)
      for statement in recorder.statements {
        let plan = try base.queryPlan(statement)
        #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(statement.text)\n\(plan)")
        #expect(!plan.contains { $0.contains("profile_state_resting") }, "\(statement.text)")
      }
      return value
    }
  }

  @Test func `the windows of one agent were picked from those of the fleet`() throws {
    let scopes: Set<ScopeID> = [.defaults, world.scope("ops")]
    for id in [nil, "openai:own"] {
      let found = try expectSearches { session in
        try ExplainWindows(now: world.now).run(
          profile: id, provider: nil, at: scopes, in: session
        ).filter { !$0.windows.isEmpty }.map(\.profile.scope)
      }
      #expect(found == [world.scope("ops")])
    }
  }

  @Test func `the profiles of one agent were picked from those of the fleet`() throws {
    let ops = try #require(world.scope("ops").agent)
    let (few, one) = try expectSearches { session in
      (try session.profiles(of: [ops]), try session.profiles(of: ops))
    }
    #expect(few.keys.map(\.self) == [ops] && few[ops]?.profiles == one.profiles)
    #expect(few[ops]?.states == one.states && one.states["openai:own"]?.cooldown != nil)
  }

  @Test func `the logins of one agent that are due were picked from those of the fleet`() throws {
    let expired = Timestamp(milliseconds: world.now.milliseconds - 1)
    for scope in ["*", "main", "ops"] {
      try world.save("acme:me", at: scope) { request in
        request.type = .oauth
        request.material = .login(
          OAuthMaterial(access: nil, refresh: SecretBytes(text: "r0")))
        request.expiresAt = expired
      }
    }
    let scopes: Set<ScopeID> = [.defaults, world.scope("ops")]
    let found = try expectSearches { session in
      try RefreshDue().logins(at: scopes, within: .of(1, .minutes), now: world.now, in: session)
    }
    #expect(found.map(\.scope) == [.defaults, world.scope("ops")])
  }

  @Test func `an overview of one agent read what was ever exported`() throws {
    try world.write { session in
      for name in ["main", "ops"] {
        var agent = try session.agents.require(Agent.ID(name))
        agent.agentDirectory = "/agents/\(name)"
        try session.agents.update(agent)
        try session.exportFiles.insert(
          ExportFile(
            event: session.eventID, agent: name, path: "/agents/\(name)/models.json",
            digest: "blake2b:00", bytes: 1, mode: "merge", dialect: "legacy",
            revision: session.eventID, writtenAt: session.now))
      }
    }
    let credentials = ProviderCredentials(
      environment: Environment(), vault: world.vault, now: world.now)
    try world.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let recorded = Session<ReadOnly>(reading: recorder)
      let overview = try FleetOverview(
        of: [try recorded.agents.require(Agent.ID("ops"))], credentials: credentials, in: recorded)
      guard case .written? = overview.rows.first?.export else {
        Issue.record("\(overview.rows)")
        return
      }
      // The newest event counts its files, by its number.
      let reads = recorder.statements.map(\.text).filter {
        $0.contains("export_file") && !$0.contains("FROM audit_event")
      }
      #expect(!reads.isEmpty && reads.allSatisfy { $0.contains("WHERE path = ?") }, "\(reads)")
    }
  }

  @Test func `an export of one agent with secrets read those of the fleet`() throws {
    let exports = ExportModels(
      store: world.store, vault: world.vault, environment: Environment())
    let request = ExportModels.Request(
      agents: [try Agent.ID("ops")], outputFolder: world.folder.path("out"), includesSecrets: true)
    try world.write { session in
      try session.providers.save(
        ProviderDefinition(
          id: "openai", writtenID: "openai", baseURL: "https://lab", api: "openai-completions"),
        at: .defaults)
      try session.providerModels.replace(
        of: "openai", at: .defaults, with: [ModelDefinition(id: "m", position: 0)])
    }
    try world.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let recorded = Session<ReadOnly>(reading: recorder)
      let plan = try exports.plan(request, in: recorded, at: session.revision())
      let text = plan.files.first?.generated?.bytes.map { String(decoding: $0, as: UTF8.self) }
      #expect(text?.contains("key-0123456789") == true, "\(plan.files)")
      let reads = recorder.statements.map(\.text).filter { $0.contains("FROM secret") }
      #expect(!reads.isEmpty && reads.allSatisfy { $0.contains("WHERE") }, "\(reads)")
    }
  }

  @Test func `the credentials of two agents were picked from those of the fleet`() throws {
    let scopes = Set(["*", "main", "ops"].map(world.scope))
    let states = try expectSearches { try $0.profileStates.list(at: scopes) }
    #expect(
      try states.filter { !$0.value.isEmpty } == world.store.read { try $0.profileStates.list() })
  }

  @Test func `a folder that nobody has was compared with those of all agents`() throws {
    let path = world.folder.path("agents/ops")
    let (ops, main) = (world.scope("ops").agent!, world.scope("main").agent!)
    try world.write { session in
      var agent = try session.agents.require(ops)
      agent.agentDirectory = path
      try session.agents.update(agent)
    }
    try expectSearches { session in
      try AgentFolder.requireFree(world.folder.path("agents/main"), for: main, in: session)
      try AgentFolder.requireFree(path, for: ops, in: session)
      #expect(throws: StoreError.self) {
        try AgentFolder.requireFree(path, for: main, in: session)
      }
    }
  }

  @Test func `a provider of the defaults was looked for among those of all agents`() throws {
    try world.write { session in
      for (id, scope) in [("acme", "*"), ("lab", "ops")] {
        try session.providers.save(
          ProviderDefinition(id: id, writtenID: id), at: world.scope(scope))
      }
    }
    #expect(try expectSearches { try $0.providers.hasAny("acme") })
    let others = try world.store.read { session in
      try ["lab", "la", "nobody"].map { try session.providers.hasAny($0) }
    }
    #expect(others == [true, false, false])
  }

  @Test func `more agents than a few are read as before`() throws {
    let names = (0...ScopeReads.few).map { "agent-\($0)" }
    try world.write { session in
      for name in names {
        try session.agents.insert(
          Agent(id: Agent.ID(name), createdAt: session.now, updatedAt: session.now))
      }
    }
    let scopes = Set(["*", "ops"].map(world.scope) + names.map(world.scope))
    try world.store.read { session in
      let resting = try session.profileStates.resting(at: world.now, in: scopes)
      #expect(resting.keys.map(\.self) == [world.scope("ops")])
      let listed = try session.profiles.list(at: scopes).map(\.scope)
      #expect(listed == [.defaults, world.scope("ops")])
      let profiles = try session.profiles(of: scopes.compactMap(\.agent))
      #expect(profiles.count == names.count + 1)
      #expect(profiles.values.allSatisfy { $0.profiles.map(\.id) == ["openai:own"] })
    }
  }
}
