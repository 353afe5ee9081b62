import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What the pages of a fleet say of an agent whose default model rests while the accounts behind it do not.
@Suite struct RestingModelTests {
  private static let model = "anthropic/claude-sonnet-4-6"

  /// A world in which `main` uses the model, whose only profile rests for it, and `ops` another one of the same account.
  private func world() throws -> ReportWorld {
    let world = try ReportWorld()
    try world.done("models set \(Self.model)")
    try world.done("models set anthropic/claude-opus-5 --agent ops")
    try fail(world, "anthropic:work")
    return world
  }

  private func fail(_ world: ReportWorld, _ profile: String) throws {
    try world.done(
      "report failure --agent main --profile \(profile) --model \(Self.model) --status 429 "
        + "--retry-after 3600")
  }

  private func row(_ page: JSON, _ agent: String) -> JSON? {
    page["agents"]?.array?.first { $0["agentId"]?.string == agent }
  }

  @Test func `an agent whose only model rests was called fine`() throws {
    let world = try world()
    let phrase = "anthropic:work cooldown 1h for claude-sonnet-4-6"
    let overview = try world.document("overview")
    #expect(row(overview, "main")?["auth"]?["unusable"] == ["anthropic"], "\(overview)")
    #expect(overview["attention"]?[0]?["code"] == "unusable_auth")
    #expect(overview["attention"]?[0]?["message"] == .string(phrase))
    let page = try world.done("overview")
    #expect(page.contains("Attention     : 1 agent\n") && page.contains("unusable: anthropic"))
    let fleet = try world.document("models status --all-agents")
    let resting = row(fleet, "main")?["unusableProfiles"]?[0]
    #expect(resting?["profileId"] == "anthropic:work")
    #expect(resting?["model"] == "claude-sonnet-4-6")
    #expect(try world.done("models status --all-agents").contains(phrase))
  }

  @Test func `the page of one agent said nothing of a rest that resolve names`() throws {
    let world = try world()
    let page = try world.done("models status")
    #expect(
      page.contains(
        "- anthropic:work (anthropic) cooldown:rate_limit (1h) for claude-sonnet-4-6 — "), "\(page)"
    )
    let resting = try world.document("models status")["auth"]?["unusableProfiles"]
    #expect(resting?[0]?["model"] == "claude-sonnet-4-6", "\(resting ?? .null)")
    #expect(
      try world.document("models status --agent ops")["auth"]?["unusableProfiles"] == [])
  }

  @Test func `an agent with another model of the account goes on`() throws {
    let world = try world()
    #expect(row(try world.document("overview"), "ops")?["auth"]?["status"] == "present")
    #expect(
      row(try world.document("models status --all-agents"), "ops")?["unusableProfiles"] == [])
  }

  @Test func `one profile that is free for the model is enough, and whole windows count, too`()
    throws
  {
    let world = try world()
    try world.done(
      "models auth paste-api-key --provider anthropic --profile-id anthropic:b --from-file ~/key")
    #expect(row(try world.document("overview"), "main")?["auth"]?["status"] == "present")
    try world.done("report failure --profile anthropic:b --status 402")
    let overview = try world.document("overview")
    #expect(row(overview, "main")?["auth"]?["unusable"] == ["anthropic"])
    let message = overview["attention"]?[0]?["message"]?.string ?? ""
    #expect(message.contains("anthropic:b disabled"), "\(message)")
    #expect(message.contains("anthropic:work cooldown 1h for claude-sonnet-4-6"), "\(message)")
  }

  @Test func `of two windows the pages named the one that ends first`() throws {
    let world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    try world.done("agents add other")
    try world.done("models set openai/o1 --agent other")
    let failure = "report failure --agent main --profile"
    try world.done("\(failure) openai:work --status 429 --retry-after 600 --model openai/gpt-5.2")
    try world.done("\(failure) openai:work --status 401")
    try world.done("\(failure) openai:home --status 429 --retry-after 900 --model openai/gpt-5.2")
    let page = try world.done("models status --agent main")
    #expect(
      page.contains("- openai:work (openai) cooldown:rate_limit (10m) for gpt-5.2"), "\(page)")
    #expect(
      page.contains("- openai:home (openai) cooldown:rate_limit (15m) for gpt-5.2"), "\(page)")
    let phrases = [
      "openai:work cooldown 10m for gpt-5.2", "openai:home cooldown 15m for gpt-5.2",
    ]
    let told = try world.document("overview")["attention"]?[0]?["message"]?.string ?? ""
    #expect(phrases.allSatisfy(told.contains), "\(told)")
    let fleet = row(try world.document("models status --all-agents"), "main")
    func end(_ id: String) -> Int64? {
      fleet?["unusableProfiles"]?.array?.filter { $0["profileId"]?.string == id }
        .compactMap { $0["until"]?.int64 }.max()
    }
    #expect(end("openai:work") == world.clock.milliseconds + 600_000)
    #expect(end("openai:home") == world.clock.milliseconds + 900_000)
    // For another model the window for all counts alone.
    #expect(try world.done("models status --agent other").contains("cooldown:auth (1m)"))
  }

  @Test(arguments: ["models fallbacks add openai/gpt-5.2", "models set-image openai/gpt-5.2"])
  func `a fallback or an image model whose keys all rest was called present`(line: String) throws {
    let world = try ReportWorld()
    try world.done("models set \(Self.model)")
    try world.done(line)
    try world.done("models auth logout openai:home --yes")
    func auth() throws -> JSON? { row(try world.document("overview"), "main")?["auth"] }
    #expect(try auth()?["status"] == "present")
    try world.done(
      "report failure --agent main --profile openai:work --model openai/gpt-5.2 --status 429 "
        + "--retry-after 3600")
    let phrase = "openai:work cooldown 1h for gpt-5.2"
    #expect(try auth()?["unusable"] == ["openai"])
    #expect(try world.document("overview")["attention"]?[0]?["message"] == .string(phrase))
    #expect(try world.done("models status --all-agents").contains(phrase))
    #expect(
      try world.done("models status").contains(
        "- openai:work (openai) cooldown:rate_limit (1h) for gpt-5.2 — "))
    // Another model of the account stands beside it, so that the provider serves.
    try world.done(
      line.replacing("set-image", with: "image-fallbacks add").replacing("5.2", with: "5"))
    #expect(try auth()?["status"] == (line.contains("image") ? "unusable" : "present"))
  }

  @Test func `the account itself is not called resting`() throws {
    let world = try world()
    let one = try world.document("models status --agent main")
    let row = one["auth"]?["providers"]?.array?.first { $0["provider"] == "anthropic" }
    #expect(row?["profiles"]?["labels"]?[0]?.string?.contains("[cooldown") == false, "\(one)")
    #expect(world.run("models status --agent main --check").exitCode == 0)
    #expect(world.run("models status --all-agents --check").exitCode == 0)
  }
}
