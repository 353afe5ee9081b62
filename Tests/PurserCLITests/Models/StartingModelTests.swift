import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Which model starts when the configured one may not, and which names stay free.
@Suite struct StartingModelTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func chain() throws -> [String] {
    try world.document("models resolve --agent main")["candidates"]?.array?
      .compactMap { $0["model"]?.string } ?? []
  }

  @Test func `a default that the allowlist excludes starts no run (B15, X45)`() throws {
    try world.done("models set anthropic/a1")
    try world.done("models fallbacks add xai/g1")
    try world.done("models allow add 'openai/*'")
    let none = world.run("models resolve --agent main")
    #expect(none.exitCode == 77, "\(none)")
    #expect(
      none.errors.contains(
        "Configured default model \"anthropic/a1\" is not allowed by agents.defaults.modelPolicy"
          + ".allow, and no allowed model is available."), "\(none)")
    try world.done("providers add openai --base-url https://x.example/v1 --model o8")
    try world.done("providers set openai --model o7")
    #expect(try chain() == ["openai/o8", "xai/g1"])
    #expect(world.run("models resolve --agent main").output.contains("anthropic/a1 is not allowed"))
    let passed = try world.document("models resolve --agent main")["passedOver"]
    #expect(
      passed?["model"] == "anthropic/a1" && passed?["ground"] == "not_listed", "\(passed ?? .null)")
    #expect(passed?["source"] == "agents.defaults.modelPolicy.allow")
    let repair = try #require(passed?["repair"]?.string)
    #expect(repair.contains("anthropic/a1"))
    #expect(
      try world.document("models resolve --agent main --model openai/o7")["passedOver"]?.isNull
        == true)
    #expect(
      try world.document("models resolve --agent main --model anthropic/a1")["candidates"]?[0]?[
        "model"] == "anthropic/a1")
    try world.done("models allow add anthropic/a1")
    #expect(try chain() == ["anthropic/a1", "xai/g1"])
  }

  @Test func `a default that its provider no longer has gives way to the first configured (A14)`()
    throws
  {
    func resolved() throws -> String? {
      try world.document("models status")["resolvedDefault"]?.string
    }
    #expect(try resolved() == "anthropic/claude-opus-4-5")
    try world.done("providers add lab --base-url https://l.example/v1 --model m1")
    // A provider that is not defined is not known to have lost anything.
    #expect(try resolved() == "anthropic/claude-opus-4-5")
    try world.done("providers add anthropic --base-url https://a.example --model claude-new")
    let first = try resolved()
    #expect(["anthropic/claude-new", "lab/m1"].contains(first))
    #expect(try chain() == [first])
    try world.done("providers set anthropic --model claude-opus-4-5")
    #expect(try resolved() == "anthropic/claude-opus-4-5")
  }

  @Test func `a bare name that its provider no longer has gives way with a warning (A14)`() throws {
    try world.folder.write(
      """
      { agents: { defaults: { model: { primary: 'claude-old' } } }, models: { providers: {
        anthropic: { baseUrl: 'https://a.example', models: [{ id: 'claude-new', name: 'New' }] } } } }
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
    #expect(try chain() == ["anthropic/claude-new"])
    let shown = try world.document("models status")
    #expect(shown["defaultModel"] == "claude-old")
    #expect(shown["resolvedDefault"] == "anthropic/claude-new")
    let told = world.run("models status")
    #expect(
      told.errors.contains(
        "Model \"claude-old\" specified without provider, and \"anthropic/claude-old\" is not "
          + "configured. Falling back to \"anthropic/claude-new\"."), "\(told)")
    try world.done("providers set anthropic --model Claude-Old")
    #expect(try chain() == ["anthropic/Claude-Old"])
  }

  @Test func `a model is explained by the chain that a run tries`() throws {
    try world.done("models set anthropic/a1")
    try world.done("models fallbacks add xai/g1")
    try world.done("models allow add 'openai/*'")
    let none = world.run("models explain anthropic/a1 --agent main --json")
    #expect(try JSON.parse(none.output)["chain"] == [])
    #expect(try JSON.parse(none.output)["place"]?.isNull == true)
    #expect(
      world.run("models explain anthropic/a1 --agent main").output.contains(
        "none: Configured default model \"anthropic/a1\" is not allowed"))
    try world.done("providers add openai --base-url https://x.example/v1 --model o8")
    for (model, place) in [("anthropic/a1", nil), ("openai/o8", 1), ("xai/g1", 2)] as [(_, Int64?)]
    {
      let explained = try JSON.parse(
        world.run("models explain \(model) --agent main --json").output)
      #expect(
        explained["chain"]?.array?.compactMap { $0["model"]?.string } == (try chain()), "\(model)")
      #expect(explained["place"]?.int64 == place, "\(model)")
    }
  }

  @Test func `a size that no column holds is listed as it is exported`() throws {
    try world.folder.write(
      """
      {"agents": {"list": [{"id": "main"}], "defaults": {"models": {"lab/f": {}, "lab/h": {}}}},
       "models": {"providers": {"lab": {"baseUrl": "https://lab", "apiKey": "LAB_KEY", "models": [
         {"id": "f", "name": "f", "contextWindow": 1500.5},
         {"id": "h", "name": "h", "contextWindow": 1e300}]}}}}
      """, to: "state/openclaw.json")
    _ = world.run("import ~/state")
    let rows = try world.document("models list --all --provider lab")["models"]?.array ?? []
    #expect(
      rows.map { $0["contextWindow"]?.int64 } == [1500, 9_007_199_254_740_991], "\(rows)")
  }

  @Test func `a built-in alias that was removed stays away when another one of its model goes`()
    throws
  {
    func names() throws -> [String] {
      try world.document("models aliases list")["aliases"]?.object?.keys ?? []
    }
    try world.done("models set openai/gpt-5.4")
    #expect(try names() == ["gpt"])
    try world.done("models aliases remove gpt")
    try world.done("models aliases add my openai/gpt-5.4")
    #expect(try names() == ["my"])
    try world.done("models aliases remove my")
    #expect(try names() == [])
    try world.done("models aliases add gpt openai/gpt-5.4")
    #expect(try names() == ["gpt"])
  }

  @Test func `a slip when a model was set does not take a name for good`() throws {
    try world.done("models set opus")
    let taken = world.run("models aliases add opus openai/gpt-5.2")
    #expect(taken.exitCode == 1)
    #expect(taken.errors.contains("would hide the model anthropic/opus"))
    try world.done("models set anthropic/claude-opus-4-5")
    try world.done("models aliases add opus openai/gpt-5.2")
    #expect(world.run("models explain opus --json").output.contains("openai/gpt-5.2"))
  }

  @Test func `an alias never shadows a model name`() throws {
    try world.done("providers add lab --base-url https://x.example/v1 --model Opus")
    for line in ["models allow add xai/Reader", "models fallbacks add xai/writer"] {
      try world.done(line)
    }
    for name in ["opus", "reader", "writer"] {
      #expect(world.run("models aliases add \(name) openai/gpt-5.2").exitCode == 1, "\(name)")
    }
    try world.done("models aliases add Reader xai/Reader")
  }
}
