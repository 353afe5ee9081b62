import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Keys and endpoints that somebody wrote into an exported file, when the store's word counts after all.
@Suite struct KeptWordTests: EditedFile {
  static let file = "c/models.json"
  private static let hand = "sk-hand-0123456789abcdef"
  private static let sealed = "secretref-managed"
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    run("init")
    run("agents add ops --agent-dir ~/c")
    run(
      "providers add lab --base-url http://lab.example/v1 --api openai-completions --model m --key-stdin",
      input: Self.key(1))
  }

  private static func key(_ number: Int) -> String { "sk-lab-\(number)-0123456789abcdef" }

  private func provider(_ name: String = "lab") throws -> JSON? {
    try JSON.parse(folder.text(Self.file))["providers"]?[name]
  }

  /// Writes a key of its own into the file, which the next export keeps.
  private func keepKey() throws {
    run("export --agent ops --secrets")
    try edit(Self.key(1), to: Self.hand)
    run("export --agent ops --secrets")
    #expect(try provider()?["apiKey"]?.string == Self.hand)
  }

  @Test func `a key that an export had kept went without a word before a marker`() throws {
    try keepKey()
    let said = run("export --agent ops")
    #expect(said.contains("warning: providers.lab.apiKey: The file's own key in plain text gives"))
    #expect(try provider()?["apiKey"]?.string == Self.sealed)
  }

  @Test func `a variable that an export had kept went without a word before a marker`() throws {
    run("providers set lab --key-command '!lab-key'")
    run("export --agent ops")
    try edit("!lab-key", to: "MY_LAB_KEY")
    run("export --agent ops")
    #expect(try provider()?["apiKey"] == "MY_LAB_KEY")
    try edit(#""name": "m""#, to: #""name": "mm""#)
    run("export --agent ops")
    run("providers set lab --key-stdin", input: Self.key(2))
    let said = run("export --agent ops")
    #expect(said.contains("warning: providers.lab.apiKey: The file's own key gives way"), "\(said)")
  }

  @Test func `the store's own key was said to be the file's, which gives way`() throws {
    try keepKey()
    run("providers set lab --key-stdin", input: Self.hand)
    let said = run("export --agent ops")
    #expect(!said.contains("gives way"), "\(said)")
    #expect(try provider()?["apiKey"]?.string == Self.sealed)
  }

  @Test func `the store's own key was said to give way in a file that was edited elsewhere`() throws
  {
    run("export --agent ops --secrets")
    try edit("http://lab.example", to: "http://mine.example")
    let said = run("export --agent ops")
    #expect(!said.contains("gives way"), "\(said)")
    #expect(try provider()?["apiKey"]?.string == Self.sealed)
  }

  @Test(arguments: [true, false])
  func `a key that somebody wrote into the file went with its provider, and nothing said so`(
    wasKept: Bool
  ) throws {
    try keepKey()
    try edit("http://lab.example", to: "http://mine.example")
    // What no merge keeps, so that the file is written.
    try edit(#""name": "m""#, to: #""name": "mm""#)
    if wasKept { run("export --agent ops --secrets") }
    run("providers add other --base-url http://o.example/v1")
    run("providers remove lab --yes")
    let said = run("export --agent ops --secrets")
    let isGone = try provider() == nil
    #expect(isGone == wasKept)
    for member in ["apiKey", "baseUrl"] {
      let what = member == "apiKey" ? "key" : "endpoint"
      #expect(
        said.contains("warning: providers.lab.\(member): The file's own \(what) goes with")
          == isGone,
        "\(said)")
    }
    run("export --agent ops --secrets --check")
  }

  @Test func `the key of a provider that only the file had went once the store had it, too`() throws
  {
    run("export --agent ops")
    try edit(
      "\"providers\": {",
      to:
        #""providers": {"mine": {"baseUrl": "http://m.example", "apiKey": "\#(Self.hand)", "api": "openai-completions"},"#
    )
    run("export --agent ops")
    run(
      "providers add mine --base-url http://st.example --api openai-completions --model z --key-stdin",
      input: Self.key(2))
    let said = run("export --agent ops")
    #expect(said.contains("warning: providers.mine.apiKey: The file's own key in plain text gives"))
    #expect(try provider("mine")?["apiKey"]?.string == Self.sealed)
  }

  @Test(arguments: [true, false])
  func
    `an endpoint that somebody wrote into the file went with the kind of API, and nothing said so`(
      wasKept: Bool
    ) throws
  {
    run("export --agent ops")
    try edit("http://lab.example", to: "http://mine.example")
    if wasKept { run("export --agent ops") }
    run("providers set lab --api anthropic-messages")
    let said = run("export --agent ops")
    #expect(said.contains("warning: providers.lab.baseUrl: The file's own endpoint gives way"))
    #expect(try provider()?["baseUrl"] == "http://lab.example/v1")
    run("export --agent ops --check")
  }

  @Test(arguments: ["", "--dialect legacy", "--dialect dollar"])
  func `a key that was withdrawn stayed in a file that was edited elsewhere`(options: String) throws
  {
    run("providers add two --base-url http://two.example")
    run("export --agent ops --secrets \(options)")
    try edit(#""contextWindow": 200000"#, to: #""contextWindow": 1000"#)
    run("providers set lab --no-key")
    run("providers set two --header A=b")
    let said = run("export --agent ops \(options)")
    #expect(said.contains("Provider 'lab' is left out: it has models but no key."), "\(said)")
    #expect(!said.contains("kept"), "\(said)")
    #expect(try provider() == nil)
    run("export --agent ops \(options) --check")
  }

  @Test(arguments: [true, false])
  func `a key that was withdrawn stayed beside an endpoint of somebody's own`(wasKept: Bool) throws
  {
    run("providers add two --base-url http://two.example")
    run("export --agent ops --secrets")
    try edit("http://lab.example", to: "http://mine.example")
    if wasKept { run("export --agent ops --secrets") }
    run("providers set lab --no-key")
    let said = run("export --agent ops")
    #expect(said.contains("Provider 'lab' is left out: it has models but no key."), "\(said)")
    #expect(said.contains("The file's own endpoint goes with its provider, which is left out."))
    #expect(!said.contains("kept"), "\(said)")
    #expect(try provider() == nil)
    run("export --agent ops --check")
    #expect(run("export --agent ops").contains("0 files written, 1 unchanged."))
  }

  @Test func `a variable that an export had filled in counted as the file's own after an edit`()
    throws
  {
    run("providers add openai --base-url http://gw.example/v1 --api openai-completions --model m")
    run("export --agent ops")
    #expect(try provider("openai")?["apiKey"] == "OPENAI_API_KEY")
    try edit(#""contextWindow": 200000"#, to: #""contextWindow": 1000"#)
    #expect(!run("export --agent ops").contains("kept"))
    try folder.write(Self.key(3), to: "key")
    run("models auth paste-api-key --provider openai --from-file ~/key")
    run("export --agent ops --secrets")
    #expect(try provider("openai")?["apiKey"]?.string == Self.key(3))
  }

  @Test(arguments: ["--secrets --dialect legacy", "--dialect dollar", "--secrets"])
  func `a key in the spelling of another dialect counted as the file's own`(options: String) throws
  {
    let key = "a$bcd$$eRTYUIOPASDFG"
    run("providers set lab --key-stdin", input: key)
    run("export --agent ops --secrets --dialect dollar")
    try edit(#""contextWindow": 200000"#, to: #""contextWindow": 1000"#)
    let said = run("export --agent ops \(options)")
    #expect(!said.contains("own key"), "\(said)")
    let written = options.contains("--secrets") ? key : Self.sealed
    #expect(try provider()?["apiKey"]?.string == written)
    run("export --agent ops \(options) --check")
  }

  @Test func `a sealed key went to an endpoint of somebody's own, and nothing said so`() throws {
    run("export --agent ops")
    try edit("http://lab.example", to: "http://lab.exarnple")
    let warning = "sealed for the provider is written beside this endpoint"
    #expect(!run("export --agent ops").contains(warning))
    #expect(run("export --agent ops --secrets").contains(warning))
    #expect(try provider()?["apiKey"]?.string == Self.key(1))
    try edit(Self.key(1), to: Self.hand)
    #expect(!run("export --agent ops --secrets").contains(warning))
    run("providers set lab --header-stdin X-Key", input: "header-0123456789abcdef")
    #expect(run("export --agent ops --secrets").contains(warning))
  }
}
