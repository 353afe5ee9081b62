import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Files of agents that others write too: gateways, newer readers and people.
@Suite struct ForeignFileTests {
  private static let own =
    #""own": {"baseUrl": "http://own.example/v1", "apiKey": "sk-own-0123456789abcdefgh", "api": "openai-completions", "models": [{"id": "q"}]}"#
  private let folder: TemporaryFolder
  private let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    #expect(harness.run("init").exitCode == 0)
  }

  private func run(_ line: String, _ code: Int32 = 0) -> String {
    let result = harness.run(line.replacing("~", with: folder.path))
    #expect(result.exitCode == code, "\(line): \(result)")
    return result.output + result.errors
  }

  private func importing(_ providers: String = "") throws {
    try folder.write(
      """
      {"agents": {"list": [{"id": "a"}]}, "models": {"providers": {\(providers)}}}
      """, to: "st/openclaw.json")
    _ = run("import ~/st")
  }

  private static func lab(key: String) -> String {
    #""lab": {"baseUrl": "http://h.example/v1", "api": "openai-completions", "apiKey": "\#(key)", "models": [{"id": "m", "name": "m"}]}"#
  }

  private func write(_ text: String) throws {
    try folder.write(text, to: "st/agents/a/agent/models.json")
  }

  private func file() throws -> JSON {
    try JSON.parse(folder.text("st/agents/a/agent/models.json"))
  }

  private func provider(_ name: String) throws -> JSON {
    try #require(try file()["providers"]?[name])
  }

  @Test
  func `a provider that only the file had went since the store had none when it was put on record`()
    throws
  {
    try importing()
    try write("{\"providers\": {\(Self.own)}}")
    #expect(run("export --agent a --check", 1).contains("never exported"))
    #expect(run("export --agent a").contains("1 kept as found"))
    _ = run("export --agent a --check")
    _ = run(
      "providers add lab --base-url http://h.example/v1 --api openai-completions --key-env LAB_KEY --model m"
    )
    _ = run("export --agent a")
    #expect(try provider("own")["apiKey"] == "sk-own-0123456789abcdefgh")
    #expect(try provider("lab")["apiKey"] == "LAB_KEY")
    _ = run("import ~/st")
    #expect(run("providers list --agent a").contains("own"))
  }

  @Test func `a file that nobody could read was put on record and overwritten`() throws {
    try importing()
    try write("{\"providers\": {\(Self.own)} oops")
    #expect(run("export --agent a").contains("is not valid JSON"))
    #expect(run("export --agent a --check").contains("is not valid JSON"))
    #expect(run("audit log").contains("put on record") == false)
  }

  @Test func `a kept provider lost its endpoint and its key to one of its name`() throws {
    try importing(Self.lab(key: "LAB_KEY"))
    try write("{\"providers\": {\(Self.own)}}")
    _ = run("export --agent a")
    _ = run(
      "providers add own --base-url http://store.example/v1 --api openai-completions --model q --key-env OWN_KEY"
    )
    let said = run("export --agent a")
    #expect(said.contains("(kept by an export)"), "\(said)")
    #expect(said.contains("gives way to the key that the store names"), "\(said)")
    #expect(try provider("own")["baseUrl"] == "http://own.example/v1")
    #expect(try provider("own")["apiKey"] == "OWN_KEY")
  }

  @Test func `a file whose keys a newer reader spelled anew counted as changed by hand`() throws {
    try importing(Self.lab(key: "LAB_KEY"))
    _ = run("export --agent a")
    let spelled = try folder.text("st/agents/a/agent/models.json")
      .replacing("\"LAB_KEY\"", with: "\"$LAB_KEY\"")
    try write(spelled)
    _ = run("export --agent a --check")
    _ = run("export --agent a")
    #expect(try folder.text("st/agents/a/agent/models.json") == spelled)
    _ = run("providers set lab --base-url http://moved.example/v1")
    #expect(run("export --agent a --check", 1).contains("stale"))
    _ = run("export --agent a")
    #expect(try provider("lab")["baseUrl"] == "http://moved.example/v1")
    #expect(try provider("lab")["apiKey"] == "$LAB_KEY")
    _ = run("export --agent a --check")
    try importing(Self.lab(key: "OTHER_KEY"))
    #expect(
      try JSON.parse(run("providers list --agent a --json"))["providers"]?[0]?["scope"] == "*")
    _ = run("providers remove lab --yes")
    _ = run("export --agent a")
    #expect(try file()["providers"] == [:])
  }

  @Test func `a key that was changed by hand went without a word`() throws {
    try importing(Self.lab(key: "sk-lab-OLD-0123456789abcdef"))
    _ = run("export --agent a --secrets")
    try write(
      folder.text("st/agents/a/agent/models.json").replacing(
        "OLD-0123456789", with: "NEW-9876543210"))
    #expect(run("export --agent a").contains("The file's own key in plain text gives way"))
  }

  @Test func `the first export over the file of a gateway told of each key that the store has`()
    throws
  {
    try importing(Self.lab(key: "sk-lab-OLD-0123456789abcdef"))
    try write("{\"providers\": {\(Self.lab(key: "sk-lab-OLD-0123456789abcdef"))}}")
    #expect(!run("export --agent a").contains("gives way"))
  }
}
