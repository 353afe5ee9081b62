import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// Credentials in places that do not say so, and what must not be taken for one.
@Suite struct HiddenCredentialTests {
  private static let key = "Zq3fR9xT2vB7mN4kL8pW6sD1yH5c"
  private let world: ReportWorld

  init() throws {
    world = try ReportWorld()
    try world.done("agents add hid --agent-dir ~/state/agents/hid/agent")
  }

  private func importing(_ members: String, profiles: String = "") throws -> RunResult {
    try world.folder.write(
      """
      {"agents": {"list": [{"id": "hid", "agentDir": "~/state/agents/hid/agent"}]},
       "models": {"providers": {"acme": {"baseUrl": "https://a.example/v1", "apiKey": "ACME_KEY",
         "api": "openai-completions", \(members) "models": [{"id": "m"}]}}}}
      """.replacing("~", with: world.folder.path), to: "state/openclaw.json")
    if !profiles.isEmpty {
      try world.folder.write(profiles, to: "state/agents/hid/agent/auth-profiles.json")
    }
    return world.run("import ~/state --json")
  }

  @Test(arguments: [
    #""localService": {"env": {"SRV_A": "\(key)"}},"#,
    #""request": {"extra_headers": {"X-Corp": "\(key)"}},"#,
    #""request": {"other": {"headerName": "x-corp", "value": "velvet-otter-4821-quartz"}},"#,
  ])
  func `a check of a file showed what an import seals`(members: String) throws {
    let text =
      "{\"providers\": {\"acme\": {\"baseUrl\": \"https://a.example/v1\", \(members) \"models\": [{\"id\": \"m\"}]}}}"
    try world.folder.write(text, to: "state/agents/hid/agent/models.json")
    _ = try importing(members)
    for options in ["--check", "--check --json", "--diff", "--diff --json", "--dry-run --json"] {
      let result = world.run("export --agent hid \(options)")
      #expect(!result.output.contains(Self.key), "\(options): \(result.output)")
      #expect(!result.output.contains("velvet-otter"), "\(options): \(result.output)")
    }
  }

  @Test func `an import repeated what a provider had said of a key`() throws {
    let said = "401 Incorrect API key provided: sk-proj-0123456789abcdefghij0123456789"
    let result = try importing(
      "",
      profiles: """
        {"version": 1, "profiles": {"acme:a": {"type": "api_key", "provider": "acme", "key": "x-0123456789"}},
         "usageStats": {"acme:a": {"cooldownUntil": 1999000000000, "cooldownReason": "\(said)"}}}
        """)
    #expect(!(result.output + result.errors).contains("sk-proj"), "\(result)")
    #expect(result.output.contains("What stands for the reason is no word for one"), "\(result)")
  }

  @Test(arguments: [
    #""localService": {"env": {"SSHPASS": "Tiger-Lily77"}},"#,
    #""localService": {"env": {"MASTERKEY": "Tiger-Lily77"}},"#,
    #""localService": {"env": {"OP_SESSION_team": "Tiger-Lily77"}},"#,
    #""localService": {"env": {"BASIC_AUTH": "me:Tiger-Lily77"}},"#,
    #""localService": {"env": {"PROXY_PSW": "Tiger-Lily77"}},"#,
    #""localService": {"env": {"UPSTREAM": "//me:Tiger-Lily77@b.example/v1"}},"#,
    #""localService": {"args": ["b.example/v1?api_key=Tiger-Lily77"]},"#,
    #""localService": {"args": ["-H", "Authorization: Bearer Tiger-Lily77"]},"#,
    #""localService": {"args": ["--header=X-Api-Key: Tiger-Lily77"]},"#,
    #""localService": {"args": ["password=Tiger-Lily77"]},"#,
    #""headers": {"X-Upstream": "Bearer Tiger-Lily77"},"#,
    #""other": "https://b.example/v1?x=sk-proj-0123456789abcdefABCDEF01&y=Tiger-Lily77",  "#
      .replacing("&y=Tiger-Lily77", with: ""),
  ])
  func `a password of a program, a header or an address stayed open`(members: String) throws {
    _ = try importing(members)
    let event = try #require(try world.document("audit log")["events"]?[0]?["id"]?.int64)
    for line in [
      "audit show \(event) --json", "providers show acme --agent hid --json",
      "export --agent hid --out ~/out --json",
    ] {
      let output = world.run(line).output
      #expect(!output.contains("Tiger-Lily77") && !output.contains("sk-proj"), "\(line): \(output)")
    }
    let file = try world.folder.text("out/hid/models.json")
    #expect(!file.contains("Tiger-Lily77") && !file.contains("sk-proj"), "\(file)")
  }

  @Test(arguments: [
    "(", "\"", "[", "{", ";", "|", "&", "?", "#", "*", ".", "!", "+", "~", "“", "–",
  ])
  func `a key behind a sign was taken as a word`(sign: String) throws {
    let key = "sk-proj-0123456789abcdefghij"
    for words in [
      ["settings", "set", "export.dialect", "dollar", "--reason", "r \(sign)\(key)"],
      ["agents", "set", "hid", "--name", "x\(sign)\(key)"],
    ] {
      let result = world.harness.run(words: words)
      #expect(result.exitCode == 64 || result.exitCode == 65, "\(result)")
      #expect(!result.errors.contains(key), "\(result)")
    }
  }

  @Test func `the name of a header and the actor of the environment could be keys`() throws {
    let key = "sk-proj-0123456789abcdefghij"
    let named = world.run("providers add new --base-url https://n.example --header '\(key)=x'")
    #expect(named.exitCode != 0 && !named.errors.contains(key), "\(named)")
    var other = world
    other.harness.environment = other.harness.environment.setting("PURSER_ACTOR", key)
    let acted = other.run("settings set export.dialect dollar")
    #expect(acted.exitCode != 0 && !acted.errors.contains(key), "\(acted)")
  }
}
