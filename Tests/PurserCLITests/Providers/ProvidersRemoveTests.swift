import JSONKit
import PurserDomain
import PurserStore
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct ProvidersRemoveTests {
  /// `lab` stands at the defaults and is used by `ops`; `coder` has one of its own.
  private func world() throws -> ProvidersWorld {
    let world = try ProvidersWorld()
    try world.done(
      "add lab --base-url https://lab.example --api openai-completions --key-stdin --model q",
      input: ProvidersWorld.secret)
    try world.done("add lab --base-url https://own.example --key-env K_KEY --agent coder")
    let lab = ModelRef(provider: "lab", model: "q")
    try world.harness.context().write(WriteOptions()) { session in
      try session.routes.replace(
        at: .defaults, purpose: .text,
        with: StoredRoute(primary: "openai/gpt-5.2", fallbacks: ["lab/q"], policy: .list)
      ) { _ in nil }
      try session.aliases.insert(StoredAlias(scope: .defaults, name: "l", ref: lab, position: 0))
      try session.allow.replace(
        at: .defaults,
        with: StoredAllowlist(
          mode: .only,
          entries: [
            AllowEntry(pattern: "lab/*", source: .policy),
            AllowEntry(pattern: "openai/gpt-5.2", source: .policy),
          ]))
    }
    return world
  }

  private func setPrimary(_ written: String, _ scope: ScopeID, in world: ProvidersWorld) throws {
    try world.harness.context().write(WriteOptions()) { session in
      try session.routes.replace(
        at: scope, purpose: .text, with: StoredRoute(primary: written)
      ) { _ in nil }
    }
  }

  @Test func `a removal asks, and names who still uses the provider`() throws {
    var world = try world()
    world.harness.terminalWidth = 80
    let no = world.run("remove lab", typed: "n")
    #expect(no.output == "Cancelled.\n")
    #expect(
      no.errors == """
        Warning: still in use by the defaults: fallback 'lab/q'.
        Warning: still in use by the defaults: alias 'l'.
        Warning: still in use by the defaults: allowed model 'lab/*'.
        Remove provider 'lab' with its models and keys? [y/N] 
        """)
    #expect(try world.stored("lab") != nil)
    let yes = world.run("remove lab", typed: "y")
    #expect(
      yes.output
        == "Updated ~/.local/share/purser/purser.db\nRemoved provider: lab (1 model)\n")
    #expect(try world.stored("lab") == nil)
    #expect(try world.models("lab").isEmpty)
    #expect(try world.secretCount() == 0)
    #expect(try world.stored("lab", at: .named("coder")) != nil)
  }

  @Test(arguments: ["lab/q", "l"])
  func `a provider that a default model needs stays, unless forced`(written: String) throws {
    let world = try world()
    try setPrimary(written, .named("ops"), in: world)
    for line in ["remove lab --yes", "remove lab --dry-run"] {
      let result = world.run(line)
      #expect(result.exitCode == 1)
      #expect(
        result.errors.contains(
          "Provider 'lab' is in use by agent ops: default model '\(written)'."),
        "\(result.errors)")
    }
    #expect(try world.stored("lab") != nil)
    let forced = try world.done("remove lab --yes --force --json")
    let uses = try JSON.parse(forced.output)["uses"]
    #expect(
      uses?[0]
        == ["kind": "primary", "scope": "ops", "purpose": "text", "written": .string(written)])
    #expect(try world.stored("lab") == nil)
  }

  @Test func `what an agent falls back to keeps its models usable`() throws {
    let world = try world()
    try setPrimary("lab/q", .named("coder"), in: world)
    let result = try world.done("remove lab --agent coder --yes")
    #expect(result.errors == "")
    #expect(try world.stored("lab", at: .named("coder")) == nil)
    #expect(world.run("remove lab --yes").exitCode == 1)
  }

  @Test func `an agent that has its own does not need that of the defaults`() throws {
    let world = try world()
    try setPrimary("lab/q", .named("coder"), in: world)
    try world.done("remove lab --yes")
    #expect(world.run("remove lab --yes --agent coder").exitCode == 1)
  }

  @Test(arguments: [
    ("remove none --yes", "The defaults have no provider 'none'."),
    ("remove lab --agent ops --yes", "has no provider 'lab' of its own"),
  ])
  func `what is not there is not removed`(line: String, message: String) throws {
    let result = try world().run(line)
    #expect(result.exitCode == 1)
    #expect(result.errors.contains(message))
  }

  @Test func `nobody to ask means no`() throws {
    let result = try world().run("remove lab")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--yes"))
  }
}
