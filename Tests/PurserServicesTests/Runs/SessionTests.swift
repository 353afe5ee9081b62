import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

struct SessionTests {
  let world: RunWorld
  let key = "agent:main:slack:channel:c1"

  init() throws {
    world = try RunWorld()
    try world.add("openai:a")
    try world.add("anthropic:work")
    try world.write { session in
      try session.aliases.insert(
        StoredAlias(
          scope: .defaults, name: "fast", ref: ModelRef(provider: "openai", model: "o2"),
          position: 0))
    }
  }

  @discardableResult
  private func set(
    _ model: String? = nil, profile: String? = nil, key: String? = nil,
    source: SessionPin.Source = .user
  ) throws -> EditSession.Outcome {
    try world.write { session in
      var wanted = EditSession.Selection()
      wanted.model = model
      wanted.profile = profile
      wanted.source = source
      let agent = try #require(try session.agents.find(Agent.ID("main")))
      return try EditSession().set(wanted, key: key ?? self.key, of: agent, in: session)
    }.value
  }

  private func clear(_ part: EditSession.Part) throws {
    try world.write {
      _ = try EditSession().clear(part, key: key, of: Agent.ID("main"), in: $0)
    }
  }

  private func listed() throws -> [ListedSession] {
    try world.store.read {
      try $0.listedSessions(of: [#require(try $0.agents.find(Agent.ID("main")))], now: world.now)
    }
  }

  @Test(arguments: [
    ("openai/o2", "Model set to fast (openai/o2)."),
    ("fast", "Model set to fast (openai/o2)."),
    ("openai/o1", "Model reset to default (openai/o1)."),
    ("fast@openai:a", "Model set to fast (openai/o2). Auth profile set to openai:a."),
    (
      "anthropic/a2@anthropic:work",
      "Model set to anthropic/a2. Auth profile set to anthropic:work."
    ),
  ])
  func `a choice is acknowledged in the words of the gateways (F.6)`(
    model: String, told: String
  ) throws {
    let outcome = try set(model)
    #expect(
      outcome.acknowledgement
        == told.replacing(
          "fast (openai/o2)", with: model.hasPrefix("fast") ? "fast (openai/o2)" : "openai/o2"))
  }

  @Test(arguments: [
    ("@openai:a", "Auth profile override requires a model selection."),
    ("anthropic/a1@openai:a", "Auth profile \"openai:a\" is for openai, not anthropic."),
    ("openai/o2@openai:zz", "Auth profile \"openai:zz\" not found."),
  ])
  func `what does not fit is refused, and nothing is stored`(model: String, message: String) throws
  {
    do {
      try set(model)
      Issue.record("it was stored")
    } catch let error as StoreError {
      #expect(error.message == message)
    } catch let error as DomainError {
      #expect(error.message == message)
    }
    #expect(try world.selection(key) == nil)
  }

  @Test func `choosing the default removes the choice and keeps a pin that fits (F1, F2)`() throws {
    try set("openai/o2@openai:a")
    try set("openai/o1")
    #expect(try world.selection(key)?.model == nil)
    #expect(try world.selection(key)?.pin?.profile == "openai:a")
    try set("anthropic/a1")
    #expect(try world.selection(key)?.pin == nil, "it is another provider's (X102)")
    try set("openai/o1")
    #expect(try world.selection(key) == nil, "nothing is left to store (X201)")
  }

  @Test func `nothing changes when the same is chosen again (F3)`() throws {
    try set("openai/o2")
    let before = try world.selection(key)
    world.pass(60)
    let outcome = try world.write { session in
      var wanted = EditSession.Selection()
      wanted.model = "openai/o2"
      let agent = try #require(try session.agents.find(Agent.ID("main")))
      _ = try EditSession().set(wanted, key: key, of: agent, in: session)
    }
    #expect(outcome.eventID == nil)
    #expect(try world.selection(key) == before)
  }

  @Test func `a model that the list does not allow is refused`() throws {
    try world.write { session in
      try session.allow.replace(
        at: .defaults,
        with: StoredAllowlist(mode: .only, entries: [AllowEntry(pattern: "openai/*")]))
    }
    let error = #expect(throws: DomainError.self) { try set("anthropic/a1") }
    #expect(error?.code == .refused)
    #expect(error?.hint?.contains("purser models allow add anthropic/a1") == true)
  }

  @Test func `a person's choice is strict, the runtime's has fallbacks`() throws {
    try set("openai/o2")
    var resolved = try world.resolve { $0.session = key }
    #expect(resolved.isStrict)
    #expect(resolved.plan.steps.map(\.candidate.ref.key) == ["openai/o2"])
    #expect(resolved.plan.steps[0].candidate.layer == .session)
    try set("openai/o2", source: .auto)
    resolved = try world.resolve { $0.session = key }
    #expect(!resolved.isStrict)
    #expect(
      resolved.plan.steps.map(\.candidate.ref.key) == ["openai/o2", "anthropic/a1", "openai/o1"])
  }

  @Test func `a thread uses the model of the session above unless it has its own (X50, X51)`()
    throws
  {
    try set("openai/o2")
    let thread = key + ":thread:42"
    var resolved = try world.resolve { $0.session = thread }
    #expect(resolved.origin == .parentSession)
    #expect(resolved.plan.steps[0].candidate.ref.key == "openai/o2")
    #expect(resolved.isStrict)
    try set("anthropic/a1", key: thread)
    resolved = try world.resolve { $0.session = thread }
    #expect(resolved.origin == .session)
    #expect(resolved.plan.steps[0].candidate.ref.key == "anthropic/a1")
  }

  @Test func `a session that begins anew keeps what a person chose (F6)`() throws {
    try set("openai/o2@openai:a")
    try clear(.automatic)
    #expect(try world.selection(key)?.model?.key == "openai/o2")
    try set("openai/o2", source: .auto)
    try clear(.automatic)
    #expect(try world.selection(key)?.model == nil)
    #expect(try world.selection(key)?.pin?.profile == "openai:a")
    try clear(.profile)
    #expect(try world.selection(key) == nil)
  }

  @Test func `the list says what became of each choice`() throws {
    try set("openai/o2@openai:a")
    try set("anthropic/a1", key: "s2")
    #expect(try listed().map(\.modelStatus) == [.ok, .ok])
    #expect(try listed().first?.pinStatus == "ok")
    #expect(
      try listed().first?.notice
        == "This session is pinned to openai/o2; config primary openai/o1 will apply to "
        + "new/unpinned sessions.")
    try world.rest("openai:a", 60)
    #expect(try listed().first?.pinStatus == "resting")
    try world.write { _ = try $0.profiles.delete("openai:a", at: .defaults) }
    #expect(try listed().first?.pinStatus == "profile_missing")
    try world.write { session in
      try session.allow.replace(
        at: .defaults,
        with: StoredAllowlist(mode: .only, entries: [AllowEntry(pattern: "anthropic/*")]))
    }
    #expect(try listed().map(\.modelStatus) == [.notAllowed, .ok])
  }
}
