import HTTPKit
import PurserTestSupport
import SecretKit

@testable import PurserCLI

/// The agents `main` and `ops`, the provider `lab` with two priced models, and the profiles `lab:good`, `lab:bad` and
/// `lab:slow`, whose keys say how they are answered.
struct ProbeRunWorld {
  let folder: TemporaryFolder
  var harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    harness.transport = ScriptedTransport { Self.answer($0) }
    try folder.write(
      """
      [{"id":"m1","cost":{"input":1,"output":2}},{"id":"m2","cost":{"input":1,"output":2}}]
      """, to: "models.json")
    var lines = [
      "init", "agents add main", "agents add ops",
      "providers add lab --base-url https://lab.example/v1 --api openai-completions --no-key "
        + "--models-file \(folder.path("models.json"))",
      "models set lab/m1", "models fallbacks add lab/m2",
    ]
    for name in ["good", "bad", "slow"] {
      try folder.write("key-that-is-\(name)-0123456789", to: name)
      lines.append(
        "models auth paste-api-key --provider lab --profile-id lab:\(name) --from-file \(folder.path(name))"
      )
    }
    for line in lines {
      let result = harness.run(line)
      guard result.exitCode == 0 else { throw SampleFault(line: line, result: result) }
    }
  }

  private static func answer(_ request: HTTPRequest) -> HTTPOutcome {
    let key = request.header("authorization")?.secret?.revealText() ?? ""
    if key.contains("bad") {
      return .answer(401, "{\"error\":{\"message\":\"Unknown key \(key).\"}}", milliseconds: 80)
    }
    if key.contains("slow") { return .fault(.timedOut, "No answer came in time.") }
    let body =
      request.method == .get
      ? #"{"data":[{"id":"m1"}]}"#
      : #"{"choices":[{"message":{"content":"OK"}}],"usage":{"prompt_tokens":12,"completion_tokens":2}}"#
    return .answer(200, body, milliseconds: 1350)
  }

  /// Runs a line and returns what a person sees, with the world's folder as `/home/lee`.
  func transcript(_ lines: [String]) -> String {
    lines.map { line in
      let result = harness.run(line)
      var text = "$ purser \(line)\n" + result.output
      if !result.errors.isEmpty { text += "--- stderr\n" + result.errors }
      if result.exitCode != 0 { text += "--- exit \(result.exitCode)\n" }
      return text.replacing(folder.path, with: "/home/lee")
    }.joined(separator: "\n")
  }
}
