import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What a fleet that is set badly, or a place that is, comes to: exit code, words, next step.
struct FleetFaultTests {
  let world: SampleWorld

  init() throws { world = try SampleWorld() }

  private func file(_ agent: String) -> String { "out/\(agent)/models.json" }

  @Test(arguments: [
    "agents add twin --agent-dir ~/.openclaw/agents/main/agent",
    "agents add twin --agent-dir ~/link",
    "agents set coder --agent-dir ~/.openclaw/agents/main/agent",
    "agents copy coder twin --agent-dir ~/.openclaw/agents/main/agent",
  ])
  func `an agent could be given the folder of another`(line: String) throws {
    try Directories.create(world.folder.path(".openclaw/agents/main/agent"))
    try world.folder.link("link", to: world.folder.path(".openclaw/agents/main/agent"))
    let result = world.run("purser \(line)")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("Agent 'main' has the folder"), "\(result.errors)")
    #expect(result.errors.contains("Hint: "))
  }

  @Test func `a dry run ended well where the real run is refused`() throws {
    try makeTwins()
    let preview = world.run("purser export --all-agents --dry-run")
    let real = world.run("purser export --all-agents")
    for result in [preview, real] {
      #expect(result.exitCode == 1, "\(result)")
      #expect(result.output.contains("Refused main: Agents 'main' and 'twin' share"), "\(result)")
      #expect(result.output.contains(", 2 refused"), "\(result)")
    }
    #expect(preview.output.contains("Would write ~/.openclaw/agents/coder/agent/models.json"))
    #expect(world.folder.exists(".openclaw/agents/coder/agent/models.json"))
  }

  @Test func `a file that keeps its edit was not worth a word`() throws {
    _ = world.run("purser export --agent coder --out ~/out")
    let text = try world.folder.text(file("coder"))
    let address = try #require(text.firstMatch(of: /"baseUrl": "(.*)"/)).1
    try world.folder.write(
      text.replacing("\"\(address)\"", with: "\"https://mine.example/v1\"", maxReplacements: 1),
      to: file("coder"))
    try Directories.setMode(world.folder.path(file("coder")), 0o600)
    for option in [" --dry-run", ""] {
      let result = world.run("purser export --agent coder --out ~/out\(option)")
      #expect(result.exitCode == 0)
      #expect(result.output.contains("Kept ~/out/coder/models.json"), "\(result)")
      #expect(result.output.contains("https://mine.example/v1"), "\(result)")
      #expect(result.output.contains("0 unchanged, 1 kept as edited"), "\(result)")
    }
  }

  @Test func `another dialect was said to be a store that moved on, without a key`() throws {
    _ = world.run("purser export --agent main --out ~/out")
    let result = world.run("purser export --agent main --out ~/out --dialect dollar --check")
    #expect(result.exitCode == 1)
    #expect(
      result.output.contains("stale: written with other options (dialect legacy, now dollar)"),
      "\(result)")
    #expect(result.output.contains(".apiKey: "), "\(result)")
    #expect(!result.output.contains("moved on"), "\(result)")
  }

  @Test func `a target that is no place for a file ended as bad data without a next step`() throws {
    try world.folder.write("", to: "plain")
    try world.folder.makeFolder("out/main/models.json")
    for out in ["~/plain", "/dev/null", "~/out", "/proc/purser-test"] {
      let result = world.run("purser export --agent main --out \(out)")
      #expect([74, 77].contains(result.exitCode), "\(out): \(result)")
      #expect(result.errors.contains("Hint: "), "\(out): \(result)")
    }
  }

  @Test(arguments: [
    "export --out ''", "import ''", "agents add x --agent-dir ''", "agents add x --workspace ''",
    "agents copy coder x --agent-dir ''", "models catalog import ''", "models catalog diff ''",
    "providers add x --key-file ''", "providers add x --models-file ''",
    "models auth paste-api-key --provider openai --from-file ''",
    "store rekey --new-key-file ''",
  ])
  func `an empty path meant the present folder`(line: String) throws {
    let result = world.run("purser \(line)")
    #expect(result.exitCode == 64, "\(result)")
    let isTold = ["Name a path; the word is empty.", "Empty value for '--"].contains {
      result.errors.contains($0)
    }
    #expect(isTold, "\(result)")
  }

  @Test(arguments: ["empty", "broken", "broken/openclaw.json", "plain"])
  func `an import of nothing left a store behind`(name: String) throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    try folder.makeFolder("empty")
    try folder.write("{nope", to: "broken/openclaw.json")
    try folder.write("host", to: "plain")
    let result = harness.run(words: ["import", folder.path(name)])
    #expect([1, 65].contains(result.exitCode), "\(result)")
    #expect(!result.errors.contains("Made the store"), "\(result)")
    #expect(!folder.exists(".local") && !folder.exists(".config"))
  }

  /// Two agents with one folder, as an import of such a configuration leaves them.
  private func makeTwins() throws {
    try world.folder.write(
      """
      {agents: {list: [{id: "twin", agentDir: "\(world.folder.path(".openclaw/agents/main/agent"))"}]}}
      """, to: "more/openclaw.json")
    let result = world.run("purser import ~/more --quiet")
    #expect(result.exitCode == 0, "\(result)")
  }
}
