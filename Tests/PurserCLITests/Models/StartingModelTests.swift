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
    #expect(
      try world.document("models resolve --agent main --model anthropic/a1")["candidates"]?[0]?[
        "model"] == "anthropic/a1")
    try world.done("models allow add anthropic/a1")
    #expect(try chain() == ["anthropic/a1", "xai/g1"])
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
