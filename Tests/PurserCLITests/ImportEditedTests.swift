import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Imports of exported files that somebody changed by hand, after the store had moved on.
@Suite struct ImportEditedTests: EditedFile {
  static let file = "st/agents/ops/agent/models.json"
  private static let old = "sk-lab-OLD-0123456789abcdef"
  private static let new = "sk-lab-NEW-9876543210fedcba"
  private static let hand = "sk-hand-0123456789abcdef"
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    run("init")
    try folder.write(
      """
      {"agents": {"list": [{"id": "ops"}]}, "models": {"providers": {
        "lab": {"baseUrl": "http://lab.example/v1", "api": "openai-completions", "models": [{"id": "m", "name": "m"}]}}}}
      """, to: "st/openclaw.json")
    run("import ~/st")
    run("providers set lab --key-stdin", input: Self.old)
    run("providers add gone --base-url http://gone.example/v1")
    run("export --agent ops --secrets")
  }

  private func lab() throws -> JSON {
    try #require(try JSON.parse(folder.text(Self.file))["providers"]?["lab"])
  }

  @Test func `an import of a file that was edited brought a key back that had been replaced`()
    throws
  {
    try edit(#""name": "m""#, to: #""name": "mm""#)
    run("providers set lab --key-stdin", input: Self.new)
    run("import ~/st")
    #expect(run("import ~/st").contains("Nothing changed"))
    run("export --agent ops --secrets")
    #expect(try lab()["apiKey"]?.string == Self.new)
    #expect(try lab()["models"]?[0]?["name"] == "mm")
    run("export --agent ops --secrets --check")
  }

  @Test func `an import of a file that was edited brought a key back that had been withdrawn`()
    throws
  {
    try edit(#""name": "m""#, to: #""name": "mm""#)
    run("providers set lab --no-key")
    run("import ~/st")
    #expect(run("models auth list").contains(Self.old) == false)
    #expect(run("providers list --agent ops --json").contains("sealed") == false)
  }

  @Test func `an import of a file that was edited brought an old endpoint back`() throws {
    try edit(#""name": "m""#, to: #""name": "mm""#)
    try folder.write("{\"agents\": {\"list\": [{\"id\": \"ops\"}]}}", to: "st/openclaw.json")
    run("providers set lab --base-url http://new.example/v1")
    run("import ~/st")
    run("export --agent ops --secrets")
    #expect(try lab()["baseUrl"] == "http://new.example/v1")
    #expect(try lab()["models"]?[0]?["name"] == "mm")
  }

  @Test(arguments: ["http://lab.example", "http://gone.example"])
  func `an import of a file that was edited elsewhere brought a removed provider back`(
    edited: String
  )
    throws
  {
    try edit(edited, to: "http://mine.example")
    run("providers remove gone --yes")
    run("import ~/st")
    let isBack = run("providers list --agent ops").contains("gone")
    #expect(isBack == (edited == "http://gone.example"))
    run("export --agent ops --secrets")
    #expect(try lab()["apiKey"]?.string == Self.old)
  }

  @Test func `a key that somebody wrote into the file is the agent's own`() throws {
    try edit(Self.old, to: Self.hand)
    run("providers set lab --key-stdin", input: Self.new)
    run("import ~/st")
    run("export --agent ops --secrets")
    #expect(try lab()["apiKey"]?.string == Self.hand)
    run("export --agent ops --secrets --check")
  }
}
