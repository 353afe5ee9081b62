import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What can be asked of the trail about agents that are gone and about files that were written.
@Suite struct RecordedTests {
  let world: SampleWorld

  init() throws { world = try SampleWorld() }

  private func document(_ line: String) throws -> JSON {
    let result = world.run("purser \(line) --json")
    #expect(result.exitCode == 0 || result.errors.isEmpty, "\(line): \(result.errors)")
    let faults = try DocumentTable().faults(in: result.output, of: "purser \(line)")
    #expect(faults.isEmpty, "\(line)")
    return try JSON.parse(result.output)
  }

  @Test func `the trail of a removed agent could not be asked`() throws {
    let made = try #require(try document("agents add temp")["event"]?.int64)
    let removed = try #require(try document("agents remove temp --yes")["event"]?.int64)
    let events = try document("audit log --agent temp")["events"]?.array ?? []
    #expect(events.map { $0["id"]?.int64 } == [removed, made])
    // Several are the union, and one that is there still may be among them.
    let union = try document("audit log --agent temp,coder --limit 0")["events"]?.array ?? []
    #expect(union.count > 2)
    #expect(try document("models auth history --agent temp")["events"] == [])
    for line in ["audit log --agent tmp", "models auth history --agent codr"] {
      let result = world.run("purser \(line)")
      #expect(result.exitCode == 1 && result.errors.contains("Unknown agent id"), "\(result)")
    }
    #expect(world.run("purser audit log --agent codr").errors.contains("Did you mean 'coder'?"))
  }

  @Test func `what happened to a profile for a removed agent could not be asked`() throws {
    _ = world.run("purser agents add temp")
    _ = world.run(
      "purser models auth paste-api-key --provider openai --agent temp --from-file ~/work.txt")
    _ = world.run("purser models auth logout openai:manual --agent temp --yes")
    _ = world.run("purser agents remove temp --yes")
    let events = try document("models auth history --agent temp")["events"]?.array ?? []
    #expect(events.first?["kind"] == "logout")
  }

  @Test func `an event of an export or a report did not say what it wrote`() throws {
    let written = try document("export --all-agents --out ~/out")
    let event = try #require(written["event"]?.int64)
    let files = written["files"]?.array ?? []
    #expect(files.allSatisfy { $0["exportEvent"]?.int64 == event })
    let shown = try document("audit show \(event)")["event"]?["files"]?.array ?? []
    #expect(shown.map { $0["path"] } == files.map { $0["path"] })
    let text = world.run("purser audit show \(event)").output
    #expect(text.contains("Wrote         : coder: ~/out/coder/models.json\n"), "\(text)")
    let checked = try document("export --all-agents --out ~/out --check")["files"]?.array ?? []
    #expect(checked.allSatisfy { $0["exportEvent"]?.int64 == event })

    let report = "report success --profile openai:work --model openai/gpt-5.2"
    let told = try #require(try document(report)["event"]?.int64)
    let left = try document("audit show \(told)")["event"]
    #expect(left?["recorded"] == [["table": "profile_event", "rowCount": 1]])
    #expect(left?["files"] == nil)
    let lines = world.run("purser audit show \(told)").output
    #expect(lines.contains("Recorded      : 1 row of profile_event\n"), "\(lines)")
  }
}
