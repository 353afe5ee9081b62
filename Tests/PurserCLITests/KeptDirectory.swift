import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// A state directory of two agents, `main` and `coder`, that is imported again and again by the program.
protocol KeptDirectory {
  var folder: TemporaryFolder { get }
  var harness: ProgramHarness { get }
}

extension KeptDirectory {
  /// A new store, and a key in `new.txt` for commands to set.
  static func prepared() throws -> (TemporaryFolder, ProgramHarness) {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    _ = harness.run("init")
    try folder.write("sample-key-set-by-a-command-0123456789", to: "new.txt")
    return (folder, harness)
  }

  /// The member of one provider with three models.
  static var lab: String {
    #""lab": {"baseUrl": "http://l.example/v1", "api": "openai-completions", "models": [{"id": "q", "name": "Q"}, {"id": "r", "name": "R"}, {"id": "s", "name": "S"}]}"#
  }

  func write(mode: String = "merge", defaults: String = #"{"model": "lab/q"}"#) throws {
    try folder.write(
      """
      {"models": {"mode": "\(mode)", "providers": {\(Self.lab)}},
       "agents": {"defaults": \(defaults), "list": [{"id": "main"}, {"id": "coder"}]}}
      """, to: "state/openclaw.json")
  }

  func writeModels(_ providers: String, of agent: String = "coder") throws {
    try folder.write(
      "{\"providers\": {\(providers)}}", to: "state/agents/\(agent)/agent/models.json")
  }

  func writeProfiles(_ profiles: String, of agent: String) throws {
    try folder.write(
      "{\"version\": 1, \"profiles\": {\(profiles)}}",
      to: "state/agents/\(agent)/agent/auth-profiles.json")
  }

  func run(_ line: String) throws -> JSON {
    let result = harness.run("\(line) --json")
    try #require(result.exitCode == 0, "\(line): \(result.errors)")
    return try JSON.parse(result.output)
  }

  func messages() throws -> [String] {
    try (run("import ~/state")["findings"]?.array ?? []).compactMap { $0["message"]?.string }
  }

  func shown(_ provider: String, _ member: String) throws -> JSON {
    try #require(try run("providers show \(provider)")["provider"]?[member])
  }

  func event(_ line: String) throws -> Int64 {
    try #require(run(line)["event"]?.int64)
  }
}
