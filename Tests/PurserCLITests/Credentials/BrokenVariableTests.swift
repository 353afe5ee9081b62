import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// Variables whose text no call can carry: every page tells the story of the run.
@Suite struct BrokenVariableTests {
  private static let broken = "sk-broken\n0123456789"

  /// A world without profiles that has a variable with a line break in its text.
  private func world(_ name: String) throws -> ReportWorld {
    var world = try ReportWorld()
    for id in ["openai:work", "openai:home"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.done("models set openai/gpt-5.2")
    world.harness.environment = world.harness.environment.setting(name, Self.broken)
    return world
  }

  @Test func `a variable with a line break was called usable and then refused`() throws {
    let world = try world("OPENAI_API_KEY")
    let resolved = try world.document("models resolve")
    #expect(resolved["candidates"]?[0]?["credentials"] == [])
    #expect(resolved["candidates"]?[0]?["reason"] == "ineligible_profile", "\(resolved)")
    let page = world.run("models resolve")
    #expect(page.exitCode == 1 && !page.output.contains("+ env"), "\(page.output)")
    #expect(world.run("models status --check").exitCode == 1)
    let status = try world.done("models status")
    #expect(status.contains("env=ineligible"), "\(status)")
    let fleet = try world.document("models status --all-agents")
    #expect(fleet["agents"]?[0]?["missingProvidersInUse"] == ["openai"])
    #expect(try world.document("overview")["agents"]?[0]?["auth"]?["status"] == "missing")
    #expect(try !world.done("models explain openai/gpt-5.2").contains("+ env"))
    let handed = world.run("models resolve --with-credential")
    #expect(handed.exitCode == 1)
    #expect(handed.errors.contains("The variable 'OPENAI_API_KEY' holds a control character"))
    #expect(handed.errors.contains("Give the key alone, on one line."), "\(handed.errors)")
    for text in [page.output, status, handed.errors] { #expect(!text.contains("sk-broken")) }
  }

  @Test func `a key of the config that names such a variable was called usable`() throws {
    let world = try world("LAB_KEY")
    try world.folder.write(
      """
      { models: { providers: { openai: { baseUrl: 'https://openai.example/v1', api: 'openai-completions',
        apiKey: '${LAB_KEY}', models: [{ id: 'gpt-5.2' }] } } } }
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
    try world.done("models set openai/gpt-5.2")
    #expect(world.run("models resolve").exitCode == 1)
    #expect(world.run("models status --check").exitCode == 1)
    #expect(try world.done("models status").contains("models.json=ineligible"))
  }

  @Test func `a reference to a variable of two lines was called usable, and then not set`() throws {
    let world = try world("LAB_KEY")
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:lab --ref env:LAB_KEY")
    #expect(try world.document("models auth list")["profiles"]?[1]?["status"] == "ineligible")
    let resolved = try world.document("models resolve")
    #expect(resolved["candidates"]?[0]?["reason"] == "ineligible_profile", "\(resolved)")
    let status = world.run("models status --check --json")
    #expect(status.exitCode == 1)
    #expect(status.output.contains(#""ineligible_profile""#), "\(status.output)")
    let handed = world.run("models resolve --with-credential")
    #expect(handed.errors.contains("more than one line"), "\(handed.errors)")
    #expect(!handed.errors.contains("Set the variable"), "\(handed.errors)")
  }
}
