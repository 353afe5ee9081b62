import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Sealed values that do not open: giving them again heals them, and until then everything else goes on.
@Suite struct GivenAgainTests {
  private static let secret = "sk-PlantedPlantedPlanted0000000000"
  let world: ProvidersWorld

  init() throws {
    world = try ProvidersWorld()
    try world.done("add corp --base-url https://corp.example --api openai-completions")
  }

  private func run(_ line: String, input: String = Self.secret) -> RunResult {
    var harness = world.harness
    harness.input = input
    return harness.run(line)
  }

  @discardableResult
  private func done(_ line: String, input: String = Self.secret) throws -> RunResult {
    let result = run(line, input: input)
    try #require(result.exitCode == 0, "\(line): \(result)")
    return result
  }

  /// Changes the sealed values of owners whose name holds `owner` so that none opens.
  private func damage(_ owner: String = "") throws {
    let count = try world.harness.context().write(WriteOptions()) { session in
      let hit = try session.secrets.list().filter { owner.isEmpty || $0.owner.contains(owner) }
      for var secret in hit {
        secret.sealed = secret.sealed.map { ~$0 }
        try session.secrets.reseal(secret)
      }
      return hit.count
    }.value
    try #require(count > 0)
  }

  private func write(_ files: [String: String]) throws {
    for (name, text) in files { try world.folder.write(text, to: "state/" + name) }
  }

  private static let model = #"{"id": "m", "headers": {"x-key": "\#(secret)"}}"#

  @Test(arguments: [
    ("providers set corp --key-stdin", Self.secret),
    ("providers set corp --header-stdin x-api-key", Self.secret),
    ("providers set corp --models-file -", "[\(Self.model)]"),
    ("models auth paste-api-key --provider openai --profile-id openai:a", Self.secret),
    ("models auth paste-token --provider xai --profile-id xai:t", Self.secret),
  ])
  func `a damaged value stayed closed though it was given again`(
    line: String, input: String
  ) throws {
    try done(line, input: input)
    try damage()
    #expect(run("store rekey").exitCode == 77)
    #expect(run("audit verify").exitCode == 1)
    let healed = try done(line, input: input)
    #expect(healed.output.contains("Updated"), "\(healed)")
    try done("audit verify")
    try done("store rekey")
    if line.hasPrefix("providers") {
      #expect(try done(line, input: input).output.hasPrefix("No change in "))
    }
  }

  @Test func `a key that opens again was called one that was held already`() throws {
    let line = "models auth paste-api-key --provider openai"
    try done(line)
    try damage()
    let told = "It held this key already, which could not be opened; now it can."
    #expect(try done(line).output.contains(told))
    #expect(try done(line).output.contains("It held this key already.\n"))
  }

  @Test func `an import found nothing to do though it had what no longer opened`() throws {
    let profile = #"{"type": "api_key", "provider": "openai", "key": "\#(Self.secret)"}"#
    let lab =
      #"{"baseUrl": "https://lab.example", "apiKey": "\#(Self.secret)", "models": [\#(Self.model)]}"#
    try write([
      "openclaw.json": #"{"models": {"providers": {"lab": \#(lab)}}}"#,
      "agents/ops/agent/models.json":
        #"{"providers": {"own": \#(lab.replacing("lab", with: "own"))}}"#,
      "agents/main/agent/auth-profiles.json":
        #"{"version": 1, "profiles": {"openai:a": \#(profile)}}"#,
    ])
    try done("import ~/state")
    let before = try JSON.parse(done("import ~/state --json").output)
    #expect(before["event"] == .null, "\(before)")
    try damage()
    let report = try JSON.parse(done("import ~/state --json").output)
    #expect(report["counts"]?["secrets"]?["stored"]?.int64 == 5, "\(report)")
    // The same values in new rows undo nothing.
    #expect(report["findings"] == before["findings"], "\(report)")
    try done("audit verify")
    try done("store rekey")
    #expect(try done("import ~/state").output.contains("Nothing changed"))
  }

  @Test func `an import that healed a credential told of something that it had not changed`() throws
  {
    let profile = #"{"type": "api_key", "provider": "openai", "key": "\#(Self.secret)"}"#
    try write([
      "openclaw.json": "{}",
      "agents/main/agent/auth-profiles.json":
        #"{"version": 1, "profiles": {"openai:a": \#(profile)}}"#,
    ])
    try done("import ~/state")
    try done(
      "models auth paste-api-key --provider openai --profile-id openai:a --email a@b.example --stdin",
      input: Self.secret)
    let before = try JSON.parse(done("import ~/state --json").output)
    #expect(before["event"] == .null, "\(before)")
    try damage()
    let report = try JSON.parse(done("import ~/state --json").output)
    #expect(report["event"] != .null && report["findings"] == before["findings"], "\(report)")
    try done("audit verify")
    #expect(try done("models auth list").output.contains("a@b.example"))
  }

