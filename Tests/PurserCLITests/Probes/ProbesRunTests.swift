import HTTPKit
import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

struct ProbesRunTests {
  @Test func `runs and status look like this`() throws {
    var world = try ProbeRunWorld()
    let lines = [
      "probes run --dry-run", "probes run", "probes run --plain --provider lab --profile lab:good",
      "probes run --all-agents --every-model --profile lab:good --max-cost 0.0001",
      "probes run --auth-only --json --profile lab:good",
      "models status --probe --probe-profile lab:good,lab:bad",
      "models status --probe --probe-provider nowhere",
      "models status --all-agents --probe --probe-profile lab:bad",
    ]
    var text = world.transcript(lines)
    world.harness.terminalWidth = 72
    text += "\n(72 columns)\n" + world.transcript(["probes run --profile lab:bad --no-color"])
    try Golden.check(text, "PurserCLI/probes/run.txt")
  }

  @Test func `the document of status has the members of the page, in order`() throws {
    let world = try ProbeRunWorld()
    let result = world.harness.run("models status --probe --probe-timeout 1500.2 --json")
    #expect(result.exitCode == 0)
    let probes = try #require(JSON.parse(result.output)["auth"]?["probes"]?.object)
    #expect(
      probes.keys == [
        "startedAt", "finishedAt", "durationMs", "totalTargets", "options", "results",
      ])
    #expect(
      probes["options"]
        == ["profileIds": [], "timeoutMs": 1501, "concurrency": 2, "maxTokens": 8])
    #expect(
      probes["results"]?.array?.first
        == [
          "provider": "lab", "model": "lab/m1", "profileId": "lab:good", "label": "lab:good",
          "source": "profile", "mode": "api_key", "status": "ok", "latencyMs": 1350,
        ])
    #expect(probes["totalTargets"] == 3)
  }

  @Test(arguments: [
    ("models status --probe-timeout 0", "--probe-timeout must be a positive number (ms)."),
    ("models status --probe-timeout ''", "--probe-timeout must be a positive number (ms)."),
    ("models status --probe-timeout 1e3", "--probe-timeout must be a positive number (ms)."),
    ("models status --probe-concurrency 1.5", "--probe-concurrency must be a positive integer."),
    ("models status --probe-max-tokens=-1", "--probe-max-tokens must be a positive integer."),
    ("probes run --timeout=-5", "--timeout must be a positive number (ms)."),
    ("probes run --deadline never", "--deadline must be a positive number (ms)."),
    ("probes run --concurrency 513", "--concurrency must be at most 512."),
    ("probes run --max-requests 0", "--max-requests must be a positive integer."),
    ("probes run --max-cost much", "--max-cost must be an amount of US dollars."),
    (
      "probes run --auth-only --every-model",
      "Choose one of --model, --every-model and --auth-only."
    ),
    (
      "probes run --at 1",
      "This command is about the present and cannot take --at."
    ),
  ])
  func `wrong use is refused before anything is sent`(line: String, message: String) throws {
    var world = try ProbeRunWorld()
    let transport = ScriptedTransport([])
    world.harness.transport = transport
    let result = world.harness.run(line)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("Error: \(message)"), "\(result.errors)")
    #expect(result.errors.contains("Hint: "))
    #expect(transport.requests.isEmpty)
  }

  @Test(arguments: [
    ("--probe-profile lab:gone", "there is no profile 'lab:gone' to try."),
    ("--probe-provider nowhere", "there is no credential of provider 'nowhere' to try."),
  ])
  func `a live check of nothing did not say so`(words: String, note: String) throws {
    let world = try ProbeRunWorld()
    let result = world.harness.run("models status --probe \(words)")
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.hasSuffix("Auth probes\n- none\nNo probe targets.\n"), "\(result)")
    #expect(result.errors.contains("Note: \(note)"), "\(result)")
  }

  @Test func `a header that cannot be had was called an expired profile, out of order`() throws {
    let world = try ProbeRunWorld()
    for line in [
      "providers set lab --header X-Team=$TEAM_NOT_SET",
      "providers add zed --base-url https://zed.example/v1 --api openai-completions --no-key",
      "models auth paste-api-key --provider zed --profile-id zed:only --from-file "
        + world.folder.path("good"),
    ] { #expect(world.harness.run(line).exitCode == 0, "\(line)") }
    let json = try JSON.parse(world.harness.run("models status --probe --json").output)
    let results = try #require(json["auth"]?["probes"]?["results"]?.array)
    #expect(results.map { $0["provider"]?.string } == ["lab", "lab", "lab", "zed"])
    let error = try #require(results.first?["error"]?.string)
    #expect(error.hasPrefix("A header of the provider cannot be had.\n"), "\(error)")
    #expect(error.contains("X-Team"), "\(error)")
    #expect(results.last?["reasonCode"] == "no_model")
  }

  @Test func `an unknown model or agent is named`() throws {
    let world = try ProbeRunWorld()
    #expect(world.harness.run("probes run --model nowhere/m").exitCode == 1)
    #expect(
      world.harness.run("probes run --model nowhere/m").errors.contains(
        "Unknown provider 'nowhere'"))
    #expect(world.harness.run("probes run --agent nobody").errors.contains("nobody"))
    let profile = world.harness.run("probes run --profile lab:good,lab:gone")
    #expect(profile.exitCode == 1)
    #expect(profile.errors.contains("There is no profile 'lab:gone' to try."))
    let provider = world.harness.run("probes run --provider nowhere")
    #expect(provider.exitCode == 1)
    #expect(provider.errors.contains("There is no credential of provider 'nowhere' to try."))
    #expect(provider.errors.contains("Hint: purser models auth list"))
  }

  @Test func `a model whose provider has no credential is named with what to do`() throws {
    let world = try ProbeRunWorld()
    for line in ["probes run --model openai/gpt-5", "probes run --model lab/m1,openai/gpt-5"] {
      let result = world.harness.run(line)
      #expect(result.exitCode == 1 && result.output == "", "\(result)")
      #expect(result.errors.contains("There is no credential of provider 'openai' to try."))
      #expect(result.errors.contains("Hint: purser models auth login --provider openai"))
    }
  }

  @Test func `endpoints that hang until the deadline do not hide behind exit code 0`() throws {
    var world = try ProbeRunWorld()
    world.harness.transport = CutTransport(answered: 1, code: .deadlinePassed)
    let result = world.harness.run(
      "probes run --concurrency 1 --deadline 500 --record-outcome --json")
    #expect(result.exitCode == 1)
    let document = try JSON.parse(result.output)
    #expect(
      document["results"]?.array?.map { $0["status"] ?? .null } == ["ok", "timeout", "timeout"])
    #expect(document["results"]?[1]?["reasonCode"] == "deadline_passed")
    #expect(document["leftOut"] == [])
    // They did not have their full time, so no profile rests for it.
    let resting = try JSON.parse(world.harness.run("models auth cooldowns list --json").output)
    #expect(resting["cooldowns"] == [])
    #expect(
      world.harness.run("probes list --plain").output.split(separator: "deadline_passed").count == 3
    )
  }

  @Test func `a failing probe does not change the exit code of a check`() throws {
    let world = try ProbeRunWorld()
    #expect(world.harness.run("models status --check --probe").exitCode == 0)
    #expect(world.harness.run("probes run").exitCode == 1)
    #expect(world.harness.run("probes run --profile lab:good").exitCode == 0)
  }

  @Test func `a run is one event, and a profile rests only when that is asked for`() throws {
    let world = try ProbeRunWorld()
    func resting() throws -> Int {
      try JSON.parse(world.harness.run("models auth cooldowns list --json").output)["cooldowns"]?
        .array?.count ?? -1
    }
    let result = world.harness.run("probes run --json")
    let event = try #require(JSON.parse(result.output)["event"]?.int64)
    #expect(try resting() == 0)
    let shown = try JSON.parse(world.harness.run("audit show \(event) --json").output)
    #expect(shown.text(.compact).contains("probes run"))
    _ = world.harness.run("probes run --record-outcome")
    #expect(try resting() == 2)
    let listed = world.harness.run("probes run --record-outcome --auth-only --profile lab:good")
    #expect(listed.exitCode == 0)
    #expect(world.harness.run("audit verify").exitCode == 0)
  }

  @Test func `an interrupted run keeps what it has and says so`() throws {
    var world = try ProbeRunWorld()
    world.harness.transport = CutTransport(answered: 1)
    let result = world.harness.run("probes run --concurrency 1 --json")
    #expect(result.exitCode == 130)
    let document = try JSON.parse(result.output)
    #expect(document["interrupted"] == true)
    #expect(document["results"]?.array?.count == 1)
    #expect(document["leftOut"]?.array?.count == 2)
    #expect(document["event"]?.int64 != nil)
    let status = world.harness.run("models status --probe")
    #expect(status.exitCode == 130)
    #expect(status.output.contains("Interrupted: 2 checks without an answer."))
  }

  @Test func `results are shown although the store cannot be written`() throws {
    var world = try ProbeRunWorld()
    let environment = world.harness.environment
    world.harness.stores = .readOnly(clock: world.harness.clock, environment: environment)
    let run = world.harness.run("probes run --profile lab:good")
    #expect(run.exitCode != 0)
    #expect(run.output.contains("ok · 1.4s"))
    #expect(run.errors.contains("Warning: the results could not be recorded."))
    let status = world.harness.run("models status --probe")
    #expect(status.exitCode == 0)
    #expect(status.output.contains("Probed 3 targets"))
    #expect(status.errors.contains("Warning: the results could not be recorded."))
  }

  @Test func `the key that a server repeats is nowhere`() throws {
    let world = try ProbeRunWorld()
    for line in ["probes run", "probes run --json", "models status --probe --json"] {
      let result = world.harness.run(line)
      #expect(!(result.output + result.errors).contains("key-that-is"))
    }
    let stored = world.harness.run("probes list --json")
    #expect(!stored.output.contains("key-that-is"))
  }
}

/// Answers the first requests as the script does; then the run is stopped.
private struct CutTransport: HTTPTransport {
  let answered: Int
  var code = HTTPError.Code.interrupted

  func send(
    _ requests: [HTTPRequest], limits: HTTPLimits, ended: (Int, HTTPOutcome) -> Void
  ) throws(HTTPError) -> [HTTPOutcome] {
    requests.indices.map { place in
      let outcome: HTTPOutcome =
        place < answered
        ? .answer(200, #"{"choices":[{"message":{}}]}"#) : .fault(code, "Cut short.")
      ended(place, outcome)
      return outcome
    }
  }
}
