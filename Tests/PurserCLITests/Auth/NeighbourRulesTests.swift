import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// Rules where two of them meet.
@Suite struct NeighbourRulesTests {
  @Test(arguments: [
    "openai:123456789@qq.com", "openai:project-20260101",
    "openai:7f9d3c1a-8b2e-4c6d-9e0f-1a2b3c4d5e6f", "openai:Key4Production2026Q1",
  ])
  func `a profile whose id has digits could not be reported on, ordered or cleared`(id: String)
    throws
  {
    let world = try ReportWorld()
    try world.folder.write("{ agents: { list: [{ id: 'main' }] } }", to: "state/openclaw.json")
    try world.folder.write(
      #"{"version": 1, "profiles": {"\#(id)": {"type": "api_key", "provider": "openai", "key": "FAKE-0"}}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    try world.done("report failure --profile \(id) --status 429")
    #expect(try world.done("models auth cooldowns explain --profile \(id)").contains(id))
    try world.done("models auth cooldowns clear --profile \(id)")
    #expect(try world.done("models auth history --profile \(id)").contains("cleared"))
    try world.done("models set openai/o1")
    try world.done("sessions set s --profile \(id) --agent main")
    try world.done("models auth logout \(id) --yes")
  }

  @Test(arguments: [
    ("GoUsageLimitError", "billing"), ("ModelNotReadyException", "overloaded"),
    ("ServiceUnavailableException", "server_error"),
  ])
  func `the name of an error class was refused as a key, and the failure lost`(
    code: String, reason: String
  ) throws {
    let world = try ReportWorld()
    let status = code == "ServiceUnavailableException" ? " --status 503" : ""
    try world.done("report failure --profile openai:work --code \(code)\(status)")
    let events = try world.document("models auth history --profile openai:work --kind failed")
    #expect(events["events"]?[0]?["reason"]?.string == reason, "\(events)")
  }

  @Test func `a person's pin was destroyed when its profile could not serve for a while`() throws {
    var world = try ReportWorld()
    try world.folder.write("{ agents: { list: [{ id: 'main' }] } }", to: "state/openclaw.json")
    try world.folder.write(
      #"""
      {"version": 1, "profiles": {"openai:e": {"type": "api_key", "provider": "openai",
        "keyRef": {"source": "env", "provider": "default", "id": "MYKEY"}}}}
      """#, to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    try world.done("models set openai/o1")
    let bare = world.harness.environment
    world.harness.environment = bare.setting("MYKEY", "key-of-a-variable-0123456789")
    try world.done("sessions set s --profile openai:e --agent main")
    let line = "models resolve --agent main --session s --with-credential --plain"
    #expect(try world.done(line).contains("key-of-a-variable"))
    world.harness.environment = bare
    #expect(try !world.done(line).contains("key-of-a-variable"))
    world.harness.environment = bare.setting("MYKEY", "key-of-a-variable-0123456789")
    #expect(try world.done(line).contains("key-of-a-variable"))
  }

  @Test func `a session under another was pinned by the default's provider, not by its own`() throws
  {
    let world = try ReportWorld()
    try world.done("models set anthropic/claude-opus-4-6")
    try world.done("sessions set agent:main:c --model openai/gpt-5.2 --agent main")
    let child = "sessions set agent:main:c:thread:1 --agent main --profile"
    #expect(world.run("\(child) anthropic:work").exitCode != 0)
    try world.done("\(child) openai:home")
    let plan = try world.document("models resolve --agent main --session agent:main:c:thread:1")
    #expect(plan["session"]?["pinChange"]?.string == "kept", "\(plan)")
  }

  @Test func `a model for one run was said to remove the session's pin`() throws {
    let world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    try world.done("sessions set s --profile openai:home --agent main")
    let line = "models resolve --agent main --session s --model anthropic/claude-opus-4-6"
    #expect(try !world.done(line).contains("removed"))
    #expect(try world.document(line)["session"]?["pinChange"]?.string == "kept")
    #expect(try world.done("sessions list --agent main").contains("openai:home"))
  }

  @Test func `a model that the list names did not start in place of a default it refuses`() throws {
    let world = try ReportWorld()
    try world.folder.write(
      "{ agents: { list: [{ id: 'main' }], defaults: { model: 'anthropic/a1', modelPolicy: { allow: ['mistral/*', 'openai/o9'] } } } }",
      to: "state/openclaw.json")
    try world.done("import ~/state")
    let plan = try world.document("models resolve --agent main")
    #expect(plan["candidates"]?[0]?["model"]?.string == "openai/o9", "\(plan)")
  }

  @Test func `a late report took an imported window away`() throws {
    let world = try ReportWorld()
    let now = world.clock.milliseconds
    try world.folder.write("{ agents: { list: [{ id: 'main' }] } }", to: "state/openclaw.json")
    try world.folder.write(
      #"""
      {"version": 1, "profiles": {"openai:x": {"type": "api_key", "provider": "openai", "key": "FAKE-0"}},
       "usageStats": {"openai:x": {"disabledUntil": \#(now + 3_600_000), "disabledReason": "billing"}}}
      """#, to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    let line =
      #"{"outcome":"failure","profile":"openai:x","model":"o1","status":429,"at":\#(now - 7_200_000)}"#
    _ = world.run("report batch", input: line + "\n")
    let windows = try world.document("models auth cooldowns list")["cooldowns"]?.array ?? []
    let disabled = windows.first { $0["kind"]?.string == "disabled" }
    #expect(disabled?["until"]?.int64 == now + 3_600_000, "\(windows)")
  }

  @Test func `a failure of a call before the probe gave its slot back`() throws {
    let world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    for id in ["openai:work", "openai:home"] {
      try world.done("report failure --profile \(id) --status 429 --agent main")
    }
    world.clock.step(milliseconds: 1000)
    func decision() throws -> String? {
      try world.document("models resolve --agent main")["candidates"]?[0]?["decision"]?.string
    }
    guard try decision() == "probe" else { return #expect(try decision() == "probe") }
    try world.done("models resolve --agent main --with-credential")
    #expect(try decision() == "skip")
    let line =
      #"{"outcome":"failure","profile":"openai:work","agent":"main","model":"old","status":400,"message":"bad payload","at":\#(world.clock.milliseconds - 3_600_000)}"#
    _ = world.run("report batch", input: line + "\n")
    #expect(try decision() == "skip")
  }

  @Test func `a program that the configuration runs models with was missing a credential`() throws {
    let world = try ReportWorld()
    try world.folder.write(
      """
      { agents: { list: [{ id: 'main' }],
        defaults: { model: 'mycli/x', cliBackends: { MyCLI: { command: 'x' } } } } }
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
    #expect(try world.done("settings get models.cli-backends").contains("mycli"))
    let plan = try world.document("models resolve --agent main")
    #expect(plan["candidates"]?[0]?["decision"]?.string == "attempt", "\(plan)")
    let status = try world.document("models status")
    #expect(status["auth"]?["missingProvidersInUse"] == [])
    #expect(try world.document("import ~/state")["changeCount"]?.int64 == 0)
  }

  @Test func `the list left out models that only the allowlist names`() throws {
    let world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    try world.done("models allow add groq/l1")
    let models = try world.document("models list")["models"]?.array ?? []
    let row = models.first { $0["key"]?.string == "groq/l1" }
    #expect(row?["tags"]?.array?.contains("configured") == true, "\(models)")
  }

  @Test(arguments: [
    ("HTTP 503: certificate verify failed", "server_error"),
    ("certificate verify failed", "tls_certificate"),
  ])
  func `a status at the beginning of a text gave way to what stands behind it`(
    text: String, reason: String
  ) throws {
    let world = try ReportWorld()
    _ = world.run("report failure --profile openai:work --message -", input: text)
    let events = try world.document("models auth history --profile openai:work --kind failed")
    #expect(events["events"]?[0]?["reason"]?.string == reason, "\(events)")
  }
}
