import JSONKit
import PurserTestSupport
import Testing

/// Import, pages and exports tell one story of the same configuration.
@Suite struct OneStoryTests {
  private static let lab =
    #"{"baseUrl": "https://lab.example/v1", "api": "openai-completions", "models": [{"id": "m1", "name": "m1"}]}"#

  private func imported(_ config: String, _ files: [String: String] = [:]) throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.folder.write(config, to: "fleet/openclaw.json")
    for (name, text) in files { try world.folder.write(text, to: "fleet/\(name)") }
    try world.succeed("import", world.fleet)
    return world
  }

  private func exported(_ world: FleetWorld, _ words: String...) throws -> JSON? {
    let out = world.folder.path("out")
    try world.succeed(["export", "--agent", "main", "--out", out] + words)
    return try JSON.parse(world.folder.bytes("out/main/models.json"))["providers"]
  }

  @Test(arguments: [
    (#"{"type": "api_key", "provider": "lab", "key": "FAKE-LAB-KEY-1"}"#, "secretref-managed"),
    (#"{"type": "token", "provider": "lab", "token": "FAKE-LAB-KEY-1"}"#, "secretref-managed"),
    (
      #"{"type": "api_key", "provider": "lab", "keyRef": {"source": "env", "provider": "default", "id": "LABK"}}"#,
      "LABK"
    ),
  ])
  func `a provider whose credential is a profile was left out of exports`(
    profile: String, key: String
  ) throws {
    let world = try imported(
      #"{"models": {"providers": {"lab": \#(Self.lab)}}, "agents": {"defaults": {"model": "lab/m1"}}}"#,
      [
        "agents/main/agent/auth-profiles.json":
          #"{"version": 1, "profiles": {"lab:default": \#(profile)}}"#
      ])
    #expect(try exported(world)?["lab"]?["apiKey"]?.string == key)
    if key == "secretref-managed" {
      #expect(try exported(world, "--secrets")?["lab"]?["apiKey"]?.string == "FAKE-LAB-KEY-1")
    }
    #expect(
      try !world.succeed("providers", "set", "lab", "--model", "m2").contains("leave it out"))
    try world.succeed("models", "auth", "logout", "lab:default", "--yes")
    #expect(try exported(world)?["lab"] == nil)
  }

  @Test func `a profile of one agent was written for the others`() throws {
    let world = try imported(
      #"{"models": {"providers": {"lab": \#(Self.lab)}}, "agents": {"list": [{"id": "main"}, {"id": "ops"}]}}"#,
      [
        "agents/ops/agent/auth-profiles.json":
          #"{"version": 1, "profiles": {"lab:own": {"type": "api_key", "provider": "lab", "key": "FAKE-OPS-KEY-1"}}}"#
      ])
    let out = world.folder.path("out")
    try world.succeed("export", "--all-agents", "--out", out, "--secrets")
    func key(_ agent: String) throws -> String? {
      try JSON.parse(world.folder.bytes("out/\(agent)/models.json"))["providers"]?["lab"]?[
        "apiKey"]?.string
    }
    #expect(try key("ops") == "FAKE-OPS-KEY-1")
    #expect(try key("main") == nil)
  }

  @Test func `a file that the gateway replaces stood before the configuration`() throws {
    let stale = #"{"providers": {"lab": {"baseUrl": "http://old", "models": [{"id": "old"}]}}}"#
    func models(_ mode: String) throws -> (list: String, findings: String) {
      let world = try FleetWorld(examples: false)
      try world.folder.write(
        #"{"models": {"mode": "\#(mode)", "providers": {"lab": \#(Self.lab)}}, "agents": {"defaults": {"model": "lab/m1"}}}"#,
        to: "fleet/openclaw.json")
      try world.folder.write(stale, to: "fleet/agents/main/agent/models.json")
      let findings = try world.succeed("import", world.fleet)
      return (try world.succeed("models", "list", "--all", "--plain"), findings)
    }
    let replaced = try models("replace")
    #expect(replaced.list.contains("lab/m1") && !replaced.list.contains("lab/old"), "\(replaced)")
    #expect(replaced.findings.contains("'models.mode: replace'"), "\(replaced)")
    #expect(try models("merge").list.contains("lab/old"))
  }

  @Test(arguments: [#""/""#, #""a/""#, #"{"primary": "x/"}"#])
  func `an image model that names none was taken for the default of all`(model: String) throws {
    let world = try imported(
      #"{"agents": {"defaults": {"model": "openai/gpt-5.2", "imageModel": \#(model)}}}"#)
    world.runner.environment["OPENAI_API_KEY"] = "sk-proj-0123456789abcdefghij"
    let status = try world.purser("models", "status", "--check")
    #expect(status.exitCode == 0 && !status.output.contains("anthropic"), "\(status)")
    #expect(status.errors.contains("could not be resolved"), "\(status)")
    #expect(try !world.succeed("models", "list", "--plain").contains("anthropic"))
    #expect(try !world.succeed("--json").contains("anthropic"))
  }

  @Test func `an alias that explains a bare name was refused because of that name`() throws {
    let world = try imported(
      #"{"agents": {"defaults": {"model": {"primary": "gpt", "fallbacks": ["opus"]}, "models": {"openai/gpt-5.2": {}}}}}"#
    )
    try world.succeed("models", "aliases", "add", "gpt", "openai/gpt-5.2")
    #expect(try world.succeed("models", "status", "--json").contains("openai/gpt-5.2"))
    // A model that is named in full keeps its name.
    try world.succeed("models", "fallbacks", "add", "anthropic/sonnet")
    #expect(try world.purser("models", "aliases", "add", "sonnet", "openai/gpt-5.2").exitCode == 1)
  }

  @Test func `a fallback that is there already was written once more`() throws {
    let world = try imported(
      #"{"agents": {"defaults": {"model": {"primary": "openai/gpt-5.2", "fallbacks": ["google/gemini-3-flash"]}}}}"#
    )
    let events = try world.eventCount()
    try world.succeed("models", "fallbacks", "add", "google/gemini-3-flash")
    #expect(try world.eventCount() == events)
  }
}
