import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Exports that somebody changed by hand before the store moved on.
@Suite struct EditedExportTests: EditedFile {
  static let file = "st/agents/ops/agent/models.json"
  private static let old = "sk-lab-OLD-0123456789abcdef"
  private static let new = "sk-lab-NEW-9876543210fedcba"
  let folder: TemporaryFolder
  var harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    harness.input = Self.new
    #expect(harness.run("init").exitCode == 0)
  }

  private static func provider(_ name: String, key: String) -> String {
    #""\#(name)": {"baseUrl": "http://\#(name).example/v1", "api": "openai-completions", "apiKey": "\#(key)", "headers": {"X-Team-Token": "\#(key)-h"}, "models": [{"id": "m", "name": "m"}]}"#
  }

  /// Imports a configuration with two providers and one agent.
  private func importing(withGone: Bool = true) throws {
    let gone = withGone ? ", " + Self.provider("gone", key: "sk-gone-0123456789abcdefgh") : ""
    try folder.write(
      """
      {"agents": {"list": [{"id": "ops"}]}, "models": {"providers": {
        \(Self.provider("lab", key: Self.old))\(gone)}}}
      """, to: "st/openclaw.json")
    run("import ~/st")
  }

  private func providers() throws -> JSON {
    try #require(try JSON.parse(folder.text(Self.file))["providers"])
  }

  private static let options = ["", "--secrets", "--dialect dollar --secrets"]

  @Test(arguments: options)
  func `after one hand edit nothing of the store reached the file any more`(options: String) throws
  {
    try importing()
    run("export --agent ops \(options)")
    try edit(#""name": "m""#, to: #""name": "mm""#)
    run("providers set lab --key-stdin")
    run("providers set lab --base-url http://n.example/v1")
    run("providers remove gone --yes")
    #expect(run("export --agent ops \(options) --check", 1).contains("changed by hand"))
    let said = run("export --agent ops \(options)")
    #expect(!said.contains("kept") && !said.contains("does not know"), "\(said)")
    let providers = try providers()
    #expect(providers["lab"]?["apiKey"]?.string == (options == "" ? "secretref-managed" : Self.new))
    #expect(providers["lab"]?["baseUrl"] == "http://n.example/v1")
    #expect(providers["lab"]?["models"]?[0]?["name"] == "m")
    #expect(providers["gone"] == nil)
    run("export --agent ops \(options) --check")
  }

  @Test(arguments: options)
  func `a removed provider stayed in a file that was edited elsewhere`(options: String) throws {
    try importing()
    run("export --agent ops \(options)")
    try edit("http://lab.example/v1", to: "http://mine.example/v1")
    run("providers remove gone --yes")
    run("export --agent ops \(options)")
    #expect(try providers()["gone"] == nil)
    #expect(try providers()["lab"]?["baseUrl"] == "http://mine.example/v1")
    run("export --agent ops \(options) --check")
    try importing(withGone: false)
    #expect(!run("providers list --agent ops").contains("gone"))
  }

  @Test func `a provider that somebody edited went since the store had removed it`() throws {
    try importing()
    run("export --agent ops")
    try edit("http://gone.example/v1", to: "http://mine.example/v1")
    run("providers remove gone --yes")
    #expect(run("export --agent ops").contains("(kept by an export)"))
    #expect(try providers()["gone"]?["baseUrl"] == "http://mine.example/v1")
  }

  @Test func `what an agent alone has followed the store as little`() throws {
    try importing()
    try folder.write(
      "{\"providers\": {\(Self.provider("own", key: Self.old))}}", to: Self.file)
    run("import ~/st")
    run("export --agent ops --secrets")
    try edit(#""maxTokens""#, to: #""maxTokens2""#)
    run("providers set own --agent ops --key-stdin")
    run("export --agent ops --secrets")
    #expect(try providers()["own"]?["apiKey"]?.string == Self.new)
    run("providers remove own --agent ops --yes")
    try edit(#""maxTokens""#, to: #""maxTokens2""#)
    run("providers set gone --base-url http://n.example/v1")
    run("export --agent ops --secrets")
    #expect(try providers()["gone"]?["baseUrl"] == "http://n.example/v1")
  }

  @Test func `the key of a profile that was replaced stayed in an edited file`() throws {
    try importing()
    run(
      "providers add groq --base-url https://groq.example/v1 --api openai-completions --model a")
    try folder.write("key-of-groq-0123456789", to: "key")
    run("models auth paste-api-key --provider groq --from-file ~/key")
    run("export --agent ops --secrets")
    #expect(try providers()["groq"]?["apiKey"] == "key-of-groq-0123456789")
    try edit(#""maxTokens""#, to: #""maxTokens2""#)
    try folder.write("other-of-groq-9876543210", to: "key")
    run("models auth paste-api-key --provider groq --from-file ~/key")
    let said = run("export --agent ops --secrets")
    #expect(!said.contains("kept"), "\(said)")
    #expect(try providers()["groq"]?["apiKey"] == "other-of-groq-9876543210")
  }

  @Test func `a key of somebody's own was said to be unknown, with advice that brings it back`()
    throws
  {
    try importing()
    run("export --agent ops --secrets")
    try edit(Self.old + "\"", to: "sk-mine-0123456789abcdef\"")
    run("providers set lab --key-stdin")
    let said = run("export --agent ops --secrets")
    #expect(said.contains("The file's own key in plain text is kept; the store has another."))
    #expect(said.contains("purser export --agent ops --secrets --mode replace writes the store's"))
    #expect(try providers()["lab"]?["apiKey"] == "sk-mine-0123456789abcdef")
    run("export --agent ops --secrets --mode replace")
    #expect(try providers()["lab"]?["apiKey"]?.string == Self.new)
  }

  @Test func `a check said that all is well once the store moved on below what an export kept`()
    throws
  {
    try importing()
    run("export --agent ops --secrets")
    try edit("http://lab.example/v1", to: "http://mine.example/v1")
    try edit(#""maxTokens""#, to: #""maxTokens2""#)
    run("export --agent ops --secrets")
    run("settings set models.mode merge")
    run("export --agent ops --secrets --check")
    run("providers set lab --base-url http://n.example/v1")
    let said = run("export --agent ops --secrets --check", 1)
    #expect(said.contains("stale: the store has moved on"), "\(said)")
    #expect(said.contains(#"providers.lab.baseUrl: "http://mine.example/v1" -> "http://n"#))
    let told = run("export --agent ops --secrets")
    #expect(told.contains("0 files written, 0 unchanged, 1 kept as exported."), "\(told)")
    #expect(told.contains("purser export --agent ops --secrets --mode replace writes"), "\(told)")
    run("import ~/st")
    run("export --agent ops --secrets")
    run("export --agent ops --secrets --check")
    #expect(try providers()["lab"]?["baseUrl"] == "http://mine.example/v1")
  }

  @Test func `what was kept once stayed after an import had taken it over`() throws {
    try importing()
    run("export --agent ops")
    try edit("http://lab.example/v1", to: "http://mine.example/v1")
    run("export --agent ops")
    run("import ~/st")
    run("export --agent ops")
    run("providers set lab --agent ops --base-url http://n.example/v1")
    run("export --agent ops")
    #expect(try providers()["lab"]?["baseUrl"] == "http://n.example/v1")
  }

  @Test(arguments: ["sk-a$b1234567890xyz", "$$", "a$$b", "$!a", "pre$UPPER9", "$lower"])
  func `a key with a dollar stayed as newer readers take it for a variable`(key: String) throws {
    try folder.write(#"{"agents": {"list": [{"id": "ops"}]}}"#, to: "st/openclaw.json")
    try folder.write(
      """
      {"providers": {"lab": {"baseUrl": "http://lab.example/v1", "api": "openai-completions",
        "apiKey": "\(key)", "models": [{"id": "m", "name": "m"}]}}}
      """, to: Self.file)
    run("import ~/st")
    run("export --agent ops --secrets --dialect dollar --out ~/out")
    let said = run("export --agent ops --secrets --dialect dollar")
    #expect(!said.contains("own key"), "\(said)")
    let issued = try JSON.parse(folder.text("out/ops/models.json"))["providers"]?["lab"]?["apiKey"]
    #expect(try providers()["lab"]?["apiKey"] == issued)
    #expect(issued?.string == key.replacing("$", with: "$$"))
    run("export --agent ops --secrets --dialect dollar --check")
  }

  @Test func `the hint for a provider of an agent failed, and what both say was a hand edit`()
    throws
  {
    try folder.write(#"{"agents": {"list": [{"id": "ops"}]}}"#, to: "st/openclaw.json")
    try folder.write(
      """
      {"providers": {"newp": {"baseUrl": "http://newp.example/v1", "api": "openai-completions",
        "apiKey": "NEWP_KEY", "models": [{"id": "m", "name": "m"}]}}}
      """, to: Self.file)
    run("import ~/st")
    run("export --agent ops")
    try edit("\"apiKey\": \"NEWP_KEY\",", to: "")
    run("export --agent ops --check", 1)
    run("import ~/st")
    #expect(!run("export --agent ops --check").contains("changed by hand"))
    let said = run("export --agent ops")
    #expect(said.contains("purser providers set newp --agent ops --key-env NAME"), "\(said)")
    #expect(said.contains("0 files written, 1 unchanged"), "\(said)")
    run("export --agent ops --check")
    run("providers set newp --agent ops --key-env NAME")
    run("export --agent ops")
    #expect(try providers()["newp"]?["apiKey"] == "NAME")
  }

  @Test func `an export, its check and its diff did not agree about a file that nobody can read`()
    throws
  {
    try folder.write(#"{"agents": {"list": [{"id": "ops"}]}}"#, to: "st/openclaw.json")
    run("import ~/st")
    try folder.write(#"{"providers":"#, to: Self.file)
    for option in ["", "--check", "--diff", "--dry-run"] {
      let said = run("export --agent ops \(option)")
      #expect(said.contains("is not valid JSON"), "\(option): \(said)")
      #expect(said.contains("purser export --agent ops --mode replace writes"), "\(said)")
      #expect(try JSON.parse(run("export --agent ops \(option) --json"))["drift"] == false)
    }
    #expect(run("export --agent ops --check").contains("1 that nobody can read left alone"))
    #expect(try folder.text(Self.file) == #"{"providers":"#)
    run("export --agent ops --mode replace")
    #expect(try providers() == [:])
    run("export --agent ops --check")
  }
}
