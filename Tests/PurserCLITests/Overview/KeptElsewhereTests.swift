import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What pages say of a provider with a variable besides its profiles, and of profiles whose secret is kept elsewhere: what a
/// run would make of them.
@Suite struct KeptElsewhereTests {
  private func world() throws -> ReportWorld {
    let world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    return world
  }

  private func auth(_ world: ReportWorld) throws -> JSON? {
    try world.document("overview")["agents"]?.array?
      .first { $0["agentId"] == "main" }?["auth"]
  }

  private func source(_ world: ReportWorld) throws -> String? {
    try world.document("models status")["auth"]?["providers"]?.array?
      .first { $0["provider"] == "openai" }?["effective"]?["kind"]?.string
  }

  private func step(_ world: ReportWorld) throws -> JSON? {
    try world.document("models resolve")["candidates"]?[0]
  }

  @Test
  func `a provider whose profiles all rest was called present for a variable that no run takes`()
    throws
  {
    var world = try world()
    world.harness.environment = world.harness.environment.setting(
      "OPENAI_API_KEY", "sk-env-0123456789abcdef")
    #expect(try auth(world)?["present"] == ["openai"])
    for id in ["openai:work", "openai:home"] {
      try world.done("report failure --profile \(id) --status 402")
    }
    #expect(try auth(world)?["unusable"] == ["openai"], "\(world.run("overview"))")
    #expect(try source(world) == "profiles")
    #expect(try step(world)?.text(.compact).contains("OPENAI_API_KEY") == false)
  }

  @Test func `a run takes the variable where the profiles have ended, and so says the overview`()
    throws
  {
    var world = try world()
    for id in ["openai:work", "openai:home"] { try world.done("models auth logout \(id) --yes") }
    try world.key("token-0123456789abcdef")
    try world.done(
      "models auth paste-token --provider openai --profile-id openai:t --expires-in 1h --from-file ~/key"
    )
    #expect(try source(world) == "profiles")
    world.clock.step(milliseconds: 7_200_000)
    // With nothing behind it the profile is still what there is; its health says how it stands.
    #expect(try source(world) == "profiles")
    #expect(try auth(world)?["unusable"] == ["openai"])
    world.harness.environment = world.harness.environment.setting(
      "OPENAI_API_KEY", "sk-env-0123456789abcdef")
    // The source in status is the first place that has anything, good or not (6.2).
    #expect(try source(world) == "profiles")
    #expect(try auth(world)?["present"] == ["openai"])
    #expect(try step(world)?.text(.compact).contains("OPENAI_API_KEY") == true)
  }

  @Test func `a key that a program prints was called fine though nobody asked it`() throws {
    let world = try world()
    for id in ["openai:work", "openai:home"] { try world.done("models auth logout \(id) --yes") }
    try world.folder.write(
      """
      { secrets: { providers: { default: { source: 'exec', command: '/bin/false' } } },
        agents: { list: [{ id: 'main' }] } }
      """, to: "state/openclaw.json")
    try world.folder.write(
      """
      {"version": 1, "profiles": {"openai:x": {"type": "api_key", "provider": "openai",
        "keyRef": {"source": "exec", "provider": "default", "id": "openai/key"}}}}
      """, to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    try world.done("models set openai/gpt-5.2")
    let list = try world.document("models auth list --provider openai")["profiles"]
    #expect(list?[0]?["status"] == "not checked", "\(list ?? .null)")
    #expect(try auth(world)?["notChecked"] == ["openai"])
    #expect(try world.done("overview").contains("not checked: openai"))
    // Beside one that is at hand the provider has a credential.
    try world.key("key-0123456789abcdef")
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:y --from-file ~/key")
    #expect(try auth(world)?["present"] == ["openai"])
  }
}
