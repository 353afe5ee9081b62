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

  /// A state directory whose agents have copies of a shared profile, one of them a broken file and one a part that is no use.
  private func fleet(in folder: TemporaryFolder) throws -> String {
    try folder.write(#"{"agents": {"list": [{"id": "main"}]}}"#, to: "state/openclaw.json")
    for agent in ["main"] + (1...8).map({ "a\($0)" }) {
      try folder.write(
        #"{"version": 1, "profiles": {"lab:a": {"type": "api_key", "provider": "lab", "key": "FAKE-key-of-the-fleet-01"}}}"#,
        to: "state/agents/\(agent)/agent/auth-profiles.json")
    }
    try folder.write(#"{"prov"#, to: "state/agents/a3/agent/models.json")
    try folder.write(#"{"providers": {"lab": 5}}"#, to: "state/agents/a5/agent/models.json")
    return folder.path("state")
  }

  @Test func `the one error of an import was buried under the notes of its agents`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    let state = try fleet(in: folder)
    let text = harness.run("import \(state) --dry-run").output
    let words = text.split(separator: "\n").filter { $0.hasPrefix("- ") }
      .map { $0.dropFirst(2).prefix { $0 != " " } }
    #expect(words == ["note", "note", "skipped", "error"], "\(text)")
    #expect(
      text.contains(
        "- note … and 7 more: 1 profile is a copy of a shared one, which the agent reads: not stored again.\n"
      ), "\(text)")
    #expect(text.hasSuffix("\n1 error, 1 skipped: see the end of the findings.\n"), "\(text)")
    let document = try JSON.parse(harness.run("import \(state) --dry-run --json").output)
    #expect(document["findings"]?.array?.count == 10)
  }

  @Test func `quiet left the notes of an import where they were`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    let state = try fleet(in: folder)
    let text = harness.run("import \(state) --dry-run --quiet").output
    #expect(!text.contains("- note") && text.contains("Findings (2)\n- skipped "), "\(text)")
    #expect(text.contains("\n- error "))
    for line in ["--quiet --json", "--json"] {
      let document = try JSON.parse(harness.run("import \(state) --dry-run \(line)").output)
      #expect(document["findings"]?.array?.count == 10)
    }
  }

  @Test func `a check of a fleet said the same of each of its files`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    #expect(harness.run("init").exitCode == 0)
    for number in 1...6 {
      #expect(
        harness.run("agents add a\(number) --agent-dir \(folder.path("state/a\(number)"))").exitCode
          == 0)
    }
    try folder.write("FAKE-key-of-the-fleet-01", to: "key")
    #expect(
      harness.run(
        "providers add lab --base-url http://lab/v1 --key-file \(folder.path("key"))"
      ).exitCode == 0)
    let check = harness.run("export --all-agents --check")
    #expect(check.output.split(separator: "\n").count { $0.contains("note: ") } == 2, "\(check)")
    #expect(
      check.output.contains("\nnote: … and 5 more: providers.lab.apiKey: The key is sealed"))
    let quiet = harness.run("export --all-agents --check --quiet")
    #expect(quiet.exitCode == 1 && !quiet.output.contains("note: "), "\(quiet)")
    #expect(quiet.output.hasSuffix("6 of 6 files are not as the store says.\n"))
    let files = try JSON.parse(harness.run("export --all-agents --check --quiet --json").output)
    #expect(files["files"]?.array?.allSatisfy { $0["notes"]?.array?.count == 1 } == true)
    let told = harness.run("export --all-agents --dry-run").output
    #expect(told.contains("in place of keys sealed in the store"))
    let untold = harness.run("export --all-agents --dry-run --quiet").output
    #expect(!untold.contains("in place of keys sealed in the store"))
  }

  @Test func `an agent without a folder was named with an empty path`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    #expect(harness.run("init").exitCode == 0)
    #expect(harness.run("agents add nodir").exitCode == 0)
    #expect(harness.run("providers add lab --base-url http://lab/v1").exitCode == 0)
    #expect(harness.run("export --agent nodir --check").output.hasPrefix("nodir: not checked: "))
  }

  @Test func `the record of an export said that nothing was changed`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    #expect(harness.run("init").exitCode == 0)
    for agent in ["a", "b"] {
      #expect(
        harness.run("agents add \(agent) --agent-dir \(folder.path("state/\(agent)"))").exitCode
          == 0)
    }
    #expect(harness.run("providers add lab --base-url http://lab/v1").exitCode == 0)
    #expect(harness.run("export --all-agents").exitCode == 0)
    let log = harness.run("audit log --agent a --limit 1").output
    #expect(log.hasSuffix("  export --all-agents  (2 files)\n"), "\(log)")
    let event = try JSON.parse(harness.run("audit log --limit 1 --json").output)["events"]?[0]
    #expect(event?["fileCount"] == 2 && event?["changeCount"] == 0)
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
