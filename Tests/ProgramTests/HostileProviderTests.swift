import Foundation
import JSONKit
import PurserTestSupport
import Testing

/// The real program against a provider that answers well, badly or not at all.
@Suite(.serialized) struct HostileProviderTests {
  private static let secret = "planted-key-0123456789-abcdefghij"

  /// A world whose provider `lab` is `fake`, with a model for each fault and one profile.
  private func world(_ fake: FakeProvider, models: [String]) throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.folder.write(Self.secret, to: "key.txt")
    let list = models.map { #"{"id":"\#($0)","cost":{"input":1,"output":1}}"# }
    try world.folder.write("[\(list.joined(separator: ","))]", to: "models.json")
    try world.succeed("init")
    try world.succeed("agents", "add", "main")
    try world.succeed(
      "providers", "add", "lab", "--base-url", fake.url("/v1"), "--api", "openai-completions",
      "--no-key", "--models-file", world.folder.path("models.json"))
    try world.succeed(
      "models", "auth", "paste-api-key", "--provider", "lab", "--profile-id", "lab:a",
      "--from-file", world.folder.path("key.txt"))
    return world
  }

  private static let expected: [FakeFault: String] = [
    .auth: "auth", .forbidden: "auth", .rateLimit: "rate_limit", .billing: "billing",
    .overloaded: "rate_limit", .modelNotFound: "format", .hang: "timeout", .halfHeader: "timeout",
    .echo: "auth",
  ]

  @Test func `whatever a server answers is one result without a secret`() throws {
    let faults = FakeFault.allCases
    let fake = try FakeProvider()
    defer { fake.stop() }
    fake.change { world in
      world.rules = faults.map { FakeRule($0, model: "m-\($0.rawValue)") }
    }
    let models = ["good"] + faults.map { "m-\($0.rawValue)" }
    let world = try world(fake, models: models)
    let refs = models.map { "lab/\($0)" }.joined(separator: ",")
    let words = ["probes", "run", "--model", refs, "--timeout", "1500", "--concurrency", "32"]
    let result = try world.purser(words + ["--json"])
    #expect(result.exitCode == 1, "\(result)")
    let rows = try #require(JSON.parse(result.output)["results"]?.array)
    #expect(rows.count == models.count)
    #expect(rows.first?["status"] == "ok")
    for (fault, row) in zip(faults, rows.dropFirst()) {
      #expect(row["model"]?.string == "lab/m-\(fault.rawValue)")
      let status = row["status"]?.string
      #expect(status != "ok", "\(fault)")
      if let wanted = Self.expected[fault] { #expect(status == wanted, "\(fault): \(row)") }
      #expect(row["error"]?.string?.isEmpty == false, "\(fault)")
    }
    let people = try world.purser(words)
    let listed = try world.purser("probes", "list", "--json")
    for text in [result, people, listed].flatMap({ [$0.output, $0.errors] }) {
      #expect(!text.contains(Self.secret))
      #expect(!text.contains("\u{1B}"))
      #expect(!text.contains("\u{202E}"))
    }
    for (name, bytes) in try world.files(below: "home/.local") {
      #expect(Data(bytes).range(of: Data(Self.secret.utf8)) == nil, "\(name)")
    }
    #expect(try world.purser("audit", "verify").exitCode == 0)
    let keys = Set(fake.requests.compactMap { $0.header("authorization") })
    #expect(keys == ["Bearer \(Self.secret)"])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `an interrupt at any moment keeps what was measured`(signal: Int32) throws {
    let fake = try FakeProvider()
    defer { fake.stop() }
    fake.change { world in world.rules = [FakeRule(.hang, model: "hang")] }
    let world = try world(fake, models: ["a", "b", "hang", "c"])
    let program = try world.runner.start([
      "probes", "run", "--model", "lab/a,lab/b,lab/hang,lab/c", "--timeout", "60000",
      "--concurrency", "1", "--json",
    ])
    let limit = Date(timeIntervalSinceNow: 60)
    while fake.requests.count < 3, Date() < limit { usleep(10_000) }
    program.send(signal: signal)
    let result = try program.wait()
    #expect(result.exitCode == 130, "\(result)")
    let document = try JSON.parse(result.output)
    #expect(document["interrupted"] == true)
    #expect(document["results"]?.array?.compactMap { $0["status"]?.string } == ["ok", "ok"])
    #expect(
      document["leftOut"]?.array?.compactMap { $0["reason"]?.string }
        == ["interrupted", "interrupted"])
    #expect(try world.sqlite("SELECT is_interrupted FROM probe_run") == "1")
    #expect(try world.sqlite("SELECT count(*) FROM probe_result") == "2")
    #expect(try world.purser("audit", "verify").exitCode == 0)
  }

