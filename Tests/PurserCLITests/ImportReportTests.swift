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
}
