import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What a person reads of an import.
@Suite struct ImportReportTests {
  @Test func `a file that cannot be used is named with its reason`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    _ = harness.run("init")
    try folder.write(#"{"agents": {"list": [{"id": "main"}]}}"#, to: "state/openclaw.json")
    try folder.write(
      #"{"providers": {"twice": {}, "twice": {}}}"#,
      to: "state/agents/doubled/agent/models.json")
    try folder.makeFolder("state/agents/folder/agent/models.json")
    try folder.makeFolder("state/agents/pipe/agent")
    #expect(
      try Subprocess.run(["mkfifo", folder.path("state/agents/pipe/agent/models.json")]).succeeded)
    let lines = harness.run("import \(folder.path("state")) --dry-run").output
      .split(separator: "\n").map(String.init)
    for agent in ["doubled", "folder", "pipe"] {
      let place = try #require(
        lines.firstIndex { $0.contains("agents/\(agent)/agent/models.json") })
      #expect(lines[place + 1].hasPrefix("    "), "\(lines[place])")
    }
    #expect(lines.contains { $0.contains("providers.twice: The key is there twice") })
  }

  @Test func `an import that takes back a change by hand showed numbers only`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    try folder.write(
      #"{"agents": {"defaults": {"model": "openai/gpt-5.2"}}}"#, to: "state/openclaw.json")
    let state = folder.path("state")
    let first = try JSON.parse(harness.run("import \(state) --json").output)
    #expect(first["changes"]?.array?.count == first["changeCount"]?.int64.map { Int($0) })
    #expect(harness.run("models set anthropic/claude-opus-4-5").exitCode == 0)
    let preview = harness.run("import \(state) --dry-run").output
    #expect(preview.contains("Changes (1)\n~ route"))
    #expect(preview.contains("    model: claude-opus-4-5 -> gpt-5.2\n"))
    let again = try JSON.parse(harness.run("import \(state) --json").output)
    let changes = try #require(again["changes"]?.array)
    #expect(changes.map { $0["table"] } == ["route"])
    #expect(changes.first?["before"]?["model"] == "claude-opus-4-5")
    #expect(changes.first?["after"]?["model"] == "gpt-5.2")
    let third = try JSON.parse(harness.run("import \(state) --json").output)
    #expect(third["changes"] == [])
    #expect(third["event"] == .null)
  }

  @Test func `a dry run of a large directory ends its list of changes`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    let agents = (1...120).map { #"{"id": "a\#($0)"}"# }.joined(separator: ",")
    try folder.write(#"{"agents": {"list": [\#(agents)]}}"#, to: "state/openclaw.json")
    let preview = harness.run("import \(folder.path("state")) --dry-run").output
    #expect(preview.contains(" more; --json has them all\n"))
    let lines = preview.split(separator: "\n").filter { $0.hasPrefix("+ ") }
    #expect(lines.count == 100)
  }
}
