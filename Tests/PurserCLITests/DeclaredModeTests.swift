import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What the configuration declares of a shared profile holds for all but the agent that has one of another kind.
@Suite struct DeclaredModeTests {
  let folder: TemporaryFolder
  private let harness: ProgramHarness

  /// A provider whose one profile is declared as a key and shared, and two agents.
  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    try folder.write(
      """
      {"agents": {"list": [{"id": "main", "default": true}, {"id": "b"}]},
       "auth": {"profiles": {"acme:a": {"provider": "acme", "mode": "api_key"}}},
       "models": {"providers": {"acme": {"baseUrl": "https://acme.example/v1", "api": "openai-completions",
         "models": [{"id": "m"}]}}}}
      """, to: "state/openclaw.json")
    try folder.write(
      #"{"version": 1, "profiles": {"acme:a": {"provider": "acme", "type": "api_key", "key": "shared-key-0123456789"}}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    try #require(harness.run("init").exitCode == 0)
    let imported = harness.run("import \(folder.path)/state")
    try #require(imported.exitCode == 0, "\(imported)")
  }

  private func paste(_ kind: String, _ secret: String, _ more: String = "") -> RunResult {
    var harness = harness
    harness.input = secret + "\n"
    return harness.run(
      "models auth paste-\(kind) --provider acme --profile-id acme:a --stdin \(more)")
  }

  /// What a run and an export hand out to an agent.
  private func handedOut(to agent: String) throws -> [String?] {
    let run = harness.run(
      "models resolve --agent \(agent) --model acme/m --with-credential --plain")
    let exported = harness.run("export --agent \(agent) --secrets --out \(folder.path)/out")
    try #require(exported.exitCode == 0, "\(exported)")
    let file = try JSON.parse(folder.text("out/\(agent)/models.json"))
    return [
      run.exitCode == 0 ? run.output.trimmed : nil, file["providers"]?["acme"]?["apiKey"]?.string,
    ]
  }

  @Test func `a token stored for one agent took the shared key from all others`() throws {
    let saved = paste("token", "token-of-b-0123456789", "--agent b")
    #expect(saved.exitCode == 0, "\(saved)")
    #expect(
      saved.errors.contains("b: Its declared mode is now 'token', for this agent."), "\(saved)")
    #expect(try handedOut(to: "main") == ["shared-key-0123456789", "shared-key-0123456789"])
    #expect(try handedOut(to: "b") == ["token-of-b-0123456789", "token-of-b-0123456789"])
    let status = harness.run("models status --agent b --json").output
    #expect(!status.contains("mode_mismatch"), "\(status)")
    #expect(harness.run("models auth logout acme:a --agent b --yes").exitCode == 0)
    #expect(try handedOut(to: "b") == ["shared-key-0123456789", "shared-key-0123456789"])
    #expect(try handedOut(to: "main") == ["shared-key-0123456789", "shared-key-0123456789"])
  }

  @Test func `a token that is shared took an agent its own key of that id`() throws {
    #expect(paste("api-key", "key-of-b-0123456789", "--agent b").exitCode == 0)
    let saved = paste("token", "shared-token-0123456789")
    #expect(saved.errors.contains("Its declared mode is now 'token'."), "\(saved)")
    #expect(try handedOut(to: "main") == ["shared-token-0123456789", "shared-token-0123456789"])
    #expect(try handedOut(to: "b") == ["key-of-b-0123456789", "key-of-b-0123456789"])
  }

  @Test func `a copy of an agent could not use the token that was copied`() throws {
    #expect(paste("token", "token-of-b-0123456789", "--agent b").exitCode == 0)
    #expect(harness.run("agents copy b c").exitCode == 0)
    #expect(try handedOut(to: "c") == ["token-of-b-0123456789", "token-of-b-0123456789"])
  }

  @Test func `a credential that is declared as another's, another kind or no key was exported`()
    throws
  {
    let declared = [
      #"{"provider": "acme", "mode": "token"}"#, #"{"provider": "other", "mode": "api_key"}"#,
    ]
    for declaration in declared {
      try folder.write(
        #"{"agents": {"list": [{"id": "main"}]}, "auth": {"profiles": {"acme:a": \#(declaration)}}}"#,
        to: "again/openclaw.json")
      #expect(harness.run("import \(folder.path)/again").exitCode == 0)
      #expect(try handedOut(to: "main") == [nil, nil], "\(declaration)")
    }
    try folder.write(
      #"{"auth": {"profiles": {"acme:a": {"provider": "acme", "mode": "api_key"}}}}"#,
      to: "again/openclaw.json")
    #expect(harness.run("import \(folder.path)/again").exitCode == 0)
    #expect(paste("api-key", "export ACME=walnut-key").exitCode >= 0)
    try folder.write(
      #"{"version": 1, "profiles": {"acme:a": {"provider": "acme", "type": "api_key", "key": "export ACME=walnut-key"}}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    #expect(harness.run("import \(folder.path)/state").exitCode == 0)
    #expect(try handedOut(to: "main") == [nil, nil])
  }
}
