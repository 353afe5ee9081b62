import JSONKit
import PurserTestSupport
import Synchronization
import SystemKit
import Testing

@testable import PurserCLI

/// What a runtime tells as it happens is stored as it happens.
@Suite struct ReportedStreamTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private static let failure = #"{"outcome":"failure","profile":"openai:work","status":401}"#
  private static let success = #"{"outcome":"success","profile":"openai:home"}"#

  /// Hands out what arrives at its time; the clock goes by while it is waited for.
  private final class Source: Sendable {
    private let left: Mutex<[(after: Int64, text: String)]>
    private let clock: SteppedClock
    private let busy: Int64

    /// Each text arrives so many milliseconds after the one before; looking at one takes `busy` milliseconds.
    init(_ arrivals: [(after: Int64, text: String)], _ clock: SteppedClock, busy: Int64 = 0) {
      left = Mutex(arrivals)
      self.clock = clock
      self.busy = busy
    }

    func read(_ milliseconds: Int32) throws(SystemError) -> StandardStreams.Piece {
      let piece = left.withLock { left -> StandardStreams.Piece? in
        guard let next = left.first else { return .end }
        guard next.after <= milliseconds else {
          left[0].after -= Int64(milliseconds)
          clock.step(milliseconds: Int64(milliseconds))
          return .pause
        }
        left.removeFirst()
        clock.step(milliseconds: max(next.after, 0) + busy)
        return next.text == "^C" ? nil : .bytes(Array(next.text.utf8))
      }
      guard let piece else { throw SystemError(.interrupted, "Interrupted.") }
      return piece
    }
  }

  private func batch(
    _ arrivals: [(after: Int64, text: String)], busy: Int64 = 0, _ options: String = ""
  ) throws -> RunResult {
    let source = Source(arrivals, world.clock, busy: busy)
    var world = world
    world.harness.readPiece = { (milliseconds: Int32) throws(SystemError) in
      try source.read(milliseconds)
    }
    return world.run("report batch --json \(options)")
  }

  private func kinds(_ profile: String) throws -> [String] {
    try world.document("models auth history --limit 0 --profile \(profile)")["events"]?.array?
      .compactMap { $0["kind"]?.string } ?? []
  }

  @Test func `nothing was stored while lines kept coming`() throws {
    let lines = Array(repeating: (after: Int64(100), text: Self.success + "\n"), count: 30)
    let document = try JSON.parse(batch(lines).output)
    #expect(document["recorded"] == 30)
    let events = document["events"]?.array?.count ?? 0
    #expect((10...15).contains(events), "\(events)")
  }

  @Test func `a stream that always had more ready was cut into small batches`() throws {
    let lines = Array(repeating: (after: Int64(0), text: Self.success + "\n"), count: 20)
    let document = try JSON.parse(batch(lines, busy: 150).output)
    #expect(document["recorded"] == 20 && document["events"]?.array?.count == 1)
  }

  @Test func `what was read was lost when the run was told to stop`() throws {
    let result = try batch([
      (0, Self.failure + "\n" + Self.failure + "\n" + Self.failure), (50, "^C"),
    ])
    #expect(result.exitCode == 130 && result.errors.contains("up to 2 are recorded"))
    #expect(try kinds("openai:work").filter { $0 == "failed" }.count == 2)
  }

  @Test func `lines got the instant of their batch`() throws {
    let start = world.clock.milliseconds
    _ = try batch([(0, Self.success + "\n"), (120, Self.success + "\n"), (1000, "\n")])
    let events = try world.document("models auth history --limit 2")["events"]?.array ?? []
    #expect(events.map { $0["at"]?.int64 } == [start + 120, start])
  }

  @Test func `a failure that waited in a batch closed what served since`() throws {
    let other = world
    let source = Source([(0, Self.failure + "\n")], world.clock)
    var world = world
    let isFirst = Mutex(true)
    world.harness.readPiece = { (milliseconds: Int32) throws(SystemError) in
      let wasFirst = isFirst.withLock { value in
        defer { value = false }
        return value
      }
      if !wasFirst, other.clock.milliseconds == 1_770_000_000_000 {
        other.clock.step(milliseconds: 100)
        _ = try? other.done("report success --profile openai:work")
      }
      return try source.read(milliseconds)
    }
    #expect(world.run("report batch").exitCode == 0)
    #expect(try other.document("models auth cooldowns list")["cooldowns"] == [])
    #expect(try kinds("openai:work").first == "failed")
  }

  /// A member as a library has it, and what becomes of it.
  @Test(
    arguments: [
      (#""latencyMs":840.53"#, "latencyMs", 841), (#""latencyMs":-3"#, "latencyMs", nil),
      (#""latencyMs":1e300"#, "latencyMs", nil), (#""latencyMs":"soon""#, "latencyMs", nil),
      (#""tokensIn":12.0"#, "tokensIn", 12), (#""tokensIn":-1"#, "tokensIn", nil),
      (#""tokensOut":[1]"#, "tokensOut", nil), (#""tokensOut":"7""#, "tokensOut", 7),
      (#""at":1769999995.123"#, "at", 1_769_999_995_123),
      (#""at":1769999995123.5"#, "at", 1_769_999_995_124),
      (#""at":"1769999995""#, "at", 1_769_999_995_000), (#""status":429.0"#, "httpStatus", 429),
    ] as [(String, String, Int64?)])
  func `a number as runtimes have it threw the whole failure away`(
    member: String, name: String, value: Int64?
  ) throws {
    let status = member.contains("status") ? "" : #""status":429,"#
    let line = #"{"outcome":"failure","profile":"openai:work",\#(status)\#(member)}"#
    let result = world.run("report batch --json", input: line)
    let document = try JSON.parse(result.output)
    #expect(result.exitCode == 0 && document["recorded"] == 1, "\(result)")
    #expect(
      document["remarks"]?.array?.compactMap { $0["member"]?.string }
        == (value == nil ? [name] : []))
    let failed = try world.document("models auth history --kind failed")["events"]?[0]
    #expect(failed?[name]?.int64 == value)
    #expect(try DocumentTable().faults(in: result.output, of: "purser report batch") == [])
  }

  @Test func `a number that is left out is told of to people, too`() throws {
    let line = #"{"outcome":"success","profile":"openai:work","tokensIn":-1}"#
    let output = try world.done("report batch", input: "\n" + line)
    #expect(output.contains("Line 2: its 'tokensIn' is no number that can be kept."), "\(output)")
  }

  @Test func `a call without an answer was refused for its status`() throws {
    for line in [
      "report failure --profile openai:work --model openai/gpt-5.2 --status 0",
      "report failure --profile openai:home --model openai/gpt-5.2 --status 0 --code ECONNRESET",
    ] { #expect(try world.document(line)["reason"] == "timeout", "\(line)") }
    _ = try world.document(
      "report batch",
      input: #"{"outcome":"failure","profile":"anthropic:work","model":"anthropic/c","status":0}"#)
    let failed = try world.document("models auth history --kind failed")["events"]?[0]
    #expect(failed?["reason"] == "timeout" && failed?["httpStatus"] == nil, "\(failed ?? .null)")
  }

  @Test func `a date behind Retry-After was no time to wait`() throws {
    let date = "Mon, 02 Feb 2026 02:50:00 GMT"
    try world.done("report failure --profile openai:work --status 429 --retry-after '\(date)'")
    _ = try world.document(
      "report batch",
      input: #"{"outcome":"failure","profile":"openai:home","status":429,"retryAfter":"\#(date)"}"#)
    let rows = try world.document("models auth cooldowns list")["cooldowns"]?.array ?? []
    #expect(rows.map { $0["remainingMs"] } == [600_000, 600_000], "\(rows)")
  }

  @Test func `more seconds than anybody waits were refused in reports and taken in checks`() throws
  {
    let huge = "99999999999999999999"
    let result = world.run(
      "report failure --profile openai:work --status 429 --retry-after \(huge)")
    #expect(result.exitCode == 0 && result.errors.contains("31 days"), "\(result)")
    let document = try world.document(
      "report batch",
      input: #"{"outcome":"failure","profile":"openai:home","status":429,"retryAfter":\#(huge)}"#)
    #expect(document["recorded"] == 1)
  }

  @Test func `reports refused names that the store had taken in`() throws {
    let model = "m" + String(repeating: "x", count: 299)
    let id = "openai:" + String(repeating: "y", count: 300)
    try world.done(
      "models auth paste-api-key --provider openai --profile-id \(id) --from-file ~/key")
    try world.done("report failure --profile \(id) --model openai/\(model) --status 429")
    let document = try world.document(
      "report batch",
      input: #"{"outcome":"failure","profile":"\#(id)","model":"\#(model)","status":429}"#)
    #expect(document["recorded"] == 1, "\(document)")
    let rows = try world.document("models auth cooldowns list")["cooldowns"]?.array ?? []
    #expect(rows.map { $0["model"]?.string } == [model])
  }
}
