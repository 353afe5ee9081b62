import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// The overview of a moment of the past.
struct OverviewPastTests {
  let world: SampleWorld

  init() throws { world = try SampleWorld() }

  private func revision() throws -> Int64 {
    try #require(
      JSON.parse(world.run("purser audit log --limit 1 --json").output)["events"]?[0]?["id"]?.int64)
  }

  private func overview(_ options: String) throws -> JSON {
    try JSON.parse(world.run("purser overview --json \(options)").output)
  }

  private func row(_ agent: String, _ overview: JSON) throws -> JSON {
    try #require(overview["agents"]?.array?.first { $0["agentId"]?.string == agent })
  }

  @Test func `the overview was refused with --at though it reads configuration`() throws {
    let before = try revision()
    let coder = try row("coder", try overview(""))
    #expect(world.run("purser models set openai/o9 --agent coder").exitCode == 0)
    #expect(world.run("purser agents remove ops --yes").exitCode == 0)
    let past = try overview("--at \(before)")
    #expect(past["store"]?["isPast"] == true)
    #expect(past["store"]?["revision"]?.int64 == before)
    #expect(past["store"]?["lastEvent"]?["id"]?.int64 == before)
    #expect(try row("coder", past)["defaultModel"] == coder["defaultModel"])
    #expect(try row("ops", past)["agentId"] == "ops")
    let present = try overview("")
    #expect(present["store"]?["isPast"] == false)
    #expect(try row("coder", present)["defaultModel"] == "openai/o9")
    #expect(present["agents"]?.array?.contains { $0["agentId"]?.string == "ops" } == false)
  }

  @Test func `what cannot be known of a moment is said to be so, and not that of today`() throws {
    let before = try revision()
    let past = try overview("--at \(before)")
    for row in past["agents"]?.array ?? [] {
      #expect(
        row["auth"] == [
          "status": "not_known", "present": [], "missing": [], "unusable": [], "notChecked": [],
        ])
    }
    let codes = (past["attention"]?.array ?? []).compactMap { $0["code"]?.string }
    #expect(!codes.contains("missing_auth") && !codes.contains("unusable_auth"))
    let text = world.run("purser overview --at \(before)").output
    #expect(text.contains("As of         : \(before), "), "\(text)")
    #expect(text.contains("Not known     : what credentials were worth then"), "\(text)")
    #expect(text.contains("  not known  "), "\(text)")
    #expect(!text.contains("missing:"), "\(text)")
    #expect(!world.run("purser overview").output.contains("not known"))
  }

  @Test func `an export counts from when it was made`() throws {
    let before = try revision()
    #expect(world.run("purser export --agent coder").exitCode == 0)
    let after = try revision()
    #expect(world.run("purser providers set lab-vllm --base-url http://new.example").exitCode == 0)
    #expect(
      try row("coder", try overview("--at \(before)"))["export"]?["status"] == "never_exported")
    let then = try row("coder", try overview("--at \(after)"))
    #expect(then["export"]?["storeChangedSince"] == false)
    #expect(then["export"]?["revision"]?.int64 == before)
    #expect(try row("coder", try overview(""))["export"]?["storeChangedSince"] == true)
  }

  @Test func `a folder known by another link was called never exported`() throws {
    #expect(world.run("purser export --agent coder").exitCode == 0)
    try world.folder.link("link", to: world.folder.path(".openclaw"))
    #expect(
      world.run("purser agents set coder --agent-dir ~/link/agents/coder/agent").exitCode == 0)
    #expect(try row("coder", try overview(""))["export"]?["status"] == "not_checked")
  }
}
