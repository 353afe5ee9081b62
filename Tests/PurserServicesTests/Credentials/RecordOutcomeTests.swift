import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

@Suite struct RecordOutcomeTests {
  let world: ProfileWorld

  init() throws {
    world = try ProfileWorld()
    try world.save("openai:work")
  }

  @Test func `a failure leaves an event, opens a window and leaves one of that`() throws {
    let answer = try world.report("openai:work", status: 429, model: "openai/gpt-5.2")
    #expect(answer.outcome == .opened(.cooldown) && answer.verdict?.reason == .rateLimit)
    #expect(answer.window?.model == "gpt-5.2" && answer.window?.agent == "main")
    #expect(answer.window?.until == world.now + .of(30, .seconds))
    #expect(try world.state(of: "openai:work") == answer.state)
    #expect(try world.events() == ["failed openai:work", "cooldown_started openai:work"])
  }

  @Test func `a success ends every window and takes the mark from the profile before`() throws {
    try world.save("openai:home")
    try world.report("openai:home")
    try world.report("openai:work", status: 402)
    let answer = try world.report("openai:work")
    #expect(answer.outcome == nil && answer.state.disabled == nil && answer.state.errorCount == 0)
    #expect(try world.state(of: "openai:work").isLastGood)
    #expect(try !world.state(of: "openai:home").isLastGood)
  }

  @Test func `of an id at two scopes the agent's own is meant, and the shared one for others`()
    throws
  {
    try world.save("openai:work", at: "ops", key: "another-key-0123456789")
    #expect(try world.report("openai:work", by: "ops", status: 429).profile.scope != .defaults)
    #expect(try world.state(of: "openai:work").cooldown == nil)
    try world.report("openai:work", by: "main", status: 401)
    #expect(try world.state(of: "openai:work").cooldown?.reason == .auth)
    #expect(try world.state(of: "openai:work", at: "ops").cooldown?.reason == .rateLimit)
  }

  @Test func `a shared profile rests for every agent and says whose report it was`() throws {
    try world.report("openai:work", by: "ops", status: 429)
    let answer = try world.report("openai:work", by: "main", status: 429)
    #expect(answer.outcome == .kept(.cooldown) && answer.state.errorCount == 2)
    #expect(answer.window?.agent == "ops" && answer.window?.failureNumber == 1)
  }

  @Test func `a profile the agent cannot use is refused and nothing is written`() throws {
    try world.save("openai:own", at: "ops")
    let refusal = world.refusal { try world.report("openai:own", by: "main", status: 429) }
    #expect(refusal.hasPrefix("not_found: Auth profile 'openai:own' not found for agent"))
    #expect(try world.events() == [])
  }

  @Test func `a window written while the clock was ahead never ended`() throws {
    try world.report("openai:work", status: 429)
    world.clock.step(milliseconds: -3_600_000)
    let state = try world.state(of: "openai:work")
    #expect(state.closure(now: world.now) == nil)
    // The next failure is one of now, and begins the next window.
    let answer = try world.report("openai:work", status: 429)
    #expect(answer.outcome == .opened(.cooldown) && answer.window?.failureNumber == 2)
    #expect(answer.window?.until == world.now + .of(60, .seconds))
  }

