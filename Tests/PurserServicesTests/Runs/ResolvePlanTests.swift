import PurserDomain
import PurserServices
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

/// A resolve has to cost the same in a store of any size.
struct ResolvePlanTests {
  @Test func `every statement of a resolve finds its rows by an index`() throws {
    let world = try RunWorld()
    try world.route("lab/m1", ["openai/o1", "bare-name"], at: "ops")
    for id in ["openai:a", "lab:x"] { try world.add(id) }
    try world.add("lab:own", at: "ops")
    try world.write { session in
      try session.providers.save(
        ProviderDefinition(
          id: "lab", writtenID: "lab", baseURL: "http://localhost:1/v1",
          key: .environment(name: "LAB_KEY")), at: .defaults)
      try session.profileOrders.save(
        StoredOrder(
          scope: .defaults, provider: "lab", source: .store, profiles: ["openai:a", "lab:x"]))
    }
    let (statements, plans) = try world.store.read { session in
      let recorder = RecordingConnection(session.connection)
      var request = ResolveModel.Request()
      request.session = "agent:ops:main:thread:1"
      let recorded = Session<ReadOnly>(reading: recorder)
      let resolved = try ResolveModel(
        request, of: recorded.agents.find(Agent.ID("ops")), environment: world.environment,
        vault: world.vault, now: world.now, in: recorded)
      _ = try CredentialOpener(
        resolved, environment: world.environment, vault: world.vault, in: recorded
      ).open()
      let base = try #require(session.connection as? SQLiteConnection)
      return (recorder.statements, try recorder.statements.map { try base.queryPlan($0) })
    }
    #expect(statements.count > 20)
    for (statement, plan) in zip(statements, plans) {
      #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(statement.text)\n\(plan)")
    }
  }

  @Test func `a resolve runs as many statements beside a thousand agents as alone`() throws {
    let world = try RunWorld()
    try world.add("openai:a")
    func count() throws -> Int {
      try world.store.read { session in
        let recorder = RecordingConnection(session.connection)
        let recorded = Session<ReadOnly>(reading: recorder)
        _ = try ResolveModel(
          ResolveModel.Request(), of: recorded.agents.find(Agent.ID("main")),
          environment: world.environment, vault: world.vault, now: world.now, in: recorded)
        return recorder.statements.count
      }
    }
    let alone = try count()
    try world.write { session in
      for number in 0..<1000 {
        let id = try Agent.ID("agent-\(number)")
        try session.agents.insert(
          Agent(
            id: id, agentDirectory: nil, isDefault: false, position: number + 2,
            createdAt: session.now, updatedAt: session.now))
        var profile = StoredProfile(
          scope: .agent(id), id: "openai:own", provider: "openai", type: .apiKey, position: 0,
          source: .command, at: session.now)
        profile.reference = .init(source: "env", provider: nil, id: "OPENAI_API_KEY")
        try session.profiles.save(profile)
      }
    }
    #expect(try count() == alone)
  }
}
