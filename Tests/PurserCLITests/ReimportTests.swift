import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What a second import of a directory says of what commands did since the first, and of what the directory lost.
@Suite struct ReimportTests {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    _ = harness.run("init")
    try folder.write("sample-key-set-by-a-command-0123456789", to: "new.txt")
    try writeConfig()
  }

  private func writeConfig(agents: String = #"{"id": "main", "default": true}, {"id": "ops"}"#)
    throws
  {
    try folder.write(
      """
      {"models": {"providers": {"lm": {"baseUrl": "http://h:1/v1", "apiKey": "LM_KEY",
        "api": "openai-completions", "models": [{"id": "a", "name": "a"}]}}},
       "agents": {"defaults": {"model": "lm/a"}, "list": [\(agents)]}}
      """, to: "state/openclaw.json")
  }

  private func writeProfiles(_ key: String = "sample-key-of-the-file-0123456789") throws {
    try folder.write(
      """
      {"version": 1, "profiles": {
        "openai:team": {"type": "api_key", "provider": "openai", "key": "\(key)"},
        "groq:x": {"type": "api_key", "provider": "groq", "key": "sample-key-of-groq-0123456789"}}}
      """, to: "state/agents/main/agent/auth-profiles.json")
  }

  private func done(_ line: String) throws -> RunResult {
    let result = harness.run(line)
    try #require(result.exitCode == 0, "\(line): \(result.errors)")
    return result
  }

  private func document(_ line: String) throws -> JSON {
    try JSON.parse(try done("\(line) --json").output)
  }

  /// The findings of an import of the directory that are about profiles or agents.
  private func findings(_ kind: String) throws -> [JSON] {
    let findings = try document("import \(folder.path("state"))")["findings"]?.array ?? []
    return findings.filter { $0["kind"] == .string(kind) }
  }

  @Test func `a second import brought a leaked key back without a word`() throws {
    try writeProfiles()
    #expect(try findings("profiles").isEmpty)
    let new = folder.path("new.txt")
    let paste = "models auth paste-api-key --provider openai --profile-id openai:team"
    let set = try #require(try document("\(paste) --from-file \(new)")["event"]?.int64)
    let logout = try #require(try document("models auth logout groq:x --yes")["event"]?.int64)
    let file = folder.path("state/agents/main/agent/auth-profiles.json")
    let told = try findings("profiles")
    try #require(told.count == 2, "\(told)")
    let replaced = try #require(told.first { $0["key"] == "profiles.openai:team" })
    #expect(replaced["file"] == .string(file))
    #expect(replaced["line"] == 2, "\(replaced)")
    #expect(
      replaced["message"]?.string
        == "Profile 'openai:team' has the secret of the file now, no longer the one that a command set in event "
        + "\(set).")
    #expect(replaced["hint"]?.string?.hasSuffix("purser \(paste)") == true)
    let back = try #require(told.first { $0["key"] == "profiles.groq:x" })
    #expect(
      back["message"]?.string
        == "Profile 'groq:x' is back: it was logged out in event \(logout), and the file has it still."
    )
    #expect(back["hint"]?.string?.contains("purser models auth logout groq:x") == true)
    #expect(try findings("profiles").isEmpty)
    // What the file itself changes is no news.
    try writeProfiles("sample-key-of-the-file-9876543210")
    #expect(try findings("profiles").isEmpty)
  }

  @Test func `a second import undid routes, lists and orders of commands without a word`() throws {
    try folder.write(
      """
      {"models": {"providers": {"lm": {"baseUrl": "http://h:1/v1", "apiKey": "LM_KEY",
        "api": "openai-completions", "models": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}]}}},
       "auth": {"order": {"openai": ["openai:a", "openai:b"]}},
       "agents": {"defaults": {"model": "lm/a", "modelPolicy": {"allow": ["lm/*"]}},
        "list": [{"id": "main"}, {"id": "ops", "model": "lm/a"}]}}
      """, to: "state/openclaw.json")
    func told() throws -> [String] {
      try document("import ~/state")["findings"]?.array?.compactMap { $0["message"]?.string }
        .filter { $0.contains("what the directory says again") } ?? []
    }
    #expect(try told() == [])
    _ = try done("models set lm/b")
    _ = try done("models set lm/b --agent ops")
    _ = try done("models allow add openai/o1")
    #expect(
      try told().sorted() == [
        "The allowlist is what the directory says again; event 5 ('models allow add openai/o1') had changed it.",
        "The route for 'text' is what the directory says again; event 3 ('models set lm/b') had changed it.",
        "The route for 'text' is what the directory says again; event 4 ('models set lm/b --agent ops') had changed it.",
      ])
    #expect(try told() == [])
    // What the gateway's own configuration changed since is nobody's work undone.
    try writeConfig()
    #expect(try told() == [])
  }

  @Test func `an agent that the directory no longer has stayed without a word`() throws {
    #expect(try findings("agents").isEmpty)
    _ = try done("agents add typed --agent-dir \(folder.path("state/agents/typed/agent"))")
    try folder.write(#"{"agents": {"list": [{"id": "far"}]}}"#, to: "other/openclaw.json")
    _ = try done("import \(folder.path("other"))")
    try writeConfig(agents: #"{"id": "main", "default": true}"#)
    let told = try findings("agents")
    #expect(told.map { $0["agentId"] } == ["ops"])
    #expect(
      told.first?["message"]
        == "Agent 'ops' is no longer in this directory; it stays in the store as it was.")
    #expect(told.first?["hint"] == "purser agents remove ops")
    _ = try done("agents remove ops --yes")
    #expect(try findings("agents").isEmpty)
  }

  @Test
  func `an agent renamed with its folder was a second one that kept both from being exported`()
    throws
  {
    let place = folder.path("places/ops")
    try writeConfig(agents: #"{"id": "main"}, {"id": "ops", "agentDir": "\#(place)"}"#)
    #expect(try findings("agents").isEmpty)
    try writeConfig(agents: #"{"id": "main"}, {"id": "watch", "agentDir": "\#(place)"}"#)
    let told = try findings("agents")
    #expect(told.map { $0["agentId"] } == ["ops"])
    #expect(
      told.first?["message"]?.string?.contains("has the folder of agent 'watch'") == true,
      "\(told)")
    #expect(harness.run("export --all-agents").exitCode == 1)
    _ = try done("agents remove ops --yes")
    #expect(try findings("agents").isEmpty)
    _ = try done("export --all-agents")
  }

  @Test func `a configuration that cannot be read made every agent look gone`() throws {
    #expect(try findings("agents").isEmpty)
    try folder.makeFolder("state/agents/main/agent")
    try folder.write("{nope", to: "state/openclaw.json")
    let refused = harness.run("import \(folder.path("state")) --json")
    #expect(refused.exitCode == 65 && refused.output.isEmpty, "\(refused)")
    #expect(!refused.errors.contains("no longer in this directory"), "\(refused)")
    try writeConfig(agents: #"{"id": "main"}, 5"#)
    #expect(try findings("agents").allSatisfy { $0["severity"] == "skipped" })
  }
}
