import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct CooldownsExplainTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func explain(_ options: String = "") throws -> [JSON] {
    try world.document("models auth cooldowns explain \(options)")["profiles"]?.array ?? []
  }

  @Test func `a window that an import brought names the import`() throws {
    let world = try ReportWorld()
    try world.folder.write("{ agents: { list: [{ id: 'main' }] } }", to: "state/openclaw.json")
    try world.folder.write(
      """
      {"version": 1, "profiles": {"xai:a": {"type": "api_key", "provider": "xai", "key": "FAKE-KEY-0123456789"}},
        "usageStats": {"xai:a": {"disabledUntil": \(world.clock.milliseconds + 60_000), "disabledReason": "billing"}}}
      """, to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    let page = try world.done("models auth cooldowns explain")
    #expect(page.contains("Reported by: an import, by lee, event "), "\(page)")
  }

  @Test func `a window is told with its cause, its step and what comes next`() throws {
    let start = world.clock.milliseconds
    let report =
      "report failure --agent ops --profile openai:work --model openai/gpt-5.2 --status 429 --code rate_limit_exceeded"
    try world.done(report + " --actor lee")
    world.clock.step(milliseconds: 31_000)
    try world.done(report + " --actor kim")
    let found = try #require(try explain().first)
    #expect(found["profileId"] == "openai:work" && found["usable"] == true)
    #expect(found["errorCount"] == 2 && found["failureCounts"] == ["rate_limit": 2])
    #expect(found["countersRestartAt"]?.int64 == start + 31_000 + 24 * 3_600_000)
    let window = try #require(found["windows"]?[0])
    #expect(window["kind"] == "cooldown" && window["reason"] == "rate_limit")
    #expect(window["step"] == 2 && window["model"] == "gpt-5.2" && window["agentId"] == "ops")
    #expect(window["sinceAt"]?.int64 == start + 31_000 && window["until"]?.int64 == start + 91_000)
    #expect(window["actor"] == "kim" && window["httpStatus"] == 429)
    #expect(window["nextStep"] == 3 && window["nextLengthMs"] == 300_000)
    #expect(
      window["clearedBy"]?.array?.compactMap { $0["way"]?.string }
        == ["time", "success", "replacement", "command"])
    let text = try world.done("models auth cooldowns explain")
    #expect(text.contains("the 2nd in a row of its kind") && text.contains("only gpt-5.2"))
  }

  @Test func `a profile that is closed for every model was told to serve others`() throws {
    let report = "report failure --agent main --profile openai:work --model openai/gpt-5.2"
    try world.done(report + " --status 429")
    let alone = try world.done("models auth cooldowns explain")
    #expect(alone.contains("  Models: only gpt-5.2; the profile serves others\n"), "\(alone)")
    try world.done("report failure --agent main --profile openai:work --status 402")
    let found = try #require(try explain().first)
    let until = Timestamp(milliseconds: try #require(found["until"]?.int64))
    #expect(found["usable"] == false && found["windows"]?[1]?["model"] == "gpt-5.2")
    let page = try world.done("models auth cooldowns explain")
    #expect(
      page.contains("  Models: only gpt-5.2; another window closes every model until \(until)\n"),
      "\(page)")
    #expect(page.contains("  Then: still closed until \(until), by another window\n"), "\(page)")
    #expect(page.split(separator: "\n").count { $0.hasPrefix("  Then: ") } == 1, "\(page)")
  }

  @Test func `the command that a window names ends it`() throws {
    try world.done("report failure --agent main --profile anthropic:work --status 402")
    let window = try #require(try explain()[0]["windows"]?[0])
    #expect(window["kind"] == "disabled" && window["nextLengthMs"] == 1_200_000)
    let command = try #require(window["clearedBy"]?.array?.last?["command"]?.string)
    try world.done(command)
    #expect(try explain() == [])
  }

  @Test func `a profile that is named is told of when it is free, too`() throws {
    #expect(try explain() == [])
    let found = try explain("--profile openai:work")
    #expect(found.count == 1 && found[0]["windows"] == [] && found[0]["usable"] == true)
    #expect(world.run("models auth cooldowns explain --profile openai:nobody").exitCode == 1)
  }

  @Test func `"never used" and "last failure" contradicted the history`() throws {
    let early = world.clock.milliseconds - 7_200_000
    try world.done("report failure --agent main --profile openai:work --status 503")
    let late =
      #"{"outcome":"failure","profile":"openai:work","agent":"main","status":429,"at":\#(early)}"#
    try world.done("report batch", input: late + "\n")
    let page = try world.done("models auth cooldowns explain --profile openai:work")
    #expect(
      page.contains("  Last failure that counted: \(Timestamp(milliseconds: early))\n"), "\(page)")
    let model = try world.done("models explain openai/x --agent ops")
    #expect(model.contains("openai:home (*), api_key, no success counted yet"), "\(model)")
    let events = try world.document("models auth history --profile openai:work --kind failed")
    let instants = events["events"]?.array?.compactMap { $0["at"]?.int64 }
    #expect(instants == [early, early + 7_200_000], "what was recorded last is first")
  }

  @Test func `agents see their own and the shared ones`() throws {
    try world.key("another-key-of-ops-0123456789")
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:own --agent ops --from-file ~/key"
    )
    try world.done("report failure --agent ops --profile openai:own --status 429")
    try world.done("report failure --agent main --profile openai:work --status 429")
    let ids = { (options: String) in try explain(options).compactMap { $0["profileId"]?.string } }
    #expect(try ids("") == ["openai:work", "openai:own"])
    #expect(try ids("--agent ops") == ["openai:work", "openai:own"])
    #expect(try ids("--agent main") == ["openai:work"])
    #expect(try ids("--provider anthropic") == [])
  }

  @Test func `one window was told with the agent, the actor and the words of three reports`() throws
  {
    let report = "report failure --profile openai:work --model openai/gpt-5.2"
    try world.done(report + " --status 429 --agent main --actor alice")
    try world.done(report + " --status 429 --agent ops --actor bob")
    try world.done(report + " --status 401 --agent ops --actor carol")
    try world.done(report + " --status 401 --agent main --actor dan")
    let window = try #require(try explain().first?["windows"]?[0])
    #expect(window["agentId"] == "ops" && window["actor"] == "carol")
    #expect(window["reason"] == "auth" && window["httpStatus"] == 401)
    let (first, third) = (window["event"]?.int64, window["reportEvent"]?.int64)
    #expect(third == first.map { $0 + 2 })
    let page = try world.done("models auth cooldowns explain")
    #expect(page.contains("Opened by: event \(first ?? 0), by agent main"), "\(page)")
    #expect(page.contains("Reported by: agent ops, by carol, event \(third ?? 0)"), "\(page)")
  }
}
