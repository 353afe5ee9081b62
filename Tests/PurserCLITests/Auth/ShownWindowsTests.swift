import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Pages about profiles and runs agree on which windows count.
@Suite struct ShownWindowsTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func status(_ profile: String) throws -> String? {
    try world.document("models auth list")["profiles"]?.array?
      .first { $0["id"] == .string(profile) }?["status"]?.string
  }

  @Test func `a profile of a provider that never rests is shown resting nowhere (E5)`() throws {
    try world.done("report failure --profile anthropic:work --status 402")
    #expect(try status("anthropic:work")?.hasPrefix("disabled") == true)
    try world.done("settings set auth.cooldowns.bypassed-providers openrouter,anthropic")
    #expect(try status("anthropic:work") == "ok")
    let overview = try world.document("models status")["auth"]
    #expect(overview?["unusableProfiles"] == [])
    #expect(try world.document("models auth cooldowns list")["cooldowns"] == [])
    #expect(
      world.run("models auth cooldowns explain --profile anthropic:work").output
        .contains("disabled") == false)
    try world.done("sessions set s --agent main --model anthropic/x --profile anthropic:work")
    #expect(world.run("sessions list").output.contains("resting") == false)
  }

  @Test func `a profile that rests for one model is free for the account (E16)`() throws {
    try world.done("report failure --profile openai:work --status 429 --model openai/o1")
    #expect(try status("openai:work") == "cooldown 1m for o1")
    #expect(try world.document("models status")["auth"]?["unusableProfiles"] == [])
    #expect(
      try world.document("models auth cooldowns list")["cooldowns"]?[0]?["model"] == "o1")
    try world.done("report failure --profile openai:work --status 429 --model openai/o2")
    #expect(try status("openai:work")?.hasPrefix("cooldown") == true)
  }

  @Test func `the list called a profile ok that rests for one model`() throws {
    try world.done(
      "report failure --profile openai:work --model openai/gpt-5.2 --status 429 --retry-after 3600")
    #expect(try status("openai:work") == "cooldown 1h for gpt-5.2")
    #expect(try world.done("models auth list").contains("cooldown 1h for gpt-5.2"))
    #expect(try world.done("models auth list --all-agents").contains("cooldown 1h for gpt-5.2"))
    let row = try world.document("models auth list")["profiles"]?.array?
      .first { $0["id"] == "openai:work" }
    let until = world.clock.milliseconds + 3_600_000
    #expect(
      row?["windows"] == [
        [
          "kind": "block", "reason": "rate_limit", "step": 1,
          "sinceAt": .number(JSONNumber(world.clock.milliseconds)),
          "until": .number(JSONNumber(until)), "remainingMs": 3_600_000, "model": "gpt-5.2",
          "agentId": "main",
        ]
      ], "\(row ?? .null)")
    #expect(try status("openai:home") == "ok")
  }

  @Test func `a missing model does not take over why a whole profile rests (X218)`() throws {
    try world.done("report failure --profile openai:work --status 429")
    try world.done("report failure --profile openai:work --status 404 --model openai/o1")
    let window = try world.document("models auth cooldowns list")["cooldowns"]?[0]
    #expect(window?["reason"] == "rate_limit")
    #expect(window?["model"] == .null)
  }

  @Test(arguments: [
    (
      "--status 401",
      "Re-authenticate with `purser models auth login --provider anthropic --profile-id "
        + "'anthropic:work'`."
    ),
    ("--status 402", "Top up credits (provider billing) or switch provider."),
    ("--status 429", "Wait for cooldown or switch provider."),
  ])
  func `what helps a profile that rests is told (7.3)`(evidence: String, hint: String) throws {
    try world.done("report failure --profile anthropic:work \(evidence)")
    let resting = try world.document("models status")["auth"]?["unusableProfiles"]?[0]
    #expect(resting?["recoveryHint"] == .string(hint))
  }

  @Test func `what helps a profile of an agent's own was told for a shared one`() throws {
    try world.key("key-of-main-0123456789")
    try world.done(
      "models auth paste-api-key --provider groq --profile-id groq:own --agent main --from-file ~/key"
    )
    try world.done("models set groq/x --agent main")
    try world.done("report failure --agent main --profile groq:own --model groq/x --status 401")
    try world.done("agents set-default ops")
    let status = try world.document("models status --agent main")
    let resting = status["auth"]?["unusableProfiles"]?[0]
    #expect(
      resting?["recoveryHint"]?.string
        == "Re-authenticate with `purser models auth login --provider groq "
        + "--profile-id 'groq:own' --agent main`.")
    #expect(
      world.run("sessions set s --agent main --model groq/x --profile openai:work").errors
        .contains("Hint: purser models auth list --provider groq --agent main\n"))
  }

  @Test(arguments: [
    ("cerebras/m", "Run `purser models auth login --provider cerebras` or set CEREBRAS_API_KEY."),
    ("openai-codex/m", "Run `purser models auth login --provider openai-codex`."),
  ])
  func `what helps without a credential is told (6.4)`(model: String, hint: String) throws {
    try world.done("models set \(model)")
    #expect(world.run("models status").output.contains(hint + "\n"))
  }

  @Test func `a login without an expiry stands the same on both pages (6.6)`() throws {
    try world.folder.write(
      """
      {"version": 1, "profiles": {"chutes:a": {"type": "oauth", "provider": "chutes",
        "access": "acc-0123456789abcdef", "refresh": "ref-0123456789abcdef"}}}
      """, to: "state/agents/main/agent/auth-profiles.json")
    try world.folder.write("{}", to: "state/openclaw.json")
    try world.done("import ~/state")
    #expect(try status("chutes:a") == "missing")
    let health = try world.document("models status")["auth"]?["oauth"]?["profiles"]?.array
    #expect(health?.first { $0["profileId"] == "chutes:a" }?["status"] == "missing")
  }

  @Test func `a profile that is switched off was said to be so for one model and its time`() throws
  {
    try world.done("models set openai/gpt-5.2")
    try world.done("report failure --profile openai:work --status 402")
    try world.done(
      "report failure --profile openai:work --model openai/gpt-5.2 --status 429 --retry-after 7200")
    let rows = try world.document("models status")["auth"]?["unusableProfiles"]?.array ?? []
    #expect(rows.compactMap { $0["kind"]?.string } == ["disabled", "cooldown"], "\(rows)")
    #expect(rows.compactMap { $0["reason"]?.string } == ["billing", "rate_limit"])
    #expect(rows.map { $0["model"] ?? .null } == [.null, "gpt-5.2"])
    let page = try world.done("models status")
    #expect(page.contains("openai:work (openai) disabled:billing (10m) — Top up"), "\(page)")
    #expect(page.contains("openai:work (openai) cooldown:rate_limit (2h) for gpt-5.2"))
    let fleet = try world.done("models status --all-agents")
    #expect(fleet.contains("openai:work disabled 10m"), "\(fleet)")
    #expect(fleet.contains("openai:work cooldown 2h for gpt"))
  }

  @Test func `a kept failure changed who reported a window, live and not for the past`() throws {
    let report = "report failure --profile openai:work --model openai/gpt-5.2 --status 429"
    try world.done(report + " --agent main")
    try world.done(report + " --agent ops")
    let event = try #require(
      try world.document("audit log --limit 1")["events"]?[0]?["id"]?.int64)
    let live = try world.document("models auth cooldowns list")["cooldowns"]?[0]?["agentId"]
    let past = try world.document("models auth cooldowns list --at \(event)")["cooldowns"]?[0]?[
      "agentId"]
    #expect(live == "main" && past == "main")
  }
}
