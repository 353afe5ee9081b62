import Foundation
import JSONKit
import PurserTestSupport
import Testing

/// The real program, over the real network, against a provider that lists and answers.
@Suite(.serialized) struct CatalogTests {
  private static let secret = "planted-key-0123456789-abcdefghij"

  /// A world whose OpenRouter is `fake`.
  private func world(_ fake: FakeProvider) throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.succeed("init")
    try world.succeed("agents", "add", "main")
    try world.succeed(
      "providers", "add", "openrouter", "--base-url", fake.url("/api/v1"), "--api",
      "openai-completions", "--no-key")
    try world.succeed("providers", "add", "lab", "--base-url", fake.url("/v1"), "--no-key")
    world.runner.environment["OPENROUTER_API_KEY"] = Self.secret
    return world
  }

  @Test func `lists are loaded, asked for anew, compared and listed`() throws {
    let fake = try FakeProvider()
    defer { fake.stop() }
    let world = try world(fake)
    let refresh = [
      "models", "refresh", "--source", "openrouter", "--url", fake.url("/api/v1/models"),
    ]
    #expect(try world.succeed(refresh).contains("openrouter: 3 models, 3 new"))
    let events = try world.eventCount()
    #expect(try world.succeed(refresh).contains("not changed since the last load"))
    #expect(try world.eventCount() == events)
    let modelsDev = ["models", "refresh", "--source", "models.dev", "--url", fake.url("/api.json")]
    #expect(try world.succeed(modelsDev).contains("models.dev: 1 models, 1 new"))
    let listed = try world.purser("models", "refresh", "--provider", "lab")
    // The fake provider asks for a key, and there is none.
    #expect(listed.exitCode == 69, "\(listed)")
    #expect(
      try world.succeed(
        "models", "catalog", "diff", "--source", "openrouter", "--url", fake.url("/api/v1/models"))
        == "openrouter: no difference\n")
    #expect(
      try world.succeed("models", "catalog", "list", "--free", "--plain")
        == "openrouter/acme/seer-70b:free\nopenrouter/acme/tiny-7b:free\n")
    try world.folder.write(#"{"data":[{"id":"acme/grand","architecture":{}}]}"#, to: "list.json")
    let imported = try world.succeed("models", "catalog", "import", world.folder.path("list.json"))
    #expect(imported.contains("1 changed, 2 retired"), "\(imported)")
    try world.expectSound()
  }

  @Test func `a scan tries the free models, and its key is in no row`() throws {
    let fake = try FakeProvider()
    defer { fake.stop() }
    let world = try world(fake)
    let result = try world.purser("models", "scan", "--yes", "--set-default", "--json")
    #expect(result.exitCode == 0, "\(result)")
    let document = try JSON.parse(result.output)
    #expect(document["selected"] == ["openrouter/acme/seer-70b:free"])
    #expect(document["selectedImages"] == ["openrouter/acme/seer-70b:free"])
    #expect(
      try world.succeed("models", "fallbacks", "list", "--plain")
        == "openrouter/acme/seer-70b:free\n")
    let posts = fake.requests.filter { $0.method == "POST" }
    #expect(posts.count == 3)
    #expect(posts.allSatisfy { $0.header("Authorization") == "Bearer \(Self.secret)" })
    #expect(
      fake.requests.filter { $0.method == "GET" }.allSatisfy { $0.header("Authorization") == nil })
    #expect(!(result.output + result.errors).contains(Self.secret))
    #expect(
      !String(decoding: try world.folder.bytes(FleetWorld.storeName), as: UTF8.self).contains(
        Self.secret))
    try world.expectSound()
  }

  @Test func `a server that is not there is said so in time`() throws {
    let fake = try FakeProvider()
    let world = try world(fake)
    fake.stop()
    let scan = try world.purser("models", "scan", "--no-probe", "--timeout", "2000")
    #expect(scan.exitCode == 69, "\(scan)")
    #expect(scan.errors.contains("Hint:"))
  }
}