  /// What was done at 20 s, and when a call that failed began and ended, in seconds.
  @Test(
    arguments: [
      ("rotate", 10, 15, "-"), ("rotate", 19, 21, "-"), ("rotate", 20, 21, "disabled"),
      ("clear", 10, 15, "-"), ("clear", 19, 21, "disabled"), ("logout", 10, 15, "-"),
      ("nothing", 10, 15, "disabled"), ("refresh", 10, 15, "disabled"),
    ] as [(String, Int64, Int64, String)])
  func `a late report closed the key that had been put in place since, or what was cleared`(
    what: String, began: Int64, ended: Int64, expected: String
  ) throws {
    let start = world.now
    world.clock.step(milliseconds: 5000)
    try world.report("openai:work", status: 429)
    world.clock.step(milliseconds: 15_000)
    switch what {
    case "rotate": try world.save("openai:work", key: "another-0123456789")
    case "clear":
      try world.write {
        _ = try ClearWindows().run(profile: nil, provider: nil, at: .defaults, in: $0)
      }
    case "logout":
      try world.write { _ = try RemoveProfile().run("openai:work", at: [.defaults], in: $0) }
      try world.save("openai:work", key: "another-0123456789")
    case "refresh":
      try world.write {
        try $0.profileEvents.insert(
          ProfileEvent(
            .refreshed, of: "openai:work", provider: "openai", at: .defaults, on: $0.now))
      }
    default: break
    }
    world.clock.step(milliseconds: 5000)
    let answer = try world.report("openai:work", status: 403) {
      $0.failure = FailureEvidence(status: 403, message: "api key revoked")
      $0.at = start + .of(ended, .seconds)
      $0.latencyMilliseconds = (ended - began) * 1000
    }
    #expect((answer.state.disabled == nil) == (expected == "-"), "\(answer.outcome as Any)")
    #expect((answer.outcome == .ignored(.superseded)) == (expected == "-"))
    #expect(try world.events().filter { $0 == "failed openai:work" }.count == 2)
  }

  @Test func `a reset that the provider reports counts, up to a month`() throws {
    let far = try world.report("openai:work", status: 429) {
      $0.retryAfter = .after(.of(10_000_000_000, .seconds))
    }
    #expect(far.outcome == .opened(.block))
    #expect(far.window?.until == world.now + ProfileWindow.longestPlausible)
    try world.save("openai:home")
    let none = try world.report("openai:home", status: 429) {
      $0.retryAfter = .after(.of(0, .seconds))
    }
    #expect(none.outcome == .opened(.cooldown))
  }

  @Test func `a failure that is not the profile's own leaves its state alone`() throws {
    let answer = try world.report("openai:work", status: 500)
    #expect(answer.outcome == .ignored(.notRecorded) && answer.state == .unused)
    #expect(try world.events() == ["failed openai:work"])
    try world.save("openrouter:work")
    #expect(try world.report("openrouter:work", status: 402).outcome == .ignored(.bypassedProvider))
  }

  @Test func `clearing ends windows, keeps what was used, and is said once`() throws {
    try world.report("openai:work", status: 429)
    let clear = { (id: String?, provider: String?) in
      try world.write {
        try ClearWindows().run(profile: id, provider: provider, at: .defaults, in: $0)
      }.map(\.id)
    }
    #expect(try clear(nil, "anthropic") == [])
    #expect(try clear(nil, "openai") == ["openai:work"])
    let state = try world.state(of: "openai:work")
    #expect(state.cooldown == nil && state.errorCount == 0 && state.lastFailureAt == world.now)
    #expect(try clear("openai:work", nil) == [])
    #expect(world.refusal { _ = try clear("openai:none", nil) }.hasPrefix("not_found"))
    #expect(try world.events().last == "cleared openai:work")
  }

  @Test func `a batch keeps what it can and says what it could not`() throws {
    var names = CheckedNames()
    func line(_ profile: String, _ outcome: String) throws -> ReportedCall {
      try ReportedCall(
        line: Array(#"{"outcome":"\#(outcome)","profile":"\#(profile)","status":429}"#.utf8),
        names: &names)
    }
    let lines = try [
      line("openai:work", "failure"), line("openai:none", "success"),
      line("openai:work", "failure"),
    ].enumerated().map { RecordBatch.Line(number: $0.offset + 1, call: $0.element) }
    let outcome = try world.write { session in
      try RecordBatch(judge: FailureJudge()).run(lines, in: session) { _ in
        Agent.ID.normalising("main").id
      }
    }
    #expect(outcome.faults.map(\.line) == [2] && outcome.faults[0].code == "not_found")
    #expect(outcome.profiles.map(\.failed) == [2] && outcome.profiles[0].windows == 1)
    #expect(try world.state(of: "openai:work").errorCount == 2)
  }
}
