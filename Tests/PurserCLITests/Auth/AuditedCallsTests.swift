import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What the trail tells of calls, and how history and trail lead to each other.
@Suite struct AuditedCallsTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  /// The number of the newest event.
  private func newest() throws -> String {
    let id = try world.document("audit log --limit 1")["events"]?[0]?["id"]
    return id?.text(.compact) ?? "none"
  }

  @Test func `the trail said only of calls that nothing changed`() throws {
    try world.done("report failure --profile openai:work --model openai/gpt-5.2 --status 429")
    let failed = try newest()
    #expect(try world.done("audit log --limit 1").hasSuffix("  (2 records)\n"))
    let page = try world.done("audit show \(failed)")
    let profile = "Profile       : "
    let at = "\(Timestamp(milliseconds: world.clock.milliseconds))"
    #expect(
      page.contains(
        "\(profile)\(at)  failed  openai:work  rate_limit  HTTP 429  model gpt-5.2  agent main\n"),
      "\(page)")
    #expect(
      page.contains("\(profile)\(at)  cooldown_started  openai:work  rate_limit  model gpt-5.2"))
    let document = try world.document("audit show \(failed)")["event"]
    #expect(document?["recordCount"] == 2)
    let told = document?["profileEvents"]?.array?.map { $0["kind"] }
    #expect(told == ["failed", "cooldown_started"])
    #expect(document?["profileEvents"]?[0]?["httpStatus"] == 429)
    let plain = try world.done("audit show \(failed) --plain").split(separator: "\n")
    #expect(
      plain.map { $0.split(separator: "\t").dropFirst(3).joined(separator: " ") } == [
        "failed * openai:work openai rate_limit 429 gpt-5.2 - main status 429",
        "cooldown_started * openai:work openai rate_limit - gpt-5.2 "
          + "\(Timestamp(milliseconds: world.clock.milliseconds + 30_000)) main -",
      ])

    try world.done("models auth cooldowns clear --profile openai:work")
    #expect(try world.done("audit log --limit 1").contains("  (1 record)\n"))
    #expect(try world.done("audit show \(newest())").contains("cleared  openai:work  manual\n"))
    try world.done("report success --profile openai:work")
    #expect(
      try world.done("audit show \(newest())").contains("succeeded  openai:work  agent main\n"))
  }

  @Test func `of a long batch the first calls are shown and the way to all of them`() throws {
    let line = #"{"outcome":"failure","profile":"openai:work","status":429}"# + "\n"
    try world.done("report batch", input: String(repeating: line, count: 60))
    let event = try newest()
    let page = try world.done("audit show \(event)")
    #expect(page.contains("61 rows of profile_event"))
    #expect(page.split(separator: "openai:work").count == 51)
    let command = "models auth history --event \(event) --limit 0"
    #expect(page.contains("and 11 more: purser \(command)\n"), "\(page)")
    #expect(try world.document(command)["events"]?.array?.count == 61)
    let shown = try world.document("audit show \(event)")["event"]
    #expect(shown?["profileEvents"]?.array?.count == 50 && shown?["recordCount"] == 61)
  }

  @Test func `the history named no event that could be asked for`() throws {
    try world.done("report failure --profile openai:work --status 429")
    let event = try newest()
    let page = try world.done("models auth history --limit 2")
    #expect(
      page.split(separator: "\n").filter { $0.contains("openai:work") }.allSatisfy {
        $0.hasSuffix("  #\(event)")
      }, "\(page)")
    let plain = try world.done("models auth history --limit 2 --plain")
    #expect(plain.split(separator: "\n").allSatisfy { $0.hasSuffix("\t\(event)") }, "\(plain)")
    #expect(world.run("audit show \(event)").output.contains("report failure"))
    #expect(world.run("models auth history --help").output.contains("'#'"))
  }
}