  @Test func `a listing that is given without the credential says nothing of it`() throws {
    let other = try LoopbackServer { _ in .answer(200, #"{"data":[{"id":"a"}]}"#) }
    let server = try LoopbackServer { [url = other.url("/models")] _ in .redirect(url) }
    let fake = try FakeProvider()
    defer { fake.stop() }
    let world = try world(fake, models: ["a"])
    try world.succeed("providers", "set", "lab", "--base-url", server.url("/v1"))
    let result = try world.purser("probes", "run", "--auth-only", "--json")
    #expect(result.exitCode == 1, "\(result)")
    let row = try #require(JSON.parse(result.output)["results"]?.array?.first)
    #expect(row["status"] == "unknown" && row["reasonCode"] == "refused_redirect", "\(row)")
    let list = try world.purser("models", "refresh", "--source", "provider", "--provider", "lab")
    #expect(list.exitCode != 0, "\(list)")
    #expect(other.requests.isEmpty)
  }

  @Test func `a hangup that is ignored stays ignored`() throws {
    let fake = try FakeProvider()
    defer { fake.stop() }
    fake.change { world in world.rules = [FakeRule(.hang, model: "hang")] }
    let world = try world(fake, models: ["hang"])
    let result = try world.shell(
      """
      trap '' HUP
      "$PURSER" probes run --model lab/hang --timeout 1500 --json >out &
      sleep 0.5
      kill -HUP $!
      wait $!
      echo "exit $?"
      """)
    #expect(result.output == "exit 1\n", "\(result)")
    #expect(try world.folder.text("out").contains("timed_out"))
  }

  @Test func `since when a profile works again is told by the runs around it`() throws {
    let fake = try FakeProvider()
    defer { fake.stop() }
    let world = try world(fake, models: ["a"])
    for run in 0..<9 {
      if run == 3 { fake.change { $0.rules = [FakeRule(.auth)] } }
      if run == 6 { fake.change { $0.rules = [] } }
      let result = try world.purser("probes", "run")
      #expect(result.exitCode == ((3..<6).contains(run) ? 1 : 0), "\(result)")
    }
    let mended = try world.sqlite(
      "SELECT at FROM probe_result ORDER BY event_id LIMIT 1 OFFSET 6")
    let stats = try JSON.parse(try world.purser("probes", "stats", "--json").output)
    let target = try #require(stats["targets"]?.array?.first)
    #expect(target["works"] == true)
    #expect(target["sinceAt"]?.int64 == Int64(mended))
    #expect(target["changes"] == 2)
    #expect(target["good"] == 6)
    #expect(target["requests"] == 9)
    let latencies = try world.sqlite(
      "SELECT latency_ms FROM probe_result WHERE status = 'ok' ORDER BY latency_ms"
    ).split(separator: "\n")
    #expect(target["p50Ms"]?.int64 == latencies.dropFirst(2).first.flatMap { Int64($0) })
  }

  @Test func `a login of another product is listed under our own name`() throws {
    let fake = try FakeProvider()
    defer { fake.stop() }
    let world = try world(fake, models: ["a"])
    try world.folder.write("sk-ant-oat01-" + String(repeating: "s4mple", count: 14), to: "setup")
    try world.succeed(
      "providers", "add", "anthropic", "--base-url", fake.url(), "--api", "anthropic-messages",
      "--no-key", "--model", "claude")
    try world.succeed(
      "models", "auth", "paste-token", "--provider", "anthropic", "--profile-id",
      "anthropic:setup", "--from-file", world.folder.path("setup"))
    let result = try world.purser("probes", "run", "--provider", "anthropic", "--json")
    let row = try #require(JSON.parse(result.output)["results"]?.array?.first)
    #expect(row["status"] == "ok", "\(result)")
    #expect(row["check"] == "listing")
    let request = try #require(fake.requests.last)
    #expect(request.method == "GET")
    #expect(request.header("user-agent")?.hasPrefix("purser/") == true)
    #expect(!request.everything.lowercased().contains("claude-cli"))
  }
}
