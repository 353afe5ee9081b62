import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What pages say of credentials at a moment of the past: as that moment would have judged them.
@Suite struct PastCredentialTests {
  private let world: ReportWorld

  init() throws {
    world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
  }

  /// The number of the newest event.
  private func newest() throws -> Int64 {
    try #require(
      try world.document("audit log --limit 1")["events"]?[0]?["id"]?.int64)
  }

  private func status(of id: String, _ more: String = "") throws -> String? {
    try world.document("models auth list \(more)")["profiles"]?.array?
      .first { $0["id"]?.string == id }?["status"]?.string
  }

  /// A token for an hour, and the event in which it was stored.
  private func token() throws -> Int64 {
    try world.key("token-0123456789abcdef")
    try world.done(
      "models auth paste-token --provider xai --profile-id xai:t --expires-in 1h --from-file ~/key")
    return try newest()
  }

  @Test func `an expiry of the past was judged by the clock of today`() throws {
    let then = try token()
    world.clock.step(milliseconds: 7_200_000)
    #expect(try status(of: "xai:t") == "expired")
    #expect(try status(of: "xai:t", "--at \(then)") == "expires in 1h")
    #expect(try status(of: "xai:t", "--at '90m ago'") == "expires in 30m")
    #expect(world.run("models status --check").exitCode == 1)
    #expect(world.run("models status --check --at \(then)").exitCode == 2)
    let fleet = world.run("models status --all-agents --check --at \(then)")
    #expect(fleet.exitCode == 2, "\(fleet)")
    let listed = try world.document("models auth list --expiring-within 30m --at \(then)")
    #expect(listed["profiles"] == [])
  }

  @Test func `a moment to come is judged as the present`() throws {
    _ = try token()
    #expect(try status(of: "xai:t", "--at 2036-01-01T00:00:00Z") == "expires in 1h")
  }

  @Test func `a rest of the past is shown as it was, and one of today is not`() throws {
    let before = try newest()
    try world.done("report failure --profile openai:work --status 429 --retry-after 600")
    let then = try newest()
    for line in ["models status", "models auth list", "models auth cooldowns list"] {
      #expect(!(try world.done("\(line) --at \(before)")).contains("cooldown "), "\(line)")
      #expect(try world.done(line).contains("10m"), "\(line)")
    }
    world.clock.step(milliseconds: 3_600_000)
    #expect(try status(of: "openai:work") == "ok")
    #expect(try status(of: "openai:work", "--at \(then)") == "cooldown 10m")
    #expect(try status(of: "openai:work", "--at '55m ago'") == "cooldown 5m")
    let one = try world.document("models status --at \(then)")
    #expect(one["auth"]?["unusableProfiles"]?[0]?["remainingMs"]?.int64 == 600_000, "\(one)")
    let windows = try world.document("models auth cooldowns list --at \(then)")["cooldowns"]
    #expect(windows?[0]?["reason"] == "rate_limit" && windows?[0]?["agentId"] == "main")
    let explained = try world.done("models explain openai/gpt-5.2 --at \(then)")
    #expect(explained.contains("openai:work (*) rests"), "\(explained)")
    #expect(!(try world.done("models explain openai/gpt-5.2")).contains("rests"))
  }

  @Test(arguments: [
    "models auth cooldowns clear --profile openai:work", "report success --profile openai:work",
  ])
  func `what ended a rest ends it for the moments after`(line: String) throws {
    try world.done("report failure --profile openai:work --status 402")
    let resting = try newest()
    world.clock.step(milliseconds: 1000)
    try world.done(line)
    let free = try newest()
    #expect(try status(of: "openai:work", "--at \(resting)")?.hasPrefix("disabled") == true)
    #expect(try status(of: "openai:work", "--at \(free)") == "ok")
  }

  @Test func `a profile that is stored anew has no uses of the old one`() throws {
    try world.done("report success --profile openai:home")
    let used = try newest()
    try world.done("models auth logout openai:home --yes")
    try world.key("key-0123456789abcdef-again")
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:home --from-file ~/key")
    let anew = try newest()
    func isUsed(_ event: Int64) throws -> Bool {
      let list = try world.document("models auth list --unused --at \(event)")["profiles"]
      return list?.array?.contains { $0["id"] == "openai:home" } == false
    }
    #expect(try isUsed(used))
    #expect(try !isUsed(anew))
  }

  @Test func `what is not known of that moment is said`() throws {
    let then = try newest()
    #expect(world.run("models status --at \(then)").errors.contains("sealed values are not opened"))
    #expect(!world.run("models status").errors.contains("sealed values"))
  }
}
