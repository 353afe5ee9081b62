import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

struct HandOverTests {
  var world: RunWorld

  init() throws {
    world = try RunWorld()
    try world.add("openai:a")
    try world.add("openai:b")
  }

  @Test func `one credential is handed out, and an event says which and to whom`() throws {
    let handed = try #require(try world.take())
    #expect(handed.text == "secret of openai:a")
    let event = try #require(try world.events(.revealed).first)
    #expect(event.profile == "openai:a")
    #expect(event.agent == "main")
    #expect(event.model == "o1")
    #expect(event.scope == .defaults)
  }

  @Test func `what cannot be had is passed over and named`() throws {
    try world.write { session in
      var profile = try #require(try session.profiles.find("openai:a", at: .defaults))
      profile.sealed = nil
      profile.reference = .init(source: "file", provider: nil, id: "/a")
      try session.profiles.save(profile)
      try session.secretProviders.save(
        StoredSecretProvider(
          scope: .defaults, name: "default", source: "file", isDefault: false,
          contentJSON: #"{"source":"file","path":"/not/there"}"#))
    }
    let (handed, refused) = try world.store.read { session in
      let resolved = try world.resolve(agent: "main", { _ in }, in: session)
      return try CredentialOpener(
        resolved, environment: world.environment, vault: world.vault, in: session
      ).open()
    }
    #expect(handed?.text == "secret of openai:b")
    #expect(refused.map(\.name) == ["openai:a"])
    #expect(refused.map(\.reason) == [.unresolvedRef])
  }

  @Test func `a login gives its access token while that is live, and its refresh token never`()
    throws
  {
    func login(_ seconds: Int64) throws {
      let material = OAuthMaterial(
        access: SecretBytes(text: "the-access"), refresh: SecretBytes(text: "the-refresh"))
      try world.add("openai:o", secret: material.encoded.revealText()) { profile in
        profile.type = .oauth
        profile.hasAccess = true
        profile.isRefreshable = true
        profile.expiresAt = world.now.milliseconds + seconds * 1000
      }
    }
    try login(60)
    let handed = try #require(try world.take())
    #expect(handed.text == "the-access")
    #expect(handed.type == .oauth)
    #expect(handed.expiresAt == world.now + .of(60, .seconds))
    world.pass(60)
    #expect(try world.take()?.text == "secret of openai:a")
  }

  @Test func `a login that cannot be renewed was sent to be renewed`() throws {
    try world.route("anthropic/a1", [])
    try world.add("anthropic:me") { profile in
      profile.type = .oauth
      profile.hasAccess = true
      profile.expiresAt = world.now.milliseconds - 1
    }
    let step = try #require(try world.resolve { $0.model = "anthropic/a1" }.plan.steps.first)
    #expect(!step.isTried && step.reason == "expired")
    #expect(step.sentence?.contains("'anthropic:me' has expired and cannot be renewed") == true)
    let error = #expect(throws: DomainError.self) { try world.take { $0.model = "anthropic/a1" } }
    #expect(
      error?.hint == "purser models auth login --provider anthropic --profile-id anthropic:me")
  }

  @Test func `without a usable credential nothing is written, and each model says why`() throws {
    try world.rest("openai:a", 3600, .auth)
    try world.rest("openai:b", 3600, .auth)
    let before = try world.store.read { try $0.trail.eventCount() }
    let error = #expect(throws: DomainError.self) { try world.take() }
    #expect(error?.code == .notFound)
    #expect(
      error?.cause?.hasPrefix(
        "openai/o1: Provider openai has auth issue (skipping all models) (auth) | anthropic/a1: "
          + "No API key found for provider \"anthropic\".") == true)
    #expect(try world.store.read { try $0.trail.eventCount() } == before)
    #expect(
      error?.hint
        == "purser models resolve --agent main shows what is in the way; "
        + "purser models auth cooldowns list shows what rests.")
  }

  @Test func `the next step of a failed hand-over was about another model`() throws {
    try world.route("anthropic/a1", [])
    let asked = #expect(throws: DomainError.self) { try world.take { $0.model = "anthropic/a1" } }
    #expect(
      asked?.hint
        == "purser models resolve --agent main --model anthropic/a1 shows what is in the way.")
    try world.add("anthropic:env") { profile in
      profile.sealed = nil
      profile.reference = .init(source: "env", provider: nil, id: "NOT_SET")
    }
    let unset = #expect(throws: DomainError.self) { try world.take { $0.model = "anthropic/a1" } }
    #expect(unset?.hint == "Set it where purser runs.")
    #expect(unset?.cause?.contains("the variable 'NOT_SET' is not set") == true)
    try world.write { session in
      try session.secretProviders.save(
        StoredSecretProvider(
          scope: .defaults, name: "vault", source: "exec", isDefault: false,
          contentJSON: #"{"source":"exec","command":"/bin/false","allowInsecurePath":true}"#))
    }
    try world.add("anthropic:ref") { profile in
      profile.sealed = nil
      profile.reference = .init(source: "exec", provider: "vault", id: "a/b")
    }
    let failed = #expect(throws: DomainError.self) { try world.take { $0.model = "anthropic/a1" } }
    #expect(failed?.hint == "Run '/bin/false' by hand to see why.", "\(String(describing: failed))")
    #expect(failed?.cause?.contains("anthropic:ref: The secret 'exec:vault:a/b'") == true)
  }

  @Test func `a program was run once for each profile that it might know`() throws {
    let folder = try TemporaryFolder()
    let runs = folder.path("runs")
    let program = try folder.write(
      "#!/bin/sh\ncat >>'\(runs)'; echo >>'\(runs)'; exit 1\n", to: "vault.sh")
    try Directories.setMode(program, 0o700)
    try world.write { session in
      try session.secretProviders.save(
        StoredSecretProvider(
          scope: .defaults, name: "vault", source: "exec", isDefault: false,
          contentJSON:
            #"{"source":"exec","command":"\#(program)","allowInsecurePath":true}"#))
    }
    for number in 0..<4 {
      try world.add("anthropic:r\(number)") { profile in
        profile.sealed = nil
        profile.reference = .init(source: "exec", provider: "vault", id: "a/\(number)")
      }
    }
    _ = try world.take { $0.model = "anthropic/a1" }
    let asked = try folder.text("runs").split(separator: "\n")
    #expect(asked.count == 1 && asked.first?.contains("a/3") == true, "\(asked)")
  }

  @Test func `a variable is handed out with an event that names it`() throws {
    var world = world
    world.environment = world.environment.setting("ANTHROPIC_API_KEY", " FAKE-anthropic ")
    let handed = try #require(try world.take { $0.model = "anthropic/a1" })
    #expect(handed.text == "FAKE-anthropic")
    let event = try #require(try world.events(.revealed).first)
    #expect(event.profile == nil)
    #expect(event.provider == "anthropic")
    #expect(event.detail == "env: ANTHROPIC_API_KEY")
  }

  @Test func `a shared configured key was on record at the agent, and not under its name`() throws {
    var world = world
    world.environment = world.environment.setting("LAB_PART", "part")
    try world.route("lab/m1", [], at: "ops")
    func save(_ id: String, _ key: KeyReference, at scope: ScopeID) throws {
      try world.write { session in
        try session.providers.save(
          ProviderDefinition(
            id: id, writtenID: id, baseURL: "http://localhost:1/v1", key: key), at: scope)
      }
    }
    try save("lab", .environment(name: "LAB_PART"), at: .defaults)
    _ = try world.take(agent: "ops")
    let shared = try #require(try world.events(.revealed).first)
    #expect(shared.profile == "inline-api-key:lab" && shared.scope == .defaults)
    #expect(shared.agent == "ops" && shared.detail == "models.json")
    #expect(try world.take(agent: "main") != nil)
    try world.fail("inline-api-key:lab", status: 401, agent: "ops")
    let failed = try #require(try world.events(.failed).first)
    #expect(failed.profile == shared.profile && failed.scope == shared.scope)

    let own = ScopeID.agent(try Agent.ID("ops"))
    try save("lab", .template(text: "Bearer-${LAB_PART}"), at: own)
    _ = try world.take(agent: "ops")
    let ours = try #require(try world.events(.revealed).first)
    #expect(ours.profile == "inline-api-key:lab" && ours.scope == own)

    try save("ollama", .none, at: .defaults)
    _ = try world.take(agent: "ops") { $0.model = "ollama/m" }
    let word = try #require(try world.events(.revealed).first)
    #expect(word.profile == nil && word.provider == "ollama")
  }

  @Test(arguments: [
    (KeyReference.command(text: "!touch ran"), nil), (.marker(word: "ollama"), "ollama"),
    (.marker(word: "secretref-managed"), nil),
    (.template(text: "Bearer-${LAB_PART}"), "Bearer-part"),
    (.environment(name: "LAB_PART"), "part"),
    (.secretRef(source: "env", provider: "default", id: "LAB_PART"), "part"),
  ])
  func `a key of the configuration is handed out as its kind allows`(
    key: KeyReference, value: String?
  ) throws {
    var world = world
    world.environment = world.environment.setting("LAB_PART", "part")
    try world.route("lab/m1", [], at: "ops")
    try world.write { session in
      try session.providers.save(
        ProviderDefinition(
          id: "lab", writtenID: "lab", baseURL: "http://localhost:1/v1", key: key), at: .defaults)
    }
    if let value {
      #expect(try world.take(agent: "ops")?.text == value)
    } else {
      #expect(throws: DomainError.self) { try world.take(agent: "ops") }
    }
  }

  @Test
  func `a probe is taken once in thirty seconds, by each agent for itself (X205, X206, X216)`()
    throws
  {
    try world.rest("openai:a", 300)
    try world.rest("openai:b", 300)
    let early = try world.resolve()
    #expect(try world.take()?.text == "secret of openai:a")
    #expect(try world.probed("openai") == world.now)
    #expect(try world.take(resolved: early) == nil, "another run was faster")
    #expect(try world.events(.revealed).count == 1)
    #expect(throws: DomainError.self) { try world.take() }
    #expect(try world.take(agent: "ops") != nil)
    world.pass(29)
    #expect(throws: DomainError.self) { try world.take() }
    world.pass(1)
    #expect(try world.take() != nil)
  }

  @Test func `a probe that failed for a reason of its own gives the slot back (G8)`() throws {
    try world.rest("openai:a", 300)
    try world.rest("openai:b", 300)
    _ = try world.take()
    try world.fail("openai:a", status: 429)
    #expect(try world.probed("openai") != nil)
    try world.fail("openai:a", status: 404)
    #expect(try world.probed("openai") == nil)
  }

  @Test func `what rests since the plan was made is not handed out`() throws {
    let early = try world.resolve()
    try world.fail("openai:a", status: 401)
    #expect(try world.take(resolved: early) == nil)
    #expect(try world.take()?.text == "secret of openai:b")
  }

  @Test func `a session stays with its profile, and moves on when it rests`() throws {
    let key = "agent:main:main"
    func take() throws -> String? { try world.take { $0.session = key }?.text }
    #expect(try take() == "secret of openai:a")
    #expect(
      try world.selection(key)?.pin
        == SessionPin(profile: "openai:a", source: .auto, compactions: 0))
    try world.write { session in
      var report = RecordOutcome.Report(agent: try Agent.ID("main"), profile: "openai:a")
      report.latencyMilliseconds = 5
      _ = try RecordOutcome().run(report, in: session)
    }
    #expect(try take() == "secret of openai:a", "although b is the longest unused now")
    try world.fail("openai:a", status: 429)
    #expect(try take() == "secret of openai:b")
    #expect(try world.selection(key)?.pin?.profile == "openai:b")
    #expect(
      try world.take {
        $0.session = key
        $0.begins = true
      }?.text == "secret of openai:b", "a rests")
  }

  @Test func `a selection that is no longer allowed goes with the next run (X53)`() throws {
    let key = "agent:main:s1"
    try world.write { session in
      let agent = try #require(try session.agents.find(Agent.ID("main")))
      var wanted = EditSession.Selection()
      wanted.model = "openai/o9"
      _ = try EditSession().set(wanted, key: key, of: agent, in: session)
    }
    #expect(try world.resolve { $0.session = key }.isStrict)
    try world.write { session in
      try session.allow.replace(
        at: .defaults,
        with: StoredAllowlist(mode: .only, entries: [AllowEntry(pattern: "openai/o1")]))
    }
    let resolved = try world.resolve { $0.session = key }
    #expect(resolved.session?.override.removesOwn == true)
    #expect(resolved.origin == .configuration)
    #expect(try world.selection(key)?.model?.key == "openai/o9", "reading writes nothing")
    _ = try world.take { $0.session = key }
    #expect(try world.selection(key)?.model == nil)
  }

  @Test func `a run that goes on with a fallback leaves the session's pin alone`() throws {
    let key = "agent:main:s2"
    try world.add("anthropic:a")
    try world.rest("openai:a", 3600, .auth)
    try world.rest("openai:b", 3600, .auth)
    #expect(try world.take { $0.session = key }?.text == "secret of anthropic:a")
    #expect(try world.selection(key) == nil)
  }

  @Test func `of many runs at once one takes the probe`() throws {
    let world = try RunWorld(.file)
    try world.add("openai:a")
    try world.rest("openai:a", 3600)
    let taken = Threads.map(Array(0..<16), threads: 8) { _ -> Bool in
      var own = world
      guard let store = try? world.stored.reopen() else { return false }
      own.store = store
      return (try? own.take()) != nil
    }
    #expect(taken.filter { $0 }.count == 1)
    #expect(try world.events(.revealed).count == 1)
  }
}
