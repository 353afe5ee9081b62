import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct ProbeHistoryCommandTests {
  let folder: TemporaryFolder
  /// The harness's present.
  let present: Int64 = 1_770_000_000_000
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    for line in [
      "init", "agents add main", "agents add ops", "models set openai/gpt-5 --agent main",
      "providers add lab --base-url http://127.0.0.1:9/v1 --api openai-completions --no-key --model x/y",
      "models set lab/x/y --agent ops",
    ] {
      let result = harness.run("purser \(line) --quiet")
      #expect(result.exitCode == 0, "\(line): \(result.errors)")
    }
  }

  private func json(_ line: String, exit: Int32 = 0) throws -> JSON {
    let result = harness.run("purser \(line) --json")
    #expect(result.exitCode == exit, "\(result.errors)")
    return try JSON.parse(result.output)
  }

  @Test func `before the first check every list says so`() throws {
    #expect(
      harness.run("purser probes").output == "No results. Check something with: purser probes run\n"
    )
    #expect(harness.run("purser probes stats").output.hasPrefix("No results."))
    let show = harness.run("purser probes show")
    #expect(show.exitCode == 1 && show.errors.contains("Nothing was checked yet."))
    #expect(try json("probes stats")["targets"] == [])
    #expect(harness.run("purser probes stats --check").exitCode == 0)
  }

  @Test func `results are listed newest first, with what was said`() throws {
    try harness.record([
      .sample(60), .sample(30, .auth, error: "HTTP 401: \u{1B}[31mno"),
      .sample(10, .unknown, latency: nil, profile: nil),
    ])
    let lines = harness.run("purser probes list").output.split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(lines[0].hasSuffix("openai/gpt-5  env  unknown"))
    #expect(lines[1].hasSuffix("openai/gpt-5  openai:work  auth  80ms"))
    #expect(lines[2] == "    HTTP 401: [31mno")
    #expect(lines[3].hasSuffix("openai:work  ok  80ms  HTTP 200"))
    #expect(try json("probes list --status auth")["results"]?.array?.count == 1)
    #expect(try json("probes list --limit 1")["results"]?[0]?["source"] == "env")
    #expect(try json("probes list --since '35s ago'")["results"]?.array?.count == 2)
  }

  @Test(arguments: [
    ("--model openai/gpt-5", 1), ("--model gpt-5 --provider openai", 1), ("--model lab/x/y", 1),
    ("--provider lab --model x/y", 1), ("--model other", 0),
    ("--profile openai:work", 1), ("--agent ops", 2), ("--agent main", 1),
  ])
  func `filters of targets`(options: String, count: Int) throws {
    try harness.record([
      .sample(9),
      .sample(
        8, provider: "lab", model: "x/y", profile: nil, scope: .agent(try Agent.ID("ops"))),
    ])
    #expect(try json("probes stats \(options)")["targets"]?.array?.count == count)
    #expect(try json("probes list \(options)")["results"]?.array?.count == count)
  }

  @Test func `a run is shown whole, with who made it`() throws {
    let run = try harness.record(
      [.sample(3), .sample(2, .timeout, latency: 8000)], interrupted: true)
    let text = harness.run("purser probes show").output
    #expect(text.hasPrefix("Run \(run)  "))
    #expect(text.contains("2 of 2 requests, 1 ok, interrupted\nBy lee: probes run\n"))
    #expect(text.contains("timeout       8s"))
    let document = try json("probes show \(run)")
    #expect(document["run"]?["interrupted"] == true && document["run"]?["actor"] == "lee")
    #expect(document["results"]?[1]?["latencyMs"] == 8000)
    #expect(harness.run("purser probes show 999").exitCode == 1)
  }

  @Test func `stats say since when, how often and how quickly`() throws {
    try harness.record([.sample(7200, latency: 10)])
    try harness.record([.sample(3600, .auth)])
    try harness.record([.sample(600, .rateLimit)])
    try harness.record([.sample(60, latency: 30), .sample(50, latency: 20)])
    let target = try json("probes stats")["targets"]?[0]
    #expect(target?["works"] == true && target?["changes"] == 2 && target?["requests"] == 5)
    #expect(target?["sinceAt"]?.int64 == present - 60_000)
    #expect(target?["lastGoodAt"]?.int64 == present - 50_000)
    #expect(target?["p50Ms"] == 20 && target?["p95Ms"] == 30)
    #expect(target?["uptime"]?.double == 0.6)
    #expect(target?["recent"] == ["ok", "auth", "rate_limit", "ok", "ok"])
    let row = harness.run("purser probes stats").output.split(separator: "\n")[1]
    #expect(row.contains("  ok      1m ago     60%  20ms  30ms       5        2  just now"))
    // In the last ten minutes nothing broke; that it works since a minute is older knowledge.
    let late = try json("probes stats --since '5m ago'")["targets"]?[0]
    #expect(late?["requests"] == 2 && late?["changes"] == 0 && late?["uptime"] == 1)
    #expect(late?["sinceAt"]?.int64 == present - 60_000)
    let early = try json("probes stats --until '30m ago'")["targets"]?[0]
    #expect(early?["works"] == false && early?["sinceAt"]?.int64 == present - 3_600_000)
    #expect(try json("probes stats --since '5s ago'")["targets"] == [])
  }

  @Test func `marks of recent results are for terminals`() throws {
    var harness = harness
    try harness.record([
      .sample(5, latency: 10), .sample(4, latency: 100), .sample(3, .auth),
      .sample(2, .unknown, latency: nil),
    ])
    #expect(!harness.run("purser probes stats").output.contains("Recent"))
    harness.terminalWidth = 200
    harness.environment = harness.environment.setting("NO_COLOR", "1")
    #expect(harness.run("purser probes stats").output.contains("▁█x."))
  }

  @Test func `comma separated values are whole and harmless`() throws {
    try harness.record([.sample(5, model: "=cmd()"), .sample(4, model: "a,\"b\"")])
    let lines = harness.run("purser probes stats --csv").output.split(
      separator: "\r\n", omittingEmptySubsequences: false
    ).map(String.init)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(lines[0].hasPrefix("provider,model,scope,source,profile,status,"))
    #expect(lines[1].hasPrefix("openai,'=cmd(),*,profile,openai:work,ok,,yes,"))
    #expect(lines[2].hasPrefix("openai,\"a,\"\"b\"\"\",*,"))
    #expect(Set(lines.dropLast().map { $0.filter { $0 == "," }.count }) == [20, 21])
    let both = harness.run("purser probes stats --csv --json")
    #expect(both.exitCode == 64 && both.errors.contains("Give either --csv or --json."))
  }

  @Test func `check is about what agents use`() throws {
    var harness = harness
    harness.input = "sample-key-of-work-0123456789"
    let pasted = harness.run(
      "purser models auth paste-api-key --provider openai --profile-id openai:work --stdin")
    #expect(pasted.exitCode == 0, "\(pasted.errors)")
    // Neither a model that no route names nor a profile that is gone counts.
    try harness.record([
      .sample(5), .sample(4, .auth, model: "gpt-9"), .sample(3, .auth, profile: "openai:gone"),
    ])
    let good = harness.run("purser probes stats --check")
    #expect(good.exitCode == 0)
    #expect(good.output.contains("Nothing in use is failing"))
    try harness.record([.sample(2, .billing)])
    let bad = harness.run("purser probes stats --check")
    #expect(bad.exitCode == 1)
    #expect(bad.output.hasSuffix("In use and failing:\n- openai/gpt-5 openai:work\n"))
    #expect(try json("probes stats --check", exit: 1)["failingInUse"] == 1)
    #expect(harness.run("purser probes stats --check --agent ops").exitCode == 0)
  }

  @Test func `pruning shows first, then removes and counts`() throws {
    try harness.record([.sample(86_400 * 40), .sample(86_400 * 40, .auth, model: "gpt-4")])
    try harness.record([.sample(60)])
    let preview = harness.run("purser probes prune --older-than 30d --dry-run").output
    #expect(preview.contains("Would remove 1 run with 2 results from before"))
    #expect(preview.hasPrefix("Dry run: 3 rows would be removed from "))
    #expect(try json("probes list")["results"]?.array?.count == 3)
    let done = try json("probes prune --older-than 30")
    #expect(done["runs"] == 1 && done["results"] == 2 && done["event"]?.int64 != nil)
    #expect(try json("probes list")["results"]?.array?.count == 1)
    #expect(harness.run("purser audit verify").exitCode == 0)
    let again = try json("probes prune --older-than 30")
    #expect(again["runs"] == 0 && again["event"] == .null)
    #expect(
      harness.run("purser audit log --limit 1").output.contains(
        "probes prune --older-than 30  (3 rows pruned)"))
    let event = try #require(done["event"]?.int64)
    let shown = harness.run("purser audit show \(event)").output
    #expect(shown.contains("Pruned        : 2 rows of probe_result, up to event "), "\(shown)")
    let told = try json("audit show \(event)")["event"]
    #expect(told?["prunedCount"] == 3 && told?["pruned"]?[1]?["table"] == "probe_run")
  }

  @Test func `a run that is held back by a later one is said to be there`() throws {
    try harness.record([.sample(60)])
    try harness.record([.sample(86_400 * 40)])
    let output = harness.run("purser probes prune --older-than 30d").output
    #expect(output.contains("1 run from before ") && !output.contains("Nothing is older"))
  }

  @Test func `what was checked a moment ago was not a minute ago`() throws {
    try harness.record([.sample(2)])
    #expect(harness.run("purser probes stats").output.contains("just now"))
  }

  @Test func `a model without a provider is no provider`() {
    #expect(harness.run("purser probes list --model FAST-1").errors == "")
    #expect(harness.run("purser probes list --provider lab --model meta/fast").errors == "")
  }

  @Test(arguments: [
    ("probes prune", 64, "--older-than"), ("probes prune --older-than soon", 64, "365d"),
    ("probes list --status broken", 64, "rate_limit"), ("probes show x", 64, "run"),
    ("probes stats --since never", 64, "2h ago"), ("probes list --agent nobody", 1, "nobody"),
  ])
  func `wrong input is explained`(line: String, code: Int32, text: String) {
    let result = harness.run("purser \(line)")
    #expect(result.exitCode == code && result.errors.contains(text), "\(result.errors)")
  }
}
