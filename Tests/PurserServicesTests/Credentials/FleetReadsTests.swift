import PurserDomain
import PurserServices
import PurserTestSupport
import SQLKit
import SQLiteKit
import SecretKit
import SystemKit
import Testing

@testable import PurserStore

/// What is done for all agents at once reads what they share once.
@Suite struct FleetReadsTests {
  private let world: ProfileWorld

  init() throws { world = try ProfileWorld() }

  private func addAgents(_ count: Int) throws -> [ScopeID] {
    try world.write { session in
      for number in 0..<count {
        try session.agents.insert(
          Agent(id: Agent.ID("agent-\(number)"), createdAt: session.now, updatedAt: session.now))
      }
    }
    return (0..<count).map { world.scope("agent-\($0)") }
  }

  private func add(_ id: String, at scopes: [ScopeID]) throws {
    try world.write { session in
      for scope in scopes {
        try session.profiles.save(
          StoredProfile(
            scope: scope, id: id, provider: "openai", type: .apiKey, position: 0, source: .command,
            at: session.now))
        try session.profileOrders.save(
          StoredOrder(scope: scope, provider: "openai", source: .store, profiles: [id]))
        guard let agent = scope.agent else { continue }
        try session.sessionSelections.save(
          StoredSelection(
            agent: agent, key: "main",
            selection: SessionSelection().pinned(
              SessionPin(profile: id, source: .user), now: session.now)), at: session.now)
      }
    }
  }

  /// How often what is not of one scope was read while the profile was removed at `count` agents.
  private func sharedReads(removingAt count: Int) throws -> Int {
    let world = try Self()
    let scopes = try world.addAgents(count)
    try world.add("openai:own", at: scopes)
    return try world.world.write { session in
      let recorder = RecordingConnection(session.connection)
      let recorded = Session<ReadWrite>(
        writing: recorder, event: session.eventID, at: session.now)
      let outcomes = try RemoveProfile().run("openai:own", at: scopes, in: recorded)
      #expect(outcomes.map(\.changedOrders) == scopes.map { _ in 1 })
      #expect(outcomes.map(\.unpinnedSessions) == scopes.map { _ in 1 })
      return recorder.statements.count {
        $0.text.hasPrefix("SELECT") && !$0.text.contains("scope_id = ?")
          && !$0.text.contains("scope_id IN")
      }
    }
  }

  @Test func `a logout at all agents read all orders once for each`() throws {
    #expect(try sharedReads(removingAt: 3) == sharedReads(removingAt: 9))
  }

  @Test func `a key for all agents read all profiles once for each`() throws {
    let scopes = try addAgents(5)
    try world.write { session in
      let recorder = RecordingConnection(session.connection)
      let recorded = Session<ReadWrite>(
        writing: recorder, event: session.eventID, at: session.now)
      let request = SaveProfile.Request(
        id: "openai:own", provider: "openai", type: .apiKey,
        material: .secret(SecretBytes(text: "key-of-all-0123456789")))
      for scope in scopes {
        _ = try SaveProfile(vault: world.vault).run(request, at: scope, in: recorded)
      }
      let base = try #require(session.connection as? SQLiteConnection)
      for statement in recorder.statements where statement.text.hasPrefix("SELECT") {
        let plan = try base.queryPlan(statement).joined(separator: "; ")
        #expect(!plan.contains("SCAN auth_profile"), "\(statement.text)\n\(plan)")
      }
    }
  }

  @Test func `what names a profile is forgotten where the last one that is seen goes`() throws {
    let scopes = try addAgents(3)
    try add("openai:a", at: [.defaults, scopes[0], scopes[1]])
    // The third one has an order and a pin, and only sees the shared one.
    try add("openai:a", at: [scopes[2]])
    try world.write { try $0.profiles.delete("openai:a", at: scopes[2]) }
    let outcomes = try world.write {
      try RemoveProfile().run("openai:a", at: [scopes[0], .defaults, scopes[1]], in: $0)
    }
    #expect(outcomes.map(\.changedOrders) == [0, 2, 2])
    #expect(outcomes.map(\.unpinnedSessions) == [0, 2, 1])
    #expect(try world.store.read { try $0.profileOrders.list() } == [])
  }

  @Test func `an explanation counted what a batch had recorded for each of its windows`() throws {
    let scopes = try addAgents(5)
    for scope in scopes { try add("openai:own", at: [scope]) }
    try world.write { session in
      for scope in scopes {
        var report = RecordOutcome.Report(agent: scope.agent!, profile: "openai:own")
        report.failure = FailureEvidence(status: 402)
        _ = try RecordOutcome().run(report, in: session)
      }
    }
    try world.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let found = try ExplainWindows(now: world.now).run(
        profile: nil, provider: nil, at: nil, in: Session<ReadOnly>(reading: recorder))
      #expect(found.map { $0.windows.map(\.actor) } == scopes.map { _ in ["tester"] })
      let base = try #require(session.connection as? SQLiteConnection)
      for statement in recorder.statements {
        let plan = try base.queryPlan(statement).joined(separator: "; ")
        let readsAll = plan.contains("profile_event_by_event (event_id=?)")
        #expect(!readsAll, "\(statement.text)\n\(plan)")
      }
    }
  }

  @Test func `an explanation of a model counted what the write behind each line had recorded`()
    throws
  {
    try world.write { session in
      try session.routes.replace(
        at: .defaults, purpose: .text,
        with: StoredRoute(primary: "openai/o1", fallbacks: [], policy: nil)
      ) { ModelNaming.standard.reference($0, defaultProvider: "") }
    }
    try world.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let environment = Environment()
      let explained = try ExplainModel(
        "openai/o1", of: nil,
        credentials: ProviderCredentials(
          environment: environment, vault: world.vault, now: world.now),
        environment: environment, vault: world.vault, now: world.now,
        in: Session<ReadOnly>(reading: recorder))
      #expect(explained.origins.map(\.what) == ["default model"])
      #expect(explained.origins.map(\.intent.actor) == ["tester"])
      let counts = recorder.statements.filter { $0.text.contains("profile_event WHERE event_id") }
      #expect(counts.isEmpty, "\(counts)")
    }
  }

  /// How often models were looked for while live checks were planned for `count` agents.
  private func catalogReads(probing count: Int) throws -> Int {
    let world = try ProbeWorld()
    try world.lab(models: ["m1", "m2"])
    try world.calls.base.add("lab:a")
    try world.calls.base.write { session in
      for number in 0..<count {
        try session.agents.insert(
          Agent(id: Agent.ID("agent-\(number)"), createdAt: session.now, updatedAt: session.now))
      }
    }
    let base = world.calls.base
    return try base.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let prepared = try PrepareProbes(
        world.options, environment: base.environment, vault: base.vault,
        plugins: ProviderPlugins(environment: base.environment), userAgent: "purser/test"
      ).run(for: session.agents.list(), now: base.now, in: Session<ReadOnly>(reading: recorder))
      #expect(prepared.items.map(\.probe.model?.key) == ["lab/m1"])
      return recorder.statements.count { $0.text.contains("FROM provider_model") }
    }
  }

  @Test func `a plan of live checks read the models of the defaults once for each agent`() throws {
    #expect(try catalogReads(probing: 3) == catalogReads(probing: 9))
  }
}
