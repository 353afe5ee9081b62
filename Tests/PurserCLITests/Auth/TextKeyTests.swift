import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// Keys and headers that are a text with the sign of a variable in it.
@Suite struct TextKeyTests {
  private var world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func write(key: String, header: String, host: String = "lab.example") throws {
    try world.folder.write(
      """
      {"agents": {"list": [{"id": "main", "model": "lab/m"}]},
       "models": {"providers": {"lab": {"baseUrl": "https://\(host)/v1", "apiKey": "\(key)",
         "api": "openai-completions", "headers": {"X-Api-Key": "\(header)"},
         "models": [{"id": "m", "name": "M"}]}}}}
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
  }

  @Test mutating func `a password with a dollar in it was kept and shown as it is`() throws {
    world.harness.environment = world.harness.environment.setting("PASS_WORD", "xx")
    try write(
      key: "tiger$PASS_WORD", header: "wolf$MY_TOKEN", host: "bob:pa$WORD_KEY@lab.example")
    for line in [
      "providers show lab", "providers show lab --json", "audit show 7 --json", "audit log",
      "export --agent main --out ~/out", "models status --json",
    ] {
      let result = world.run(line)
      for part in ["tiger$", "wolf$", "pa$WORD"] {
        #expect(!result.output.contains(part), "\(line): \(result)")
      }
    }
    let file = try world.folder.text("out/main/models.json")
    #expect(!file.contains("tiger") && !file.contains("wolf"), "\(file)")
    #expect(
      try world.done("models resolve --agent main --with-credential --plain")
        == "tiger$PASS_WORD\n")
    try world.done("export --agent main --out ~/out --secrets --dialect dollar")
    #expect(try world.folder.text("out/main/models.json").contains(#""tiger$$PASS_WORD""#))
  }

  @Test mutating func `a key with an unset variable in it counted as usable`() throws {
    try write(key: "pre-${LAB_PART}-x", header: "Bearer $LAB_PART")
    #expect(try world.done("models status --agent main").contains("lab effective=missing"))
    #expect(world.run("models status --agent main --check").exitCode == 1)
    let resolved = try world.document("models resolve --agent main")
    #expect(resolved.text(.compact).contains("unresolved_ref"), "\(resolved)")
    world.harness.environment = world.harness.environment.setting("LAB_PART", "mid")
    #expect(world.run("models status --agent main --check").exitCode == 0)
    #expect(
      try world.done("models resolve --agent main --with-credential --plain") == "pre-mid-x\n")
  }

  @Test mutating func `a header was filled in by checks and left as it is by exports`() throws {
    world.harness.environment = world.harness.environment.setting("TEAM_KEY", "red")
    try write(key: "LAB_KEY", header: "team $TEAM_KEY")
    for (dialect, text) in [("dollar", "team $TEAM_KEY"), ("literal", "team red")] {
      try world.done("export --agent main --out ~/out --secrets --dialect \(dialect)")
      #expect(try world.folder.text("out/main/models.json").contains("\"\(text)\""), "\(dialect)")
    }
  }

  @Test func `a great limit ended the program`() throws {
    for limit in ["9223372036854775807", "4611686018427387904"] {
      try world.done("models auth history --profile openai:work --limit \(limit)")
    }
  }
}
