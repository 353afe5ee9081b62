import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// The history of what went: profiles of agents that are removed, orders that are copied, and what keeps a profile from going.
@Suite struct RecordedRemovalTests {
  private func history(_ world: ReportWorld, _ options: String) throws -> [String] {
    try (world.document("models auth history \(options)")["events"]?.array ?? []).map { event in
      [
        event["kind"]?.string, event["scope"]?.string, event["profileId"]?.string,
        event["reason"]?.string, event["detail"]?.string,
      ].compactMap { $0 }.joined(separator: " ")
    }
  }

  private func world() throws -> ReportWorld {
    let world = try ReportWorld()
    for name in ["a", "b"] {
      try world.done(
        "models auth paste-api-key --provider openai --profile-id openai:\(name) --agent ops --from-file ~/key"
      )
    }
    try world.done("models auth order set --provider openai --agent ops openai:b openai:a")
    return world
  }

  @Test func `no history told of the credentials of a removed agent`() throws {
    let world = try world()
    try world.done("agents remove ops --yes")
    #expect(
      try history(world, "--agent ops --limit 3") == [
        "logout ops openai:b agent removed", "logout ops openai:a agent removed",
        "order_changed ops agent removed cleared",
      ])
    let actor = try world.document("models auth history --agent ops --limit 1")
    #expect(actor["events"]?[0]?["event"]?.int64 != nil, "\(actor)")
  }

  @Test func `the history of an agent did not have what an import or a logout did at its scope`()
    throws
  {
    let world = try ReportWorld()
    try world.folder.write(
      "{ agents: { list: [{ id: 'main' }, { id: 'ops' }] } }", to: "state/openclaw.json")
    try world.folder.write(
      """
      {"version": 1, "profiles": {"xai:a": {"type": "api_key", "provider": "xai", "key": "FAKE-KEY-0123456789"},
        "xai:b": {"type": "api_key", "provider": "xai", "key": "FAKE-KEY-9876543210"}},
        "order": {"xai": ["xai:b", "xai:a"]}}
      """, to: "state/agents/ops/agent/auth-profiles.json")
    try world.done("import ~/state")
    try world.done("models auth logout xai:b --agent ops --yes")
    #expect(
      try history(world, "--agent ops") == [
        "logout ops xai:b", "order_changed ops logout xai:a",
        "order_changed ops import xai:b, xai:a",
        "login ops xai:b import", "login ops xai:a import",
      ])
  }

  @Test func `no history told of an order that was copied to an agent`() throws {
    let world = try world()
    try world.done("agents copy ops ops-2")
    #expect(
      try history(world, "--agent ops-2 --kind order_changed") == [
        "order_changed ops-2 copied from ops openai:b, openai:a"
      ])
  }

  @Test
  func `a profile that a provider's key names could be logged out when an import sealed the name`()
    throws
  {
    let world = try ReportWorld()
    try world.folder.write(
      """
      { agents: { list: [{ id: 'main' }] }, models: { providers: {
          openai: { baseUrl: 'https://api.openai.com/v1', apiKey: 'openai:work', models: [] } } } }
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
    let refused = world.run("models auth logout openai:work --yes")
    #expect(refused.exitCode == 77, "\(refused)")
    #expect(refused.errors.contains("is referenced by models.providers.openai.apiKey"))
    #expect(refused.errors.contains("purser providers set openai --no-key"))
    try world.done("models auth logout openai:home --yes")
    try world.done("providers set openai --no-key")
    try world.done("models auth logout openai:work --yes")
  }

  @Test func `a reported time beyond what a profile rests was cut in silence`() throws {
    let world = try ReportWorld()
    let line = "report failure --profile openai:work --status 429 --retry-after"
    let cut = world.run("\(line) 5184000")
    #expect(cut.exitCode == 0)
    #expect(cut.errors.contains("longer than 31 days"), "\(cut)")
    #expect(!world.run("\(line) 2678400").errors.contains("31 days"))
  }
}
