import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct ResolveModelTests {
  var world: RunWorld

  init() throws {
    world = try RunWorld()
    try world.add("openai:a")
    try world.add("openai:b")
  }

  @Test func `each model comes with its profiles, the longest unused first`() throws {
    #expect(
      try world.resolve().answer
        == "openai/o1: openai:a openai:b, anthropic/a1: none missing_credential")
  }

  @Test func `an agent's own profile and order come before those of the defaults`() throws {
    try world.add("openai:own", at: "ops")
    try world.write { session in
      let ops = try ScopeID("ops")
      try session.profileOrders.save(
        StoredOrder(
          scope: ops, provider: "openai", source: .store, profiles: ["openai:own", "openai:b"]))
    }
    let resolved = try world.resolve(agent: "ops")
    #expect(resolved.plan.steps[0].credentials.map(\.name) == ["openai:own", "openai:b"])
    #expect(resolved.plan.steps[0].basis == .order(.store, try ScopeID("ops")))
    #expect(resolved.plan.steps[0].excluded.map(\.reason) == [.excludedByOrder])
    #expect(try world.resolve().plan.steps[0].credentials.map(\.name) == ["openai:a", "openai:b"])
  }

  @Test func `a variable and a key of the configuration count as they do in status`() throws {
    var world = world
    world.environment = world.environment.setting("ANTHROPIC_API_KEY", "FAKE-anthropic")
    #expect(try world.resolve().answer.hasSuffix("anthropic/a1: env: ANTHROPIC_API_KEY"))
    try world.route("lab/m1", [], at: "ops")
    try world.write { session in
      try session.providers.save(
        ProviderDefinition(
          id: "lab", writtenID: "lab", baseURL: "http://localhost:1/v1",
          api: "openai-completions", key: .environment(name: "LAB_KEY")), at: .defaults)
    }
    #expect(try world.resolve(agent: "ops").answer == "lab/m1: none unresolved_ref")
    world.environment = world.environment.setting("LAB_KEY", "FAKE-lab")
    #expect(try world.resolve(agent: "ops").answer == "lab/m1: models.json")
  }

  @Test func `a sealed value of another master key is no candidate, and everything else goes on`()
    throws
  {
    try world.add("openai:foreign")
    try world.write { session in
      guard let sealed = try session.profiles.find("openai:foreign", at: .defaults)?.sealed,
        var secret = try session.secrets.find(sealed.secret)
      else { return }
      secret.keyID = String(repeating: "0", count: secret.keyID.utf8.count)
      try session.secrets.reseal(secret)
    }
    let step = try world.resolve().plan.steps[0]
    #expect(step.credentials.map(\.name) == ["openai:a", "openai:b"])
    #expect(
      step.excluded.map { "\($0.id) \($0.reason.rawValue)" } == ["openai:foreign undecryptable"])
  }

  @Test func `what rests is told with its end, and all at rest is a probe`() throws {
    try world.rest("openai:a", 60)
    var resolved = try world.resolve()
    #expect(resolved.answer.hasPrefix("openai/o1: openai:b,"))
    #expect(resolved.plan.steps[0].resting.map(\.id) == ["openai:a"])
    try world.rest("openai:b", 30)
    resolved = try world.resolve()
    #expect(resolved.answer.hasPrefix("openai/o1: probe openai:b,"))
    #expect(resolved.plan.steps[0].freeAt == world.now + .of(30, .seconds))
    world.pass(30)
    #expect(try world.resolve().answer.hasPrefix("openai/o1: openai:b,"), "the clock ends windows")
  }

  @Test func `an order that names a stranger's profile says whose it is`() throws {
    try world.add("lab:x")
    try world.write { session in
      try session.profileOrders.save(
        StoredOrder(
          scope: .defaults, provider: "openai", source: .config,
          profiles: ["lab:x", "openai:gone", "openai:b"]))
    }
    let step = try world.resolve().plan.steps[0]
    #expect(step.credentials.map(\.name) == ["openai:b"])
    #expect(
      step.excluded.map(\.reason) == [.providerMismatch, .profileMissing, .excludedByOrder])
  }

  @Test(arguments: [
    ("xai/g1", "xai/g1 anthropic/a1 openai/o1"), ("openai/o1", "openai/o1 anthropic/a1"),
    ("openai/o1@openai:b", "openai/o1 anthropic/a1"),
  ])
  func `a model that is asked for keeps the fallbacks`(model: String, chain: String) throws {
    let resolved = try world.resolve { $0.model = model }
    #expect(resolved.plan.steps.map(\.candidate.ref.key).joined(separator: " ") == chain)
    #expect(resolved.origin == .request)
    #expect(!resolved.isStrict)
    let wanted = model.hasSuffix("openai:b") ? "openai:b" : "openai:a"
    let own = resolved.plan.steps.first { $0.candidate.ref.provider == "openai" }
    #expect(own?.credentials.first?.name == wanted)
  }

  @Test func `a profile behind a model has to be there and of its provider`() throws {
    #expect(throws: StoreError.self) { try world.resolve { $0.model = "openai/o1@openai:zz" } }
    let error = #expect(throws: StoreError.self) {
      try world.resolve { $0.model = "anthropic/a1@openai:a" }
    }
    #expect(error?.message == "Auth profile \"openai:a\" is for openai, not anthropic.")
  }

  @Test func `an agent with a primary of its own and no word on fallbacks is strict`() throws {
    try world.route("openai/o2", [], at: "ops")
    let resolved = try world.resolve(agent: "ops")
    #expect(resolved.isStrict)
    #expect(resolved.plan.steps.map(\.candidate.ref.key) == ["openai/o2"])
    #expect(resolved.plan.steps[0].candidate.layer == .agent(try Agent.ID("ops")))
  }

  @Test func `images have a route of their own, and none is an error`() throws {
    #expect(throws: DomainError.self) { try world.resolve { $0.purpose = .image } }
    let resolved = try world.resolve {
      $0.purpose = .image
      $0.model = "openai/i1"
    }
    #expect(resolved.answer == "openai/i1: openai:a openai:b")
  }

  @Test func `resolving writes nothing`() throws {
    let before = try world.store.read { try $0.trail.eventCount() }
    _ = try world.resolve { $0.session = "agent:main:main" }
    #expect(try world.store.read { try $0.trail.eventCount() } == before)
    #expect(try world.selection("agent:main:main") == nil)
  }
}
