import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What stands for the key of a provider that names none.
@Suite struct ExportedProfileTests {
  private var world: ReportWorld

  init() throws {
    world = try ReportWorld()
    try world.done(
      "providers add groq --base-url https://api.groq.example/v1 --api openai-completions --model a"
    )
  }

  private func key(_ options: String) throws -> String? {
    try world.done("export --agent ops --out ~/out \(options)")
    let file = try JSON.parse(world.folder.text("out/ops/models.json"))
    return file["providers"]?["groq"]?["apiKey"]?.string
  }

  @Test func `a key that is stored for a provider with a known variable was not written`() throws {
    #expect(try key("--secrets") == "GROQ_API_KEY")
    try world.key("key-of-groq-0123456789")
    try world.done("models auth paste-api-key --provider groq --from-file ~/key")
    #expect(try key("--secrets") == "key-of-groq-0123456789")
    #expect(try key("") == "GROQ_API_KEY")
    try world.done("models auth logout groq:manual --yes")
    try world.done("models auth paste-api-key --provider groq --ref env:OTHER_KEY")
    #expect(try key("") == "OTHER_KEY")
  }

  @Test func `an export wrote a token that had ended and that an order left out`() throws {
    try world.done(
      "providers add lab --base-url https://lab.example/v1 --api openai-completions --model m")
    func key(_ options: String = "", agent: String = "ops") throws -> String? {
      try world.done("export --agent \(agent) --out ~/out --secrets \(options)")
      let file = try JSON.parse(world.folder.text("out/\(agent)/models.json"))
      return file["providers"]?["lab"]?["apiKey"]?.string
    }
    for (name, verb) in [
      ("short", "paste-token --expires-in 1h"), ("long", "paste-token --expires-in 9d"),
      ("key", "paste-api-key"),
    ] {
      try world.key("\(name)-of-the-lab-0123456789")
      try world.done(
        "models auth \(verb) --provider lab --profile-id lab:\(name) --from-file ~/key")
      let best = name == "short" ? "short" : name == "long" ? "long" : "key"
      #expect(try key() == "\(best)-of-the-lab-0123456789")
    }
    try world.done("models auth order set --provider lab lab:short lab:key")
    #expect(try key() == "short-of-the-lab-0123456789")
    try world.done("models auth order set --provider lab lab:long --agent ops")
    #expect(try key() == "long-of-the-lab-0123456789")
    #expect(try key(agent: "main") == "short-of-the-lab-0123456789")
    try world.done("export --all-agents --out ~/out --secrets")
    #expect(try world.folder.text("out/ops/models.json").contains("long-of-the-lab"))
    #expect(try world.folder.text("out/main/models.json").contains("short-of-the-lab"))
    try world.done("models auth order set --provider lab --none --agent ops")
    #expect(try key() == nil)
    #expect(try key(agent: "main") == "short-of-the-lab-0123456789")
  }

  @Test func `a provider went from the file since an order named what is gone`() throws {
    try world.folder.write(
      """
      {"agents": {"list": [{"id": "main", "model": "lab/m"}, {"id": "ops"}]},
       "auth": {"profiles": {"lab:gone": {"provider": "lab", "mode": "api_key"}}, "order": {"lab": ["lab:gone"]}},
       "models": {"providers": {"lab": {"baseUrl": "https://lab.example/v1", "models": [{"id": "m"}]}}}}
      """, to: "state/openclaw.json")
    try world.folder.write(
      #"{"version": 1, "profiles": {"lab:x": {"type": "api_key", "provider": "lab", "key": "key-of-the-lab-0123456789"}}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    let handed = try world.done("models resolve --agent main --with-credential --plain")
    #expect(handed == "key-of-the-lab-0123456789\n")
    try world.done("export --agent main --out ~/out --secrets")
    #expect(try world.folder.text("out/main/models.json").contains("key-of-the-lab-0123456789"))
    // A shared profile that one of the agent's own hides is none of the agent's.
    try world.key("another-key-0123456789")
    try world.done(
      "models auth paste-api-key --provider other --profile-id lab:x --agent ops --from-file ~/key")
    try world.done("export --agent ops --out ~/out --secrets")
    #expect(try !world.folder.text("out/ops/models.json").contains("key-of-the-lab"))
  }

  @Test mutating func `the literal dialect wrote the name of a variable as a key`() throws {
    let line = "export --agent ops --out ~/out --secrets --dialect literal"
    #expect(world.run(line).output.contains("'GROQ_API_KEY' is not set here"))
    #expect(try key("--secrets --dialect literal") == "GROQ_API_KEY")
    world.harness.environment = world.harness.environment.setting(
      "GROQ_API_KEY", "value-of-groq-0123456789")
    #expect(try key("--secrets --dialect literal") == "value-of-groq-0123456789")
  }

  @Test func `the dialect of one agent stopped the export of all`() throws {
    try world.done("settings set export.dialect literal --agent ops")
    let result = world.run("export --all-agents --out ~/out")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.contains("purser export --agent ops --secrets"), "\(result)")
    #expect(try world.folder.text("out/main/models.json").contains("GROQ_API_KEY"))
    #expect(world.run("export --agent ops --out ~/out").exitCode == 1)
    #expect(world.run("export --agent ops --out ~/out --secrets").exitCode == 0)
  }
}
