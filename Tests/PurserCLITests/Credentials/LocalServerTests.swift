import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Servers on this machine that are called without a key: export, resolve, status and live checks agree on them.
@Suite struct LocalServerTests {
  private func world(_ provider: String, at url: String) throws -> ReportWorld {
    let world = try ReportWorld()
    try world.done("agents set main --agent-dir ~/main")
    try world.done("providers add \(provider) --base-url \(url) --model small")
    try world.done("models set \(provider)/small")
    return world
  }

  @Test(arguments: [
    ("ollama", "http://127.0.0.1:11434/v1", "ollama-local"),
    ("lmstudio", "http://localhost:1234/v1", "lmstudio-local"),
    ("vllm", "http://127.0.0.1:8000/v1", "custom-local"),
  ])
  func `a local server without a key was exported with one and resolved without`(
    provider: String, url: String, word: String
  ) throws {
    let world = try world(provider, at: url)
    try world.done("export --agent main")
    let file = try JSON.parse(world.folder.text("main/models.json"))
    #expect(file["providers"]?[provider]?["apiKey"]?.string == word)
    #expect(
      try world.done("models resolve --agent main --with-credential --plain") == word + "\n")
    let status = try world.document("models status --agent main")
    #expect(status["auth"]?["missingProvidersInUse"] == [])
    let row = status["auth"]?["providers"]?.array?.first { $0["provider"]?.string == provider }
    #expect(row?["effective"] == ["kind": "local", "detail": .string(url)])
    #expect(world.run("models status --agent main --check").exitCode == 0)
    let overview = try world.document("overview --agent main")
    #expect(overview["agents"]?[0]?["auth"]?["status"] == "present")
    #expect(
      try world.document("models list --agent main")["models"]?[0]?["available"] == true)
  }

  @Test(arguments: [
    ("ollama", "https://ollama.example/v1"), ("ollama", "http://192.168.1.9:11434/v1"),
    ("mine", "http://127.0.0.1:9000/v1"),
  ])
  func `a server that is elsewhere or that nobody knows wants its key`(
    provider: String, url: String
  ) throws {
    let world = try world(provider, at: url)
    #expect(world.run("models resolve --agent main").exitCode == 1)
    let status = try world.document("models status --agent main")
    #expect(status["auth"]?["missingProvidersInUse"] == [.string(provider)])
  }

  @Test func `a key of a local server goes before the word for none`() throws {
    let world = try world("vllm", at: "http://127.0.0.1:8000/v1")
    try world.done(
      "models auth paste-api-key --provider vllm --profile-id vllm:a --from-file ~/key")
    let resolved = try world.document("models resolve --agent main")
    let kinds = resolved["candidates"]?[0]?["credentials"]?.array?.map { $0["kind"] }
    #expect(kinds == ["profile", "models.json"], "\(resolved)")
  }
}
