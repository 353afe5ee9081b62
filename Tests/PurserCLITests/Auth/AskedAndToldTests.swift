import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What commands of credentials ask, refuse before they begin, and say of what they did.
@Suite struct AskedAndToldTests {
  @Test(arguments: ["", " --force"])
  func `a login under the id of another provider's profile began and could only fail`(
    flag: String
  ) throws {
    let world = try ReportWorld()
    let result = world.run(
      "models auth login --provider openrouter --profile-id anthropic:work --no-browser\(flag)")
    #expect(result.exitCode != 0)
    #expect(result.errors.contains("is for anthropic, not openrouter"), "\(result)")
    #expect(!result.errors.contains("--force"))
  }

  @Test(arguments: [
    ("github-copilot", "api-key", "no login by 'api-key'"),
    ("openrouter", "aws", "no login by 'aws'"),
    ("amazon-bedrock", "api-key", "no login by 'api-key'"),
    ("amazon-bedrock", "aws", "Nothing is stored for '--method aws'"),
  ])
  func `a login took ways that the provider does not have, and not one that is listed`(
    provider: String, method: String, words: String
  ) throws {
    let world = try ReportWorld()
    let result = world.run(
      "models auth login --provider \(provider) --method \(method) --from-file ~/key")
    #expect(result.exitCode != 0 && result.errors.contains(words), "\(result)")
    #expect(try world.document("models auth list")["profiles"]?.array?.count == 3)
  }

  @Test func `a profile with which calls failed was listed as unused`() throws {
    let world = try ReportWorld()
    func unused() throws -> [JSON?]? {
      try world.document("models auth list --unused")["profiles"]?.array?.map { $0["id"] }
    }
    #expect(try unused() == ["anthropic:work", "openai:home", "openai:work"])
    try world.done("report failure --profile openai:work --status 429")
    try world.done("report success --profile anthropic:work")
    #expect(try unused() == ["openai:home"])
    try world.done("models auth cooldowns clear --all")
    #expect(try unused() == ["openai:home"])
  }

  @Test func `a dry run said that nothing would change and that it was cleared`() throws {
    let world = try ReportWorld()
    try world.done("report failure --profile openai:work --status 429")
    let line = "models auth cooldowns clear --all"
    let page = try world.done(line + " --dry-run")
    #expect(page.contains("Dry run: 1 row would change in"), "\(page)")
    #expect(page.contains("Would be cleared: openai:work") && !page.contains("Cleared:"))
    #expect(try world.done(line).contains("Cleared: openai:work"))
    #expect(try world.done(line + " --dry-run").contains("Dry run: nothing would change."))
  }

  /// The questions that are answered before the input ends.
  @Test(arguments: [[], ["openai"], ["openai", "1"], ["openai", "2", ""]])
  func `the end of the input was taken for Enter`(answers: [String]) throws {
    var world = try ReportWorld()
    world.harness.terminalWidth = 80
    world.harness.answers = answers
    let result = world.run("models auth add")
    #expect(result.exitCode == 130, "\(result)")
    #expect(result.errors.contains("The input ended at a question"))
    world.harness.terminalWidth = nil
    #expect(try world.document("models auth list")["profiles"]?.array?.count == 3)
  }

  @Test func `another account's key was handed out for the one that was named, without a word`()
    throws
  {
    let world = try ReportWorld()
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:unset --ref env:default:NOT_SET"
    )
    let line = "models resolve --with-credential --plain --model openai/gpt-5"
    let named = world.run(line + "@openai:unset")
    #expect(named.exitCode == 0 && !named.output.isEmpty)
    #expect(
      named.errors.contains("Note: 'openai:unset' is not what was handed out: unresolved_ref."),
      "\(named)")
    #expect(!world.run(line + "@openai:home").errors.contains("handed out"))
    #expect(!world.run(line).errors.contains("handed out"))
  }

  @Test func `a pin of another provider was said to be one that could not be had`() throws {
    let world = try ReportWorld()
    try world.done("sessions set chat --agent main --profile anthropic:work")
    let line = "models resolve --agent main --session chat --with-credential --plain"
    let result = world.run(line + " --model openai/gpt-5")
    #expect(result.exitCode == 0)
    #expect(
      result.errors.contains(
        "Note: 'anthropic:work' is not what was handed out: provider_mismatch."),
      "\(result)")
  }

  @Test func `a shared profile was not found from an agent, without a word of where it is`() throws
  {
    let world = try ReportWorld()
    for command in ["models auth cooldowns clear --profile", "models auth logout"] {
      let result = world.run("\(command) openai:work --agent ops")
      #expect(result.exitCode == 1, "\(result)")
      #expect(
        result.errors.contains(
          "Auth profile 'openai:work' not found for agent \"ops\", which uses the shared one."),
        "\(result)")
      #expect(result.errors.contains("purser \(command) openai:work"), "\(result)")
      #expect(world.run("\(command) openai:gone --agent ops").errors.contains("not found"))
    }
  }

  @Test func `explain had no word on how many profiles there are in its JSON`() throws {
    let world = try ReportWorld()
    let provider = try world.document("models explain openai/gpt-5 --agent ops")["provider"]
    #expect(provider?["credential"]?["kind"] == "profiles")
    #expect(provider?["credential"]?["detail"] == "2")
  }

  @Test func `a second name of a provider was listed as one of its own`() throws {
    var world = try ReportWorld()
    world.harness.environment = world.harness.environment.setting(
      "KIMI_API_KEY", "sk-kimi-0123456789abcdef")
    let rows = try world.document("models status")["auth"]?["providers"]?.array
    let names = rows?.compactMap { $0["provider"]?.string }.filter { $0.hasPrefix("kimi") }
    #expect(names == ["kimi", "kimi-coding"])
  }
}
