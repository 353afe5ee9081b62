import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SQLiteKit
import Testing

/// The history tells of windows as the store has them, so that a past moment reads as it was.
@Suite struct ToldWindowsTests {
  let world: ProfileWorld

  init() throws {
    world = try ProfileWorld()
    try world.save("openai:a")
  }

  /// The windows of a store at the present instant, without what is in no history: the step and who reported last.
  private func windows(_ store: Store) throws -> [ProfileWindow.Kind: ProfileWindow] {
    let state = try store.read { try $0.profileStates.find("openai:a", at: .defaults) }
    var windows: [ProfileWindow.Kind: ProfileWindow] = [:]
    for kind in ProfileWindow.Kind.allCases {
      windows[kind] = state[kind]?.active(at: world.now).map {
        ProfileWindow(since: $0.since, until: $0.until, reason: $0.reason, model: $0.model)
      }
    }
    return windows
  }

  private func told() throws -> [ProfileWindow.Kind: ProfileWindow] {
    let newest = try world.store.read { try $0.trail.newestEvent(at: world.now) }
    return try windows(world.store.state(after: newest))
  }

  private func expectTold(_ what: String) throws {
    #expect(try told() == windows(world.store), "\(what)")
  }

  private func fail(_ status: Int, _ model: String? = nil, retryAfter: Int64? = nil) throws {
    try world.report("openai:a", status: status, model: model.map { "openai/\($0)" }) {
      $0.retryAfter = retryAfter.map { .after(.of($0, .seconds)) }
    }
  }

  @Test func `a window that got another reason or more models was told as it began`() throws {
    try fail(429, "x")
    world.clock.step(milliseconds: 1000)
    try fail(429, "y")
    try expectTold("models")
    #expect(try told()[.cooldown]?.model == nil)
    world.clock.step(milliseconds: 1000)
    try fail(401)
    try expectTold("reason")
    #expect(try told()[.cooldown]?.reason == .auth)
    #expect(try told()[.cooldown]?.since == world.now + TimeSpan(milliseconds: -2000))
    try fail(402)
    try world.report("openai:a", status: 403) { $0.failure?.message = "api key revoked" }
    try expectTold("disabled")
    #expect(try told()[.disabled]?.reason == .authPermanent)
  }

  @Test func `a cooldown that a block took the place of was told as open`() throws {
    try fail(429, "x")
    try fail(429, "x", retryAfter: 600)
    #expect(try told().keys.sorted { $0.rawValue < $1.rawValue } == [.block])
    // One beside it ends with the next reset that is reported, though that moves nothing.
    try fail(429, retryAfter: 600)
    try fail(401)
    try expectTold("both")
    #expect(try told().count == 2)
    try fail(429, retryAfter: 300)
    try expectTold("swallowed")
    #expect(try told().count == 1)
  }

  @Test func `a block with a later end was told as begun with that`() throws {
    let start = world.now
    try fail(429, "x", retryAfter: 10)
    world.clock.step(milliseconds: 5000)
    try fail(429, "x", retryAfter: 60)
    world.clock.step(milliseconds: 20_000)
    try world.save("openai:b")
    try expectTold("extended")
    #expect(try told()[.block]?.since == start)
  }

  @Test func `a report that leaves a window as it is adds no second event of it`() throws {
    for _ in 0..<3 { try fail(429, "x") }
    for _ in 0..<3 { try fail(402) }
    #expect(
      try world.events().filter { !$0.hasPrefix("failed") } == [
        "cooldown_started openai:a", "disabled openai:a",
      ])
  }

  @Test func `a window that is told again keeps its beginning for who asks`() throws {
    try fail(429, "x")
    let opened = try world.store.read { try $0.trail.newestEvent(at: world.now) }
    world.clock.step(milliseconds: 1000)
    try fail(401, "x")
    let window = try world.store.read {
      try ExplainWindows(now: world.now).run(profile: "openai:a", provider: nil, at: nil, in: $0)
    }.first?.windows.first
    #expect(window?.opening?.event == opened)
    #expect(window?.failure?.httpStatus == 401)
  }

  @Test(arguments: UInt64(1)...40)
  func `whatever is reported, the newest past is the present`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var steps: [String] = []
    for _ in 0..<25 {
      world.clock.step(
        milliseconds: [0, 100, 5000, 31_000, 700_000].randomElement(using: &random)!)
      let spans: [Int64?] = [nil, nil, nil, 200, 6000]
      let ago = spans.randomElement(using: &random)!.map { world.now + TimeSpan(milliseconds: -$0) }
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        steps.append("clear")
        _ = try world.write {
          try ClearWindows().run(profile: "openai:a", provider: nil, at: .defaults, in: $0)
        }
      case 1, 2:
        steps.append("success at \(ago.map { "\($0)" } ?? "now")")
        try world.report("openai:a") { $0.at = ago }
      default:
        let status = [429, 429, 401, 402, 403, 404, 408, 503].randomElement(using: &random)!
        let models: [String?] = [nil, "openai/x", "openai/y"]
        let model = models.randomElement(using: &random)!
        let waits: [Int64?] = [nil, nil, 20, 90, 3600]
        let wait = waits.randomElement(using: &random)!
        steps.append("\(status) \(model ?? "-") \(wait ?? 0) at \(ago.map { "\($0)" } ?? "now")")
        try world.report("openai:a", status: status, model: model) {
          $0.retryAfter = wait.map { .after(.of($0, .seconds)) }
          $0.at = ago
        }
      }
      try expectTold(steps.joined(separator: "; "))
    }
  }
}
