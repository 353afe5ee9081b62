import Foundation
import HTTPKit
import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct UsageCommandTests {
  private let world: SampleWorld
  private var harness: ProgramHarness

  init() throws {
    world = try SampleWorld()
    harness = world.harness
  }

  private func told(_ lines: String...) -> ProgramHarness {
    var harness = harness
    harness.input = lines.joined(separator: "\n")
    return harness
  }

  private static func line(_ minutes: Int64, _ used: Double) -> String {
    #"{"provider":"openai","profileId":"openai:work","capturedAt":\#(1_770_000_000_000 - minutes * 60_000),"windows":[{"label":"5h","usedPercent":\#(used),"resetAt":1770014400000}]}"#
  }

  @Test func `what runtimes tell is listed with its age and forecast`() throws {
    let result = told(Self.line(43, 20), Self.line(23, 40), Self.line(3, 60)).run(
      "purser usage record")
    #expect(result == RunResult(exitCode: 0, output: "Kept 3 snapshots.\n"))
    let list = harness.run("purser usage list")
    #expect(
      list.output == """
        Provider  Profile      Window  Left  Resets  Full    Seen
        openai    openai:work  5h       40%  4h      in 37m  3m ago

        """)
    let json = try JSON.parse(harness.run("purser usage list --json").output)
    let window = json["snapshots"]?.array?.first?["windows"]?.array?.first
    #expect(window?["forecast"]?["state"] == "fills" && window?["usedPercent"] == 60)
    let history = harness.run("purser usage list --since '30m ago' --plain").output
    #expect(history.split(separator: "\n").count == 2 && history.contains("5h 40% left"))
    let csv = harness.run("purser usage list --csv --since '2h ago'").output
    #expect(csv.split(separator: "\r\n").count == 4 && csv.hasPrefix("capturedAt,provider,"))
    #expect(harness.run("purser usage list --csv --json").exitCode == 64)
    #expect(harness.run("purser usage list --provider zai").output.hasPrefix("No usage is known"))
  }

  @Test func `a bad line is named and left out`() {
    let result = told(
      "{not json", #"{"provider":"openai"}"#, Self.line(1, 5),
      #"{"provider":"openai","profileId":"openai:nobody","windows":[{"label":"5h"}]}"#,
      #"{"provider":"zai","profileId":"openai:work","windows":[{"label":"5h"}]}"#,
      #"{"provider":"openai","agent":"nobody","windows":[{"label":"5h"}]}"#
    ).run("purser usage record --json")
    #expect(result.exitCode == 1)
    #expect(result.output.contains(#""recorded": 1"#))
    for number in [1, 2, 4, 5, 6] { #expect(result.output.contains("\"number\": \(number)")) }
    #expect(harness.run("purser audit verify").exitCode == 0)
  }

  @Test func `providers are asked, and status shows what they said`() throws {
    try world.folder.write(
      #"{"version":1,"id":"acme","name":"Acme","baseUrl":"https://acme.example","api":"openai-completions","usage":{"url":"https://acme.example/usage","reader":"anthropic"}}"#,
      to: ".config/purser/providers/acme.json")
    let pasted = world.run(
      "purser models auth paste-token --provider acme --from-file ~/token.txt --quiet")
    #expect(pasted.exitCode == 0, "\(pasted)")
    var harness = harness
    let transport = ScriptedTransport { _ in
      .answer(
        200,
        #"{"five_hour":{"utilization":60,"resets_at":"2026-02-02T03:42:00Z"},"seven_day":{"utilization":12}}"#
      )
    }
    harness.transport = transport
    let dry = harness.run("purser usage refresh --provider acme --dry-run")
    #expect(dry.output.contains("would ask https://acme.example/usage"))
    #expect(transport.requests.isEmpty)
    let result = harness.run("purser usage refresh --provider acme")
    #expect(
      result.exitCode == 0 && result.output.contains("5h 40% left · Week 88% left"), "\(result)")
    #expect(transport.requests.first?.header("User-Agent")?.visible.hasPrefix("purser/") == true)
    let status = harness.run("purser models status")
    #expect(
      status.output.contains("- acme usage: 5h 40% left ⏱1h 2m · Week 88% left (just now)"),
      "\(status.output)")
    let json = try JSON.parse(harness.run("purser models status --json").output)
    let usage = json["auth"]?["usage"]?["providers"]?.array?.first
    #expect(usage?["provider"] == "acme" && usage?["windows"]?.array?.count == 2)
    #expect(
      try DocumentTable().faults(
        in: harness.run("purser models status --json").output, of: "purser models status") == [])
    harness.transport = ScriptedTransport { _ in .answer(401, "{}") }
    let failed = harness.run("purser usage refresh --provider acme")
    #expect(failed.exitCode == 1 && failed.output.contains("HTTP 401"))
    // The newest good one stays in the status.
    #expect(harness.run("purser models status").output.contains("- acme usage: 5h 40% left"))
    #expect(!(result.output + failed.output + status.output).contains("sample-token"))
  }

  @Test func `a limit had no effect on the newest snapshots`() throws {
    let lines = (0..<60).map { number in
      #"{"provider":"p\#(100 + number)","windows":[{"label":"5h","usedPercent":10}]}"#
    }
    var telling = harness
    telling.input = lines.joined(separator: "\n")
    #expect(telling.run("purser usage record").exitCode == 0)
    func listed(_ options: String) -> [String] {
      harness.run("purser usage list\(options)").output.split(separator: "\n").map(String.init)
    }
    let few = listed(" --limit 2")
    #expect(few.map { $0.prefix(4) } == ["Prov", "p100", "p101", "58 m"])
    #expect(few.last == "58 more snapshots are not listed; --limit 0 lists all.")
    #expect(
      listed("").count == 52 && listed("").last?.hasPrefix("10 more snapshots are not") == true)
    #expect(listed(" --limit 59").last == "1 more snapshot is not listed; --limit 0 lists all.")
    #expect(listed(" --limit 0").count == 61 && listed(" --limit 60").count == 61)
    let plain = harness.run("purser usage list --limit 2 --plain")
    #expect(plain.output.split(separator: "\n").count == 2)
    #expect(plain.errors == "Note: 58 more snapshots are not listed; --limit 0 lists all.\n")
    let csv = harness.run("purser usage list --limit 2 --csv")
    #expect(csv.output.split(separator: "\r\n").count == 3 && csv.errors == plain.errors)
    for (limit, omitted) in [(2, 58), (0, 0)] {
      let output = harness.run("purser usage list --limit \(limit) --json").output
      #expect(try DocumentTable().faults(in: output, of: "purser usage list") == [])
      let json = try JSON.parse(output)
      #expect(json["snapshots"]?.array?.count == 60 - omitted)
      #expect(json["omittedSnapshots"]?.int64 == Int64(omitted))
    }
  }

  @Test func `old snapshots are pruned under an event`() {
    _ = told(Self.line(60 * 24 * 40, 10)).run("purser usage record")
    #expect(
      harness.run("purser usage prune --older-than 30d --dry-run").output.contains(
        "Would remove 1 snapshot"))
    #expect(
      harness.run("purser usage prune --older-than 30d --dry-run").output.hasPrefix(
        "Dry run: 2 rows would be removed from "))
    #expect(
      harness.run("purser usage prune --older-than 30d").output.contains("Removed 1 snapshot"))
    #expect(harness.run("purser usage prune --older-than 30d").output.contains("Nothing is older"))
    #expect(harness.run("purser audit verify").exitCode == 0)
  }

  @Test func `snapshots that a younger one holds back are said to be there`() {
    _ = told(Self.line(60, 10)).run("purser usage record")
    _ = told(Self.line(60 * 24 * 40, 10)).run("purser usage record")
    let output = harness.run("purser usage prune --older-than 30d").output
    #expect(output.contains("1 snapshot from before ") && !output.contains("Nothing is older"))
  }

  @Test(arguments: [
    "usage refresh --timeout 0", "usage refresh --concurrency 0", "usage refresh --timeout x",
    "usage prune", "usage prune --older-than 0", "usage list --since soon",
  ])
  func `an option with a wrong value is refused`(line: String) {
    #expect(harness.run("purser " + line).exitCode == 64)
  }

  @Test func `what the headers of a live check say of limits is kept beside what was told`() {
    var harness = told(Self.line(3, 60))
    _ = harness.run("purser usage record")
    harness.transport = ScriptedTransport { _ in
      .answer(
        200, #"{"data":[{"id":"gpt-5.2"}]}"#,
        headers: [
          (name: "x-ratelimit-limit-requests", value: "200"),
          (name: "x-ratelimit-remaining-requests", value: "50"),
        ])
    }
    let run = harness.run("purser probes run --profile openai:work --auth-only")
    #expect(run.exitCode == 0, "\(run)")
    let list = harness.run("purser usage list --profile openai:work --plain").output
    let rows = list.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(rows.map { $0[2] } == ["5h", "requests"] && rows[1][3] == "25%", "\(list)")
    #expect(harness.run("purser audit verify").exitCode == 0)
  }

  @Test func `lines that end as on Windows were all refused`() {
    var harness = harness
    harness.input = Self.line(3, 60) + "\r\n" + Self.line(2, 61) + "\r\n"
    #expect(harness.run("purser usage record").output == "Kept 2 snapshots.\n")
  }
}
