import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// Secrets that were imported with white space around them or with control characters in them: the same text everywhere, or none.
@Suite struct BrokenSecretTests {
  private static let key = "sk-0123456789abcdef"

  private func world(_ profile: String, config: String = "{}") throws -> ReportWorld {
    let world = try ReportWorld()
    for id in ["openai:work", "openai:home"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.done("models set openai/gpt-5")
    try world.folder.write(config, to: "state/openclaw.json")
    try world.folder.write(
      #"{"version":1,"profiles":{\#(profile)}}"#, to: "state/agents/main/agent/auth-profiles.json")
    return world
  }

  @Test(arguments: [
    #""type":"api_key","provider":"openai","key":"KEY\n""#,
    #""type":"api_key","provider":"openai","key":"\ufeffKEY""#,
    #""type":"token","provider":"openai","token":" KEY\r\n""#,
  ])
  func `an imported key with a line end was another one to each reader`(members: String) throws {
    let profile = members.replacing("KEY", with: Self.key)
    let world = try world("\"openai:a\":{\(profile)}")
    #expect(try world.done("import ~/state").contains("White space around the secret"))
    let plain = try world.done("models resolve --with-credential --plain")
    #expect(plain == Self.key + "\n")
    let handed = try world.document("models resolve --with-credential")
    #expect(handed["credential"]?["value"]?.string == Self.key)
    #expect(try world.document("import ~/state")["event"] == .null)
  }

  // A NUL is another rule: such a text is left out altogether (NulTextTests).
  @Test(arguments: [#"\n"#, #"\u0001"#, #"\u001b"#])
  func `a key with a control character in it was handed out altered`(character: String) throws {
    let written = "sk-broken" + character + "0123456789"
    let world = try world(
      #""openai:a":{"type":"api_key","provider":"openai","key":"\#(written)"}"#)
    let report = try world.done("import ~/state")
    #expect(report.contains("holds a control character"), "\(report)")
    #expect(try world.document("models auth list")["profiles"]?[1]?["status"] == "ineligible")
    let result = world.run("models resolve --with-credential --plain")
    #expect(result.exitCode == 1 && result.output.isEmpty, "\(result)")
    for line in ["models status", "models status --all-agents", "overview"] {
      let page = try world.done(line)
      #expect(page.contains("openai") && !page.contains("sk-broken"), "\(line): \(page)")
    }
    let fleet = try world.document("models status --all-agents")
    #expect(fleet["agents"]?[0]?["missingProvidersInUse"] == ["openai"])
  }

  @Test func `a key of a configuration was printed, exported and shown as three`() throws {
    let provider = """
      "baseUrl":"https://openai.example/v1","api":"openai-completions","models":[{"id":"gpt-5"}]
      """
    func configuration(_ key: String) -> String {
      #"{"models":{"providers":{"openai":{\#(provider),"apiKey":"\#(key)"}}}}"#
    }
    let trimmed = try world("", config: configuration(Self.key + #"\n"#))
    #expect(try trimmed.done("import ~/state").contains("White space around the secret"))
    #expect(
      try trimmed.done("models resolve --with-credential --plain") == Self.key + "\n")
    let broken = try world("", config: configuration(#"sk-broken\n0123456789"#))
    try broken.done("import ~/state")
    #expect(broken.run("models resolve").exitCode == 1)
    #expect(try broken.done("models status").contains("models.json=ineligible"))
  }

  @Test func `a variable with a line break in it is refused, not altered`() throws {
    var world = try world("")
    world.harness.environment = world.harness.environment.setting(
      "OPENAI_API_KEY", "sk-broken\n0123456789")
    let result = world.run("models resolve --with-credential --plain")
    #expect(result.exitCode == 1 && result.output.isEmpty)
    #expect(!result.errors.contains("sk-broken"))
    world.harness.environment = world.harness.environment.setting(
      "OPENAI_API_KEY", " \(Self.key)\n")
    #expect(try world.done("models resolve --with-credential --plain") == Self.key + "\n")
  }
}
