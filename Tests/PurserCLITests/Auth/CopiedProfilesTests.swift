import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Which credentials go along when an agent is copied.
@Suite struct CopiedProfilesTests {
  @Test func `keys and tokens go along with their order, logins and what was opted out stay (X99)`()
    throws
  {
    let world = try ReportWorld()
    try world.folder.write(
      """
      {"version": 1, "order": {"openai": ["openai:o1", "openai:k1"]}, "profiles": {
        "openai:k1": {"type": "api_key", "provider": "openai", "key": "key-of-k1-0123456789"},
        "openai:t1": {"type": "token", "provider": "openai", "token": "token-of-t1-0123456789"},
        "openai:o1": {"type": "oauth", "provider": "openai", "access": "acc-0123456789",
          "refresh": "ref-0123456789", "expires": 4000000000000},
        "openai:k2": {"type": "api_key", "provider": "openai", "key": "key-of-k2-0123456789",
          "copyToAgents": false}}}
      """, to: "state/agents/crew/agent/auth-profiles.json")
    try world.folder.write(
      #"{"agents": {"list": [{"id": "main"}, {"id": "crew"}]}}"#, to: "state/openclaw.json")
    try world.done("import ~/state")
    try world.done("report failure --profile openai:k1 --status 401 --agent crew")

    let result = world.run("agents copy crew twin")
    #expect(result.exitCode == 0, "\(result)")
    #expect(
      result.errors.contains(
        "Note: profile 'openai:o1' was not copied: non-portable-oauth-refresh-token."))
    #expect(
      result.errors.contains("Note: profile 'openai:k2' was not copied: credential-opted-out."))
    let rows = try world.document("models auth list --agent twin")["profiles"]?.array ?? []
    let own = rows.filter { $0["scope"] == "twin" }
    #expect(own.compactMap { $0["id"]?.string } == ["openai:k1", "openai:t1"], "\(rows)")
    #expect(own.allSatisfy { $0["status"] == "ok" })
    let handed = world.run(
      "models resolve --agent twin --model openai/o --with-credential --plain")
    #expect(handed.output == "key-of-k1-0123456789\n")
    let order = try world.document("models auth order get --provider openai --agent twin")
    #expect(order.text(.compact).contains(#"["openai:k1"]"#), "\(order)")
    #expect(world.run("agents copy crew twin").errors.contains("the agent has one of that id"))
    #expect(world.run("audit verify").exitCode == 0)
  }

  @Test func `a second copy of an agent left an event that changes nothing`() throws {
    let world = try ReportWorld()
    try world.key("key-of-lab-0123456789")
    try world.done(
      "providers add lab --agent ops --base-url https://lab.example --model m1 --key-file ~/key")
    try world.done("models aliases add quick lab/m1 --agent ops")
    try world.done("agents copy ops twin")
    let events = try world.document("audit log --limit 0")["events"]?.array?.count
    let again = try world.document("agents copy ops twin")
    #expect(again["event"]?.isNull == true, "\(again)")
    #expect(try world.document("audit log --limit 0")["events"]?.array?.count == events)
    let refused = world.run("agents copy ops twin --name X")
    #expect(refused.exitCode == 64 && refused.errors.contains("already"), "\(refused)")
  }

  @Test func `a copied agent kept labels that its source has not`() throws {
    let world = try ReportWorld()
    try world.done("agents label x=1 z=1 --agent ops")
    try world.done("agents label y=2 z=2 --agent main")
    try world.done("agents copy ops main")
    let labels = try world.document("agents show main")["agent"]?["labels"]
    #expect(labels == ["x": "1", "z": "1"], "\(labels ?? .null)")
  }

  @Test func `a label with a comma could be set and never selected`() throws {
    let world = try ReportWorld()
    try world.done("agents label loc=a,b --agent ops")
    let found = try world.document("agents list --label loc=a,b")
    #expect(found["agents"]?.array?.compactMap { $0["id"]?.string } == ["ops"], "\(found)")
  }
}
