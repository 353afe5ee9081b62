import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

/// A store with one agent and keys of two providers, and a clock that is stepped by hand.
struct ReportWorld {
  let folder: TemporaryFolder
  let clock: SteppedClock
  var harness: ProgramHarness

  /// Makes profiles `openai:work`, `openai:home` and `anthropic:work` of the defaults, and the agents `main` and `ops`.
  init() throws {
    folder = try TemporaryFolder()
    let clock = SteppedClock()
    self.clock = clock
    harness = ProgramHarness(in: folder)
    harness.clock = WallClock { Timestamp(milliseconds: clock.milliseconds) }
    try done("init")
    try done("agents add main")
    try done("agents add ops")
    for (provider, name) in [("openai", "work"), ("openai", "home"), ("anthropic", "work")] {
      try key("key-of-\(name)-\(provider)-0123456789")
      try done(
        "models auth paste-api-key --provider \(provider) --profile-id \(provider):\(name) --from-file ~/key"
      )
    }
  }

  /// Writes what the next secret is to `~/key`.
  func key(_ text: String) throws { try folder.write(text, to: "key") }

  /// Runs a line, `~` standing for the world's folder.
  func run(_ line: String, input: String = "") -> RunResult {
    var harness = harness
    harness.input = input
    return harness.run(line.replacing("~", with: folder.path))
  }

  /// Runs a line that has to end with 0 and returns what it printed.
  @discardableResult
  func done(_ line: String, input: String = "") throws -> String {
    let result = run(line, input: input)
    guard result.exitCode == 0 else { throw SampleFault(line: line, result: result) }
    return result.output
  }

  /// Runs a line with `--json` and returns its document, whatever the exit code.
  func document(_ line: String, input: String = "") throws -> JSON {
    try JSON.parse(run(line + " --json", input: input).output)
  }
}