  /// The file of `ops` as an export has it, with another address by hand.
  private func editFile(_ address: String = "https://ops.example") throws {
    try write([
      "openclaw.json": #"{"agents": {"list": [{"id": "main"}, {"id": "ops"}]}}"#,
      "agents/ops/agent/models.json": """
      {"providers": {"corp": {"baseUrl": "\(address)", "apiKey": "secretref-managed",
        "api": "openai-completions", "models": [{"id": "m"}]},
        "other": {"baseUrl": "https://other.example", "models": [{"id": "m"}]}}}
      """,
    ])
  }

  @Test func `one value that did not open stopped an import that names it`() throws {
    try done("providers set corp --key-stdin")
    try damage()
    try editFile()
    let report = try JSON.parse(done("import ~/state --json").output)
    let finding = report["findings"]?.array?.first { $0["severity"] == "skipped" }
    #expect(
      finding?["message"]?.string
        == "Provider 'corp' was left out, since the value 'apiKey' of provider 'corp', which it names, "
        + "is undecryptable: it was changed or moved."
    )
    #expect(finding?["file"]?.string?.hasSuffix("agents/ops/agent/models.json") == true)
    #expect(
      finding?["hint"] == "To give it again: purser providers set corp --key-stdin", "\(report)")
    #expect(try world.stored("corp", at: .named("ops")) == nil)
    #expect(try world.stored("other", at: .named("ops")) != nil)
    try done("providers set corp --key-stdin")
    try done("import ~/state")
    #expect(try world.key("corp", at: .named("ops")) == Self.secret)
  }

  @Test func `an agent's own value that does not open stays where its file has a word for it`()
    throws
  {
    try done("providers set corp --key-stdin")
    try editFile()
    try done("import ~/state")
    try damage("ops")
    try editFile("https://new.example")
    try done("import ~/state")
    let own = try #require(try world.stored("corp", at: .named("ops")))
    #expect(own.baseURL == "https://new.example" && own.key.isPresent)
    try done("providers set corp --agent ops --key-stdin")
    #expect(try world.key("corp", at: .named("ops")) == Self.secret)
    try done("store rekey")
  }

  @Test func `a key that does not open kept an agent from one of its own`() throws {
    try done("providers set corp --key-stdin --header-from-env x-api-key=HOME")
    try damage()
    let new = "sk-NewNewNewNewNewNewNewNew11111111"
    let set = "providers set corp --agent ops"
    let refused = run("\(set) --key-stdin", input: new)
    #expect(refused.exitCode == 65)
    #expect(
      refused.errors.contains(
        "The value 'headers.x-api-key' of provider 'corp' is undecryptable: it was changed or moved."
      ), "\(refused)")
    #expect(refused.errors.contains("purser providers set corp --header-stdin x-api-key"))
    try done("\(set) --key-stdin --header-from-env X-Api-Key=HOME", input: new)
    #expect(try world.key("corp", at: .named("ops")) == new)
    let other = run("providers set corp --agent coder --base-url https://x.example")
    #expect(other.errors.contains("purser providers set corp --key-stdin"), "\(other)")
    try done("providers set corp --agent coder --no-key --remove-header x-api-key")
    // What the defaults have is theirs still.
    #expect(try world.stored("corp")?.key.isPresent == true)
  }

  @Test func `a copy of the defaults has its own rows of what was not named`() throws {
    try done("providers set corp --key-stdin --header-from-env x-api-key=HOME")
    try done("providers set corp --models-file -", input: "[\(Self.model)]")
    try done("providers set corp --agent ops --base-url https://x.example")
    #expect(try world.secretCount() == 6)
    try done("providers set corp --agent coder --key-stdin --remove-model m")
    #expect(try world.secretCount() == 8)
    try done("providers remove corp --agent ops,coder --yes")
    #expect(try world.secretCount() == 3)
    #expect(try world.key("corp") == Self.secret)
    try done("audit verify")
  }

  @Test func `a profile that does not open kept its agent from being copied`() throws {
    let paste = "models auth paste-api-key --agent ops --provider openai --profile-id"
    try done("\(paste) openai:a")
    try damage()
    try done("\(paste) openai:b")
    let copied = try done("agents copy ops new")
    #expect(
      copied.errors.contains("'openai:a' was not copied: its secret is undecryptable."), "\(copied)"
    )
    #expect(try done("models auth list --agent new").output.contains("openai:b"))
  }
}
