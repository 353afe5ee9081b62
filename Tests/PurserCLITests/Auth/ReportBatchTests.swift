import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct ReportBatchTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func batch(_ lines: [String], _ options: String = "") throws -> JSON {
    try world.document(
      "report batch --agent main \(options)", input: lines.joined(separator: "\n"))
  }

  @Test func `lines do what the same reports would one by one`() throws {
    let apart = try ReportWorld()
    for _ in 0..<2 {
      try apart.done(
        "report failure --agent main --profile openai:work --model openai/gpt-5.2 --status 429 --message 'slow down'"
      )
    }
    try apart.done("report success --agent main --profile openai:home --latency-ms 12")
    try apart.done("report failure --agent main --profile anthropic:work --status 402")
    let document = try batch([
      #"{"outcome":"failure","profile":"openai:work","model":"openai/gpt-5.2","status":429,"message":"slow down"}"#,
      #"{"outcome":"failure","profile":"openai:work","model":"gpt-5.2","status":429,"message":"slow down"}"#,
      #"{"outcome":"success","profile":"openai:home","latencyMs":12,"agent":"MAIN"}"#,
      "", #"{"outcome":"failure","profile":"anthropic:work","status":402}"#,
    ])
    #expect(document["recorded"] == 4 && document["lines"] == 5 && document["windows"] == 2)
    #expect(document["events"]?.array?.count == 1)
    let line = "models auth cooldowns list"
    #expect(try world.document(line) == apart.document(line))
    let kinds = try world.document("models auth history --limit 0")["events"]?.array ?? []
    let other = try apart.document("models auth history --limit 0")["events"]?.array ?? []
    for key in ["kind", "profileId", "model", "detail", "httpStatus", "until", "latencyMs"] {
      #expect(kinds.map { $0[key] } == other.map { $0[key] }, "\(key)")
    }
  }

  @Test func `a batch is one event, and a run has as many as it needs`() throws {
    let line = #"{"outcome":"success","profile":"openai:work"}"#
    let document = try batch(Array(repeating: line, count: 7), "--batch-size 3")
    #expect(document["events"]?.array?.count == 3 && document["recorded"] == 7)
  }

  /// Line, code and a word of the message.
  @Test(arguments: [
    ("nonsense", "invalid", "no JSON object"),
    ("[1]", "invalid", "no JSON object"),
    (#"{"outcome":"success","profile":"openai:work""#, "invalid", "no JSON object"),
    (#"{"profile":"openai:work"}"#, "invalid", "'outcome'"),
    (#"{"outcome":"maybe","profile":"openai:work"}"#, "invalid", "'outcome'"),
    (#"{"outcome":"success"}"#, "invalid", "'profile'"),
    (#"{"outcome":"success","profile":7}"#, "invalid", "'profile'"),
    (#"{"outcome":"success","profile":"  "}"#, "invalid", "'profile'"),
    (#"{"outcome":"success","profile":"sk-PLANTEDPLANTED0123"}"#, "invalid", "'profile'"),
    (#"{"outcome":"success","profile":"a:b","model":"sk-PLANTEDPLANTED"}"#, "invalid", "'model'"),
    (#"{"outcome":"failure","profile":"openai:work","status":99}"#, "invalid", "'status'"),
    (#"{"outcome":"failure","profile":"openai:work","status":"42x"}"#, "invalid", "'status'"),
    (#"{"outcome":"failure","profile":"openai:work","status":""}"#, "invalid", "'status'"),
    (#"{"outcome":"failure","profile":"openai:work","code":true}"#, "invalid", "'code'"),
    (
      #"{"outcome":"failure","profile":"openai:work","retryAfter":"soon"}"#, "invalid",
      "'retryAfter'"
    ),
    (#"{"outcome":"failure","profile":"openai:work","retryAfter":-1}"#, "invalid", "'retryAfter'"),
    (#"{"outcome":"success","profile":"openai:work","at":0}"#, "invalid", "'at'"),
    (#"{"outcome":"success","profile":"openai:work","at":"yesterday"}"#, "invalid", "'at'"),
    (#"{"outcome":"success","profile":"openai:work","at":"20260202"}"#, "invalid", "'at'"),
    (#"{"outcome":"success","profile":"openai:nobody"}"#, "not_found", "openai:nobody"),
    (#"{"outcome":"success","profile":"openai:work","agent":"nobody"}"#, "not_found", "nobody"),
  ])
  func `a bad line is named with its number and the others are kept`(
    line: String, code: String, word: String
  ) throws {
    let good = #"{"outcome":"success","profile":"openai:work"}"#
    let result = world.run(
      "report batch --json", input: [good, line, good].joined(separator: "\n") + "\n")
    #expect(result.exitCode == 1 && !result.output.contains("PLANTED"))
    let document = try JSON.parse(result.output)
    #expect(document["recorded"] == 2 && document["refused"] == 1)
    let fault = document["faults"]?[0]
    #expect(fault?["line"] == 2 && fault?["code"]?.string == code)
    #expect(fault?["message"]?.string?.contains(word) == true, "\(result.output)")
    #expect(try DocumentTable().faults(in: result.output, of: "purser report batch") == [])
  }

  /// Members as one runtime writes them, and as another does.
  @Test(arguments: [
    (#""status":429"#, #""status":"429""#),
    (#""status":429,"retryAfter":60"#, #""status":429,"retryAfter":"60""#),
    (#""status":429,"retryAfter":0.4"#, #""status":429,"retryAfter":"0.4""#),
    (#""status":500,"code":"500""#, #""status":500,"code":500"#),
    (#""status":429,"latencyMs":12"#, #""status":429,"latencyMs":"12""#),
  ])
  func `a line with a number as text was lost`(plain: String, asText: String) throws {
    let other = try ReportWorld()
    for (world, members) in [(world, plain), (other, asText)] {
      let line = #"{"outcome":"failure","profile":"openai:work",\#(members)}"#
      #expect(try world.document("report batch", input: line)["recorded"] == 1, "\(members)")
    }
    for line in ["models auth cooldowns list", "models auth history --limit 0"] {
      #expect(try world.document(line) == other.document(line))
    }
  }

  @Test(arguments: ["1.5", "0.4", "60", "0"])
  func `a report took only whole seconds where a batch takes parts of one`(seconds: String) throws {
    let other = try ReportWorld()
    try other.done("report failure --profile openai:work --status 429 --retry-after \(seconds)")
    _ = try batch([
      #"{"outcome":"failure","profile":"openai:work","status":429,"retryAfter":\#(seconds)}"#
    ])
    let line = "models auth cooldowns list"
    #expect(try world.document(line) == other.document(line))
  }

  @Test func `a block beside a profile that is switched off was in no report and no history`()
    throws
  {
    let line = "report failure --profile openai:work --status 402 --retry-after 86400"
    let report = try world.document(line)
    #expect(report["outcome"] == "disabled opened")
    #expect(report["otherWindows"]?[0]?["kind"] == "block", "\(report)")
    #expect(report["otherWindows"]?[0]?["remainingMs"] == 86_400_000)
    let later = world.run("report failure --profile openai:work --status 402 --retry-after 172800")
    #expect(later.output.contains("Besides: block until "), "\(later)")
    let batch = try batch([
      #"{"outcome":"failure","profile":"openai:home","status":402,"retryAfter":86400}"#
    ])
    #expect(batch["windows"] == 2, "\(batch)")
    for profile in ["work", "home"] {
      let history = try world.document("models auth history --profile openai:\(profile)")
      let kinds = history["events"]?.array?.compactMap { $0["kind"]?.string } ?? []
      #expect(kinds.filter { $0 == "blocked" }.count == (profile == "work" ? 2 : 1), "\(kinds)")
    }
  }

  @Test func `a line that is too long is left out without being kept`() throws {
    let good = #"{"outcome":"success","profile":"openai:work"}"#
    let long = #"{"outcome":"success","profile":""# + String(repeating: "x", count: 200_000) + "\"}"
    let document = try batch([good, long, good])
    #expect(document["recorded"] == 2 && document["faults"]?[0]?["code"] == "too_large")
  }

  @Test func `a dry run records nothing`() throws {
    let document = try batch(
      [#"{"outcome":"failure","profile":"openai:work","status":429}"#], "--dry-run")
    #expect(document["recorded"] == 1 && document["events"] == [])
    #expect(try world.document("models auth cooldowns list")["cooldowns"] == [])
  }

  @Test func `a call reported late moves nothing that is known to be later`() throws {
    let start = world.clock.milliseconds
    world.clock.step(milliseconds: 60_000)
    try world.done("report success --agent main --profile openai:work")
    try world.done("report failure --agent main --profile openai:home --status 429")
    world.clock.step(milliseconds: 10_000)
    _ = try batch([
      #"{"outcome":"failure","profile":"openai:work","status":429,"at":\#(start + 50_000)}"#,
      #"{"outcome":"success","profile":"openai:home","at":\#(start + 50_000)}"#,
    ])
    let resting = try world.document("models auth cooldowns list")["cooldowns"]?.array ?? []
    #expect(resting.map { $0["profileId"] } == ["openai:home"])
    let events = try world.document("models auth history --limit 2")["events"]?.array ?? []
    #expect(events.map { $0["at"]?.int64 } == [start + 50_000, start + 50_000])
  }

  @Test
  func `a call of the past opens the window it had then, and one of the future is one of now`()
    throws
  {
    let now = world.clock.milliseconds
    _ = try batch([
      #"{"outcome":"failure","profile":"openai:work","status":429,"at":\#(now - 20_000)}"#,
      #"{"outcome":"failure","profile":"openai:home","status":429,"at":\#(now + 900_000)}"#,
    ])
    let rows = try world.document("models auth cooldowns list")["cooldowns"]?.array ?? []
    #expect(rows.map { $0["until"]?.int64 } == [now + 10_000, now + 30_000])
  }

  @Test func `lines that arrive in pieces are put together`() {
    var lines = InputLines(limit: 10)
    var found: [InputLines.Line] = []
    for piece in ["\u{FEFF}ab", "c\nd", "\n\n", "0123456789", "0\nlast"] {
      lines.take(Array(piece.utf8)) { found.append($0) }
    }
    lines.end { found.append($0) }
    #expect(
      found == [
        .init(number: 1, bytes: Array("abc".utf8)), .init(number: 2, bytes: Array("d".utf8)),
        .init(number: 4, bytes: nil), .init(number: 5, bytes: Array("last".utf8)),
      ])
  }

  @Test func `what a provider said is kept without credentials, and not when it refused one`()
    throws
  {
    try world.done(
      "report failure --agent main --profile openai:work --status 429 --message 'Rate limit for token=sk-PLANTEDPLANTEDPLANTED reached'"
    )
    try world.done(
      "report failure --agent main --profile openai:home --status 401 --message 'Incorrect API key provided: acme PLANTED'"
    )
    let output = try world.done("models auth history --json")
    #expect(!output.contains("PLANTED") && output.contains("Rate limit for token=***"))
  }
}
