import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Profiles of an agent beside those that all share: every page tells the story of the run.
@Suite struct SharedAndOwnTests {
  private let world: ReportWorld

  init() throws { world = try ReportWorld() }

  /// Imports the profiles of the main agent, which become shared ones, and those of `ops`.
  private func load(main: String, ops: String) throws {
    try world.folder.write(
      #"{"version": 1, "profiles": {\#(main)}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    try world.folder.write(
      #"{"version": 1, "profiles": {\#(ops)}}"#, to: "state/agents/ops/agent/auth-profiles.json")
    try world.folder.write(
      #"{"agents": {"list": [{"id": "main"}, {"id": "ops"}]}}"#, to: "state/openclaw.json")
    try world.done("import ~/state")
  }

  private func key(_ id: String, _ provider: String) -> String {
    #""\#(id)": {"type": "api_key", "provider": "\#(provider)", "key": "key-\#(id)-0123456789"}"#
  }

  /// The profiles of the first candidate, in order.
  private func profiles(_ line: String) throws -> [String] {
    let credentials = try world.document(line)["candidates"]?[0]?["credentials"]?.array ?? []
    return credentials.compactMap { $0["profileId"]?.string }
  }

  @Test func `a shared profile was used although the agent has its own of that id`() throws {
    try load(main: key("desk", "groq"), ops: key("desk", "xai"))
    #expect(try profiles("models resolve --agent main --model groq/m") == ["desk"])
    #expect(try profiles("models resolve --agent ops --model groq/m") == [])
    #expect(try profiles("models resolve --agent ops --model xai/m") == ["desk"])
  }

  @Test func `an own profile takes the place of the one that it hides (X74)`() throws {
    try load(
      main: [key("xai:b", "xai"), key("xai:z", "xai")].joined(separator: ","),
      ops: key("xai:b", "xai"))
    #expect(try profiles("models resolve --agent ops --model xai/m") == ["xai:b", "xai:z"])
  }

  @Test func `an order of another provider's profiles was fine for status and blocked for runs`()
    throws
  {
    try load(main: key("zai:a", "zai"), ops: "")
    try world.done("models set zai/glm")
    #expect(world.run("models status --check").exitCode == 0)
    try world.folder.write(
      #"{"auth": {"order": {"zai": ["openai:work"]}}, "agents": {"list": [{"id": "main"}]}}"#,
      to: "other/openclaw.json")
    try world.done("import ~/other")
    try world.done("models set zai/glm")
    #expect(world.run("models resolve").exitCode == 1)
    #expect(world.run("models status --check").exitCode == 1)
  }
}
