import JSONKit
import PurserDomain
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct OverviewTests {
  /// Five agents: `main` with everything it needs, the others with one fault each.
  private func world() throws -> ProvidersWorld {
    var world = try ProvidersWorld(agents: [])
    let folder = world.folder
    try world.harness.context().write(WriteOptions()) { session in
      for (position, name) in ["main", "asks", "keyless", "barred", "lost"].enumerated() {
        try session.agents.insert(
          Agent(
            id: Agent.ID(name), agentDirectory: folder.path("agents/\(name)"),
            isDefault: position == 0, position: position, createdAt: session.now,
            updatedAt: session.now))
      }
    }
    try world.done(
      "add lab --base-url https://lab.example --api openai-completions --key-stdin --model q",
      input: ProvidersWorld.secret)
    try world.done(
      "add lab --base-url https://b.example --api openai-completions --key-command '!pass lab' "
        + "--model q --agent asks")
    try set("lab/q", fallbacks: ["openai/gpt-5.2"], .defaults, in: world)
    try set("openrouter/auto", .named("keyless"), in: world)
    try set("lost/model", .named("lost"), in: world)
    try world.harness.context().write(WriteOptions()) { session in
      try session.allow.replace(
        at: .named("barred"),
        with: StoredAllowlist(
          mode: .only, entries: [AllowEntry(pattern: "openai/*", source: .policy)]))
    }
    world.harness.environment = world.harness.environment.setting("OPENAI_API_KEY", "sk-test")
    return world
  }

  private func set(
    _ primary: String, fallbacks: [String] = [], _ scope: ScopeID, in world: ProvidersWorld
  ) throws {
    try world.harness.context().write(WriteOptions()) { session in
      try session.routes.replace(
        at: scope, purpose: .text,
        with: StoredRoute(
          primary: primary, fallbacks: fallbacks, policy: fallbacks.isEmpty ? nil : .list)
      ) { _ in nil }
    }
  }

  @Test func `the program alone shows the fleet, what needs attention first`() throws {
    let world = try world()
    let result = world.harness.run(words: [])
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    #expect(
      result.output == """
        Store         : ~/.local/share/purser/purser.db
        Revision      : 8
        Agents        : 5
        Last event    : 8, 2026-02-02T02:40:00.000Z, lee: test
        Attention     : 3 agents

        Agent           Default          Fallbacks  Image  Auth                 Attention
        keyless         openrouter/auto          0  -      missing: openrouter  models.json never exported
        barred          lab/q                    1  -      present              default model is not allowed; models.json never exported
        lost            lost/model               0  -      missing: lost        provider 'lost' is not known; models.json never exported
        main (default)  lab/q                    1  -      present              models.json never exported
        asks            lab/q                    1  -      not checked: lab     models.json never exported

        """)
  }

  @Test func `the bare program takes the options of the overview`() throws {
    let world = try world()
    let harness = world.harness
    #expect(
      harness.run("--plain --agent main").output.hasPrefix("main\tlab/q\t1\t-\tpresent\t")
    )
    #expect(harness.run("overview --agent main") == harness.run("--agent main"))
    #expect(harness.run("--agent main").output.contains("Agents        : 1 of 5\n"))
    #expect(harness.run("--agent nobody").exitCode == 1)
    #expect(harness.run("--help").output.contains("overview (default)"))
    #expect(harness.run("overvieuw").errors.contains("Did you mean 'purser overview'?"))
  }

  @Test func `the document names each concern with its agent`() throws {
    let world = try world()
    let json = try JSON.parse(world.harness.run("--json").output)
    #expect(json["store"]?["agentCount"] == 5)
    #expect(json["store"]?["revision"] == 8)
    #expect(json["store"]?["lastEvent"]?["id"] == 8)
    #expect(
      json["agents"]?[0] == [
        "agentId": "keyless", "isDefault": false, "defaultModel": "openrouter/auto",
        "defaultSource": "agent", "fallbackCount": 0, "imageModel": nil,
        "auth": [
          "status": "missing", "present": [], "missing": ["openrouter"], "unusable": [],
          "notChecked": [],
        ],
        "export": ["status": "never_exported"],
      ])
    let attention = json["attention"]?.array ?? []
    #expect(
      attention.filter { $0["severity"] == "error" }.map { $0["agentId"]?.string } == [
        "keyless", "barred", "lost", "lost",
      ])
    #expect(
      attention.first == [
        "agentId": "keyless", "code": "missing_auth", "severity": "error",
        "message": "no credential for openrouter",
      ])
  }

  @Test(arguments: [
    ("--key-env LAB_KEY", "missing: lab"), ("--key-env SET_KEY", "present"),
    ("--key-ref env:default:LAB_KEY", "missing: lab"),
    ("--key-ref env:default:SET_KEY", "present"),
    ("--key-ref file:vault:/lab", "unusable: lab"),
    ("--key-ref store:default:LAB_KEY", "not checked: lab"),
    ("--key-marker vllm", "not checked: lab"),
    ("--key-command '!pass lab'", "not checked: lab"), ("--no-key", "missing: lab"),
    ("--key-stdin", "present"),
  ])
  func `a credential counts as present only when there is one`(
    words: String, phrase: String
  ) throws {
    var world = try world()
    world.harness.environment = world.harness.environment.setting("SET_KEY", "x")
    try world.done("set lab \(words)", input: ProvidersWorld.secret)
    let line = world.harness.run("--agent main --plain").output
    #expect(line.contains("\t\(phrase)\t"), "\(line)")
  }

  @Test func `a folder that could not be told counted as never exported`() throws {
    let world = try world()
    try world.harness.context().write(WriteOptions()) { session in
      var agent = try session.agents.require(.main)
      agent.agentDirectory = "${NOBODY}/agent"
      try session.agents.update(agent)
    }
    let document = try JSON.parse(world.harness.run("--agent main --json").output)
    #expect(document["agents"]?[0]?["export"] == ["status": "unresolved_directory"])
    #expect(
      document["attention"]?.array?.map { $0["code"]?.string } == ["unresolved_directory"])
    let status = world.harness.run("models status --all-agents").output
    #expect(status.contains("agent directory '${NOBODY}/agent' is none here"), "\(status)")
  }

  @Test func `what was exported is not called up to date`() throws {
    let world = try world()
    func export() throws -> JSON? {
      try JSON.parse(world.harness.run("--agent main --json").output)["agents"]?[0]?["export"]
    }
    #expect(try export() == ["status": "never_exported"])
    #expect(world.harness.run("export --agent main").exitCode == 0)
    #expect(try export()?["status"] == "not_checked")
    #expect(try export()?["storeChangedSince"] == false)
    #expect(!world.harness.run("--agent main").output.contains("never exported"))
    try world.done("set lab --model other")
    #expect(try export()?["storeChangedSince"] == true)
  }

  @Test func `a store without agents says what to do`() throws {
    let world = try ProvidersWorld(agents: [])
    let result = world.harness.run(words: [])
    #expect(result.exitCode == 0)
    #expect(
      result.output.hasSuffix("No agents. Next: purser import DIR, or purser agents add ID\n"))
  }

  @Test func `without a store there is a hint`() throws {
    let folder = try TemporaryFolder()
    let result = ProgramHarness(in: folder).run(words: [])
    #expect(result.exitCode == 78)
    #expect(result.output == "")
    #expect(result.errors.contains("purser init"))
  }

  @Test(arguments: ["", "overview", "--agent barred --agent lost", "overview --at 3"])
  func `the document has the shape of its schema`(words: String) throws {
    let world = try world()
    #expect(world.harness.run("export --agent main").exitCode == 0)
    let result = world.harness.run("\(words) --json")
    #expect(try DocumentTable().faults(in: result.output, of: "purser \(words)") == [])
  }

  @Test func `the overview changes no byte and opens no secret`() throws {
    var world = try world()
    let before = try world.folder.bytes(".local/share/purser/purser.db")
    world.harness.environment = world.harness.environment.setting(
      "PURSER_KEY_FILE", world.folder.path("none"))
    #expect(world.harness.run(words: []).exitCode == 0)
    #expect(try world.folder.bytes(".local/share/purser/purser.db") == before)
  }
}
