import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// The way back from a change over agents to what the defaults say.
@Suite struct ModelsUnsetTests {
  let world: ReportWorld

  init() throws {
    world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    try world.done("models fallbacks add anthropic/claude-opus-4-5")
  }

  private func status(_ agent: String) throws -> JSON {
    try world.document("models status --agent \(agent)")
  }

  @Test func `an agent that was given a model could never follow the defaults again`() throws {
    let before = try status("ops")
    try world.done("models set openai/o1 --all-agents")
    try world.done("models fallbacks add openai/o3 --agent ops")
    #expect(try status("ops")["resolvedDefault"] == "openai/o1")
    let answer = world.run("models unset --agent ops")
    #expect(answer.output.contains("Default model: openai/gpt-5.2"), "\(answer)")
    let inherited = world.run("models fallbacks inherit --agent ops")
    #expect(inherited.output.contains("anthropic/claude-opus-4-5"), "\(inherited)")
    #expect(try status("ops") == before)
    try world.done("models set openai/o9")
    #expect(try status("ops")["resolvedDefault"] == "openai/o9")
    #expect(try status("main")["resolvedDefault"] == "openai/o1")
  }

  @Test func `an agent with a model of its own takes the fallbacks of the defaults when told so`()
    throws
  {
    try world.done("models set openai/o1 --agent ops")
    #expect(try status("ops")["fallbacks"] == [])
    try world.done("models fallbacks inherit --agent ops")
    #expect(try status("ops")["fallbacks"] == ["anthropic/claude-opus-4-5"])
    #expect(try status("ops")["resolvedDefault"] == "openai/o1")
  }

  @Test func `the defaults without a model have none in the document, and nobody to inherit from`()
    throws
  {
    #expect(world.run("models fallbacks inherit").exitCode == 65)
    let answer = try world.document("models unset")
    #expect(answer["scopes"]?.array?.first?["scope"] == "*", "\(answer)")
    #expect(try world.document("models unset")["event"] == .null)
    try world.done("models set-image openai/gpt-5.2 --agent ops")
    #expect(try world.document("models unset-image --agent ops --dry-run")["dryRun"] == true)
    #expect(world.run("models unset-image --agent ops").output.contains("Image model: none"))
    #expect(world.run("models image-fallbacks inherit --agent ops").exitCode == 0)
  }
}
