import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// A report reaches the agent, the profile and the model that it means, or nothing.
@Suite struct ReportedNamesTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  @Test(arguments: [
    "report failure --profile openai:work --status 429 --model ''",
    "report failure --profile openai:work --status 429 --model ' '",
    "report success --profile openai:work --model ''",
    "report failure --profile openai:work --status 429 --model \(String(repeating: "m", count: 1025))",
    "report failure --profile openai:work --status 429 --agent ''",
    "report success --profile openai:work --agent ' '",
    "report success --profile openai:work --agent main --agent ops",
    "report batch --agent ''", "report batch --agent main --agent ops",
    "usage record --agent ''", "usage record --agent main --agent ops",
  ])
  func `a blank name or two agents are refused, and nothing is recorded`(line: String) throws {
    let result = world.run(line)
    #expect(result.exitCode == 64, "\(result)")
    #expect(try world.document("models auth cooldowns list")["cooldowns"] == [])
    let history = try world.document("models auth history --kind failed")
    #expect(history["events"] == [], "\(history)")
  }

  @Test func `a name is taken without the blanks around it`() throws {
    try world.done("report failure --profile openai:work --status 429 --model ' openai/o1 '")
    let window = try world.document("models auth cooldowns list")["cooldowns"]?[0]
    #expect(window?["model"] == "o1")
  }

  /// Profile, the model as a runtime has it, and as a run asks for it.
  static let shortForms = [
    ("anthropic:work", "anthropic/opus-4.6", "anthropic/claude-opus-4-6"),
    ("anthropic:work", "opus-4.6", "anthropic/claude-opus-4-6"),
    ("anthropic:work", "opus", "anthropic/claude-opus-5"),
    ("anthropic:work", "mine", "anthropic/claude-sonnet-5"),
    ("gateway:k", "vercel-ai-gateway/claude-opus-4.6", "vercel-ai-gateway/claude-opus-4.6"),
    ("openai:work", "openai/gpt-5.2@openai:work", "openai/gpt-5.2"),
  ]

  @Test(arguments: shortForms)
  func `what is reported on a short form rests for the model it means`(
    profile: String, reported: String, asked: String
  ) throws {
    try world.done("models allow mode any")
    try world.done("models aliases add mine anthropic/claude-sonnet-5")
    try world.done("models set anthropic/claude-opus-5")
    try world.done(
      "models auth paste-api-key --provider vercel-ai-gateway --profile-id gateway:k "
        + "--from-file ~/key")
    try world.done("report failure --profile \(profile) --status 429 --model \(reported)")
    let resting = try world.document("models resolve --model \(asked)")["candidates"]?[0]?[
      "resting"]
    #expect(resting?.array?.compactMap { $0["profileId"]?.string } == [profile])
  }

  @Test func `an alias of one agent does not explain the report of another`() throws {
    try world.done("models aliases add fast openai/o1 --agent ops")
    for agent in ["ops", "main"] {
      try world.done(
        "report failure --profile openai:work --status 429 --model fast --agent \(agent)")
      try world.done("models auth cooldowns clear --all")
    }
    let failed = try world.document("models auth history --kind failed")["events"]?.array ?? []
    #expect(Set(failed.compactMap { $0["model"]?.string }) == ["o1", "fast"], "\(failed)")
  }

  @Test func `a key of the configuration is reported on under its gateway's name (E6)`() throws {
    try world.done("providers add xai --base-url https://x.example/v1 --key-env XAI_KEY")
    for (evidence, outcome) in [
      ("failure --status 401", "ignored: configured_key"),
      ("failure --status 402", "ignored: configured_key"),
      ("failure --status 429", "ignored: not_recorded"), ("success", "succeeded"),
    ] {
      let report = try world.document("report \(evidence) --profile inline-api-key:xai")
      #expect(report["outcome"] == .string(outcome), "\(report)")
    }
    let told = world.run("report failure --status 401 --profile inline-api-key:xai --dry-run")
    #expect(told.output.contains("A key of the configuration never rests"), "\(told)")
    let events = try world.document("models auth history --profile inline-api-key:xai")["events"]
    #expect(
      events?.array?.compactMap { $0["reason"]?.string } == ["rate_limit", "billing", "auth"])
    #expect(world.run("report success --profile inline-api-key:mistral").exitCode == 1)
  }

  @Test(arguments: [1_760_000_000, 1_760_000_000_000])
  func `an instant of a batch may be in seconds`(at: Int) throws {
    try world.done(
      "report batch",
      input: #"{"outcome": "failure", "profile": "openai:work", "status": 401, "at": \#(at)}"#)
    let event = try world.document("models auth history --kind failed")["events"]?[0]
    #expect(event?["at"] == 1_760_000_000_000)
  }
}
