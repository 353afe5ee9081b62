import JSONKit
import PurserDomain
import PurserStore
import Testing

@testable import PurserCLI

/// What writers of the models family leave in the store.
@Suite struct ModelsWriteTests {
  let world: ModelsWorld

  init() throws { world = try ModelsWorld() }

  private func configuration(_ scope: String) throws -> ScopeConfiguration {
    try world.harness.context().read { try $0.configuration(at: ScopeID(scope)) }
  }

  private func revision() throws -> Int64 { try world.harness.context().read { try $0.revision() } }

  @Test func `a change over many agents is one event with its reason`() throws {
    let before = try revision()
    let result = world.harness.run(
      "models set openai/gpt-5.2 --all-agents --reason 'one for all' --json")
    let event = try #require(try JSON.parse(result.output)["event"]?.int64)
    #expect(event == before + 1)
    let (intent, scopes) = try world.harness.context().read { session in
      (try session.trail.require(event).intent, try session.trail.changes(of: event).map(\.scope))
    }
    #expect(intent.reason == "one for all")
    #expect(intent.command == "models set openai/gpt-5.2 --all-agents")
    #expect(Set(scopes) == ["main", "ops", "research", "odd"])
  }

  @Test func `the note after an agent's image model named the fallbacks of texts`() throws {
    #expect(world.harness.run("models set-image lab/m1").exitCode == 0)
    #expect(world.harness.run("models image-fallbacks add lab/m2").exitCode == 0)
    let result = world.harness.run("models set-image lab/m1 --agent research")
    #expect(
      result.errors.contains("'purser models image-fallbacks add REF --agent research'"),
      "\(result)")
  }

  @Test func `a hint about an agent's alias took that of the defaults away`() throws {
    for line in ["add quick openai/gpt-5.2", "add quick lab/m1 --agent research"] {
      #expect(world.harness.run("models aliases \(line)").exitCode == 0)
    }
    let line = "models aliases add quick openai/gpt-5.4 --agent research"
    let result = world.harness.run(line)
    #expect(result.errors.hasSuffix("Hint: purser models aliases remove quick --agent research\n"))
    #expect(world.harness.run("models aliases remove quick --agent research").exitCode == 0)
    #expect(world.harness.run(line).exitCode == 0)
    #expect(try configuration("*").aliases.contains { $0.name == "quick" })
  }

  @Test(arguments: [
    "models set openai/gpt-5.4", "models set-image lab/m1 --agent research",
    "models fallbacks add openai/gpt-5.4 --all-agents", "models aliases add z lab/m1",
    "models fallbacks clear", "models aliases clear --all-agents",
  ])
  func `what is set or added never changes an allowlist`(line: String) throws {
    let before = try world.harness.context().read { try $0.allow.list() }
    #expect(world.harness.run(line).exitCode == 0)
    #expect(try world.harness.context().read { try $0.allow.list() } == before)
  }

  @Test(arguments: [
    "models set openai/gpt-5.4", "models set-image lab/m1 --all-agents",
    "models fallbacks add openai/gpt-5.4", "models fallbacks remove opus", "models fallbacks clear",
    "models image-fallbacks add lab/m1", "models aliases add z lab/m1", "models aliases remove big",
    "models aliases clear", "models allow add lab/*", "models allow clear --agent research",
    "models allow mode only",
  ])
  func `a dry run shows the changes and makes none`(line: String) throws {
    let before = try revision()
    let result = world.harness.run(line + " --dry-run")
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("Dry run: "))
    #expect(try revision() == before)
    #expect(world.harness.run(line).output.hasPrefix("Updated ~/.local/share/purser/purser.db\n"))
    #expect(try revision() == before + 1)
  }

  @Test func `the fallbacks of an agent stay when its model is set`() throws {
    _ = world.harness.run("models set openai/gpt-5.4 --agent ops")
    let route = try #require(try configuration("ops").routes[.text])
    #expect(
      route == StoredRoute(primary: "openai/gpt-5.4", fallbacks: ["openai/gpt-5.2"], policy: .list))
  }

  @Test func `an agent that gets a fallback keeps those it had from the defaults`() throws {
    _ = world.harness.run("models fallbacks add lab/m1 --agent main")
    let route = try #require(try configuration("main").routes[.text])
    #expect(
      route.fallbacks == ["anthropic/claude-opus-5", "openrouter/qwen/qwen3-30b:free", "lab/m1"])
    #expect(route.primary == nil)
  }

  @Test func `a model that is there already is no change`() throws {
    let before = try revision()
    let result = world.harness.run("models fallbacks add OPUS")
    #expect(result.output.hasPrefix("Updated "))
    #expect(try revision() == before)
  }

  @Test func `an unknown provider changes nothing, for no agent`() throws {
    let before = try revision()
    let result = world.harness.run("models set labb/m1 --all-agents")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("Did you mean 'lab'?"))
    #expect(try revision() == before)
  }

  @Test(arguments: [
    "models set", "models fallbacks add", "models aliases add x", "models allow add",
  ])
  func `a name with control characters is refused and not shown`(line: String) throws {
    let words = line.split(separator: " ").map(String.init) + ["openai/gpt\u{1B}[2J\u{202E}"]
    let result = world.harness.run(words: words)
    #expect(result.exitCode == 65)
    #expect(!result.errors.unicodeScalars.contains { $0.isUnprintable && $0 != "\n" })
  }

  @Test func `an agent's own list stands for that of the defaults`() throws {
    _ = world.harness.run("models allow add openai/gpt-5.2")
    #expect(world.harness.run("models explain lab/m1").exitCode == 1)
    #expect(world.harness.run("models explain lab/m1 --agent research").exitCode == 0)
    _ = world.harness.run("models allow clear --agent research")
    #expect(world.harness.run("models explain lab/m1 --agent research").exitCode == 1)
  }

  @Test func `a switched off built-in alias comes back when nothing silences it`() throws {
    _ = world.harness.run("models aliases remove opus")
    #expect(world.harness.run("models aliases list --plain").output == "big openai/gpt-5.2\n")
    _ = world.harness.run("models aliases add opus anthropic/claude-opus-5")
    #expect(world.harness.run("models aliases list --plain").output.contains("opus "))
  }
}
