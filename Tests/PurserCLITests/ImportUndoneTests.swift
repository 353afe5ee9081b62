import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What an import says of keys of providers, and of everything else that commands had changed since the last one.
@Suite struct ImportUndoneTests {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    _ = harness.run("init")
    try folder.write("sample-key-set-by-a-command-0123456789", to: "new.txt")
    try write()
  }

  private func write(
    key: String? = "sample-key-of-the-file-0123456789",
    agents: String = #"{"id": "main"}, {"id": "ops", "name": "Ops"}"#
  ) throws {
    let member = key.map { #""apiKey": "\#($0)","# } ?? ""
    try folder.write(
      """
      {"agents": {
         "defaults": {"model": "lm/a", "models": {"lm/a": {"alias": "al", "params": {"x": 1}}},
           "modelPolicy": {"allow": ["lm/*"]}},
         "list": [\(agents)]},
       "auth": {"cooldowns": {"failureWindowHours": 24}},
       "models": {"mode": "merge", "providers": {
         "lm": {"baseUrl": "https://lm.example/v1", "api": "openai-completions", \(member)
           "models": [{"id": "a", "name": "A"}]},
         "nk": {"baseUrl": "https://nk.example/v1", "api": "openai-completions",
           "models": [{"id": "n", "name": "N"}]}}}}
      """, to: "state/openclaw.json")
  }

  private func event(_ line: String) throws -> Int64 {
    var harness = harness
    harness.input = "sample-header-of-a-command-0123456789"
    let result = harness.run("\(line) --json")
    try #require(result.exitCode == 0, "\(line): \(result.errors)")
    return try #require(try JSON.parse(result.output)["event"]?.int64)
  }

  private func report() throws -> JSON {
    let result = harness.run("import ~/state --json")
    try #require(result.exitCode == 0, "\(result.errors)")
    return try JSON.parse(result.output)
  }

  private func findings() throws -> [JSON] { try report()["findings"]?.array ?? [] }

  private func messages() throws -> [String] { try findings().compactMap { $0["message"]?.string } }

  private func key(of provider: String) throws -> JSON {
    let result = harness.run("providers show \(provider) --json")
    return try #require(try JSON.parse(result.output)["provider"]?["key"])
  }

  @Test func `a second import deleted a key that a command had sealed`() throws {
    #expect(try findings() == [])
    let event = try event("providers set nk --key-file ~/new.txt")
    let sealed = try key(of: "nk")
    for _ in 1...2 {
      let report = try report()
      #expect(report["event"] == .null)
      let finding = try #require(report["findings"]?.array?.first)
      #expect(
        finding["message"]
          == .string(
            "The key of 'nk' was set in event \(event) and stays; the directory names none."))
      #expect(finding["key"] == "models.providers.nk")
      #expect(finding["line"] == 9)
      #expect(try key(of: "nk") == sealed)
    }
    #expect(harness.run("audit verify").exitCode == 0)
    // What else the document says of the provider still counts.
    _ = try self.event("providers set nk --base-url https://other.example/v1")
    #expect(try messages().count == 2)
    #expect(try key(of: "nk") == sealed)
  }

  @Test func `a key that a command sealed went when the plain one left the file`() throws {
    #expect(try findings() == [])
    let event = try event("providers set lm --key-file ~/new.txt")
    let sealed = try key(of: "lm")
    try write(key: nil)
    #expect(
      try messages() == [
        "The key of 'lm' was set in event \(event) and stays; the directory names none."
      ])
    #expect(try key(of: "lm") == sealed)
    #expect(try report()["event"] == .null)
  }

  @Test func `a key that an import brought went without a word`() throws {
    #expect(try findings() == [])
    try write(key: nil)
    #expect(
      try messages() == ["The key of 'lm' is removed: the directory no longer names one."])
    #expect(try findings() == [])
  }

  @Test func `an import brought a rotated key of a provider back without a word`() throws {
    #expect(try findings() == [])
    let event = try event("providers set lm --key-file ~/new.txt")
    let told = try findings()
    try #require(told.count == 1, "\(told)")
    #expect(told[0]["kind"] == "secrets")
    #expect(told[0]["key"] == "models.providers.lm.apiKey")
    #expect(
      told[0]["message"]
        == .string(
          "Provider 'lm' has the key of the file now, no longer the one that a command set in event \(event)."
        ))
    #expect(told[0]["hint"]?.string?.hasSuffix("purser providers set lm --key-stdin") == true)
    #expect(try findings() == [])
    // What the file itself changes is no news.
    try write(key: "sample-key-of-the-file-9876543210")
    #expect(try findings() == [])
  }

  @Test func `a leaked header came back and only another event was named`() throws {
    try folder.write(
      """
      {"models": {"providers": {"lm": {"baseUrl": "https://lm.example/v1", "api": "openai-completions",
         "headers": {"X-Api-Key": "sample-header-of-the-file-0123456789", "X-Zone": "1"},
         "models": [{"id": "a"}]}}}}
      """, to: "state/openclaw.json")
    #expect(try findings() == [])
    let lines = [
      "providers set lm --header-stdin X-Api-Key",
      "providers set lm --base-url https://other.example/v1",
    ]
    let first = try event(lines[0])
    let second = try event(lines[1])
    let told = try findings()
    #expect(
      told.compactMap { $0["message"]?.string } == [
        "Provider 'lm' is what the directory says again; event \(second) ('\(lines[1])') and event \(first) "
          + "('\(lines[0])') had changed it.",
        "Provider 'lm' has the header 'X-Api-Key' of the directory now, no longer the one that a command set in event \(first).",
      ], "\(told)")
    #expect(
      told.last?["hint"]?.string?.hasSuffix("providers set lm --header-stdin X-Api-Key") == true)
    #expect(try findings() == [])
    // An event whose change stays is not named.
    _ = try event("providers set lm --key-env LM_KEY")
    let third = try event("providers set lm --base-url https://third.example/v1")
    #expect(
      try messages().filter { $0.contains("says again") } == [
        "Provider 'lm' is what the directory says again; event \(third) ('providers set lm --base-url "
          + "https://third.example/v1') had changed it."
      ])
  }

  @Test func `a default agent that a command had chosen went without its event`() throws {
    try write(agents: #"{"id": "main", "default": true}, {"id": "ops"}"#)
    #expect(try findings() == [])
    let event = try event("agents set-default ops")
    let told = try findings()
    #expect(
      told.compactMap { $0["message"]?.string } == [
        "The default agent is 'main' now, no longer 'ops', which a command had set in event \(event)."
      ])
    #expect(told.first?["hint"] == .string("purser audit show \(event)"))
  }

  @Test(arguments: [
    "--key-env OTHER_KEY", "--key-command '!pass show lm'", "--key-ref file:vault:/lm",
    "--key-marker ollama-local",
  ])
  func `a reference was to be set again as a key`(option: String) throws {
    #expect(try findings() == [])
    _ = try event("providers set lm \(option)")
    let told = try findings().compactMap { $0["hint"]?.string }
    let line = "providers set lm \(option)"
    #expect(told.count == 1 && told[0].hasSuffix(": purser \(line)"), "\(told)")
    let set = try key(of: "lm")
    #expect(harness.run(line).exitCode == 0)
    #expect(try key(of: "lm") != set)
  }

  @Test func `an import undid most changes of commands without a word`() throws {
    #expect(try findings() == [])
    let lines = [
      "settings set models.mode replace", "settings set auth.cooldowns.failure-window-hours 5",
      "providers set lm --base-url https://other.example/v1",
      "providers set lm --model a --context-window 5000",
      "agents set ops --name Watch", "models aliases remove al", "providers remove nk --yes",
      "agents remove main --yes",
    ]
    let events = try lines.map { ($0, try event($0)) }
    func told(_ line: Int) -> String {
      "event \(events[line].1) ('\(events[line].0.replacing(" --yes", with: ""))')"
    }
    let findings = try findings().filter {
      $0["hint"]?.string?.hasPrefix("purser audit show") == true
    }
    #expect(
      findings.compactMap { $0["message"]?.string }.sorted() == [
        "Agent 'main' is back: \(told(7)) had removed it, and the directory has it still.",
        "Agent 'ops' is what the directory says again; \(told(4)) had changed it.",
        "Model 'lm/a' is what the directory says again; \(told(3)) had changed it.",
        "Provider 'lm' is what the directory says again; \(told(2)) had changed it.",
        "Provider 'nk' is back: \(told(6)) had removed it, and the directory has it still.",
        "The alias 'al' is back: \(told(5)) had removed it, and the directory has it still.",
        "The setting 'auth.cooldowns.failure-window-hours' is what the directory says again; \(told(1)) had changed it.",
        "The setting 'models.mode' is what the directory says again; \(told(0)) had changed it.",
      ])
    #expect(findings.allSatisfy { $0["key"] != nil && $0["line"] != nil }, "\(findings)")
    #expect(try self.findings() == [])
    // What the gateway's own configuration changes is nobody's work undone.
    try write(agents: #"{"id": "main", "name": "First"}, {"id": "ops", "name": "Second"}"#)
    #expect(try self.findings() == [])
  }

  @Test func `a model that a command added was called one that the file no longer has`() throws {
    #expect(try findings() == [])
    let line = "providers set lm --model l2"
    let event = try event(line)
    #expect(
      try messages() == [
        "Model 'lm/l2' is removed: event \(event) ('\(line)') had added it, and the directory does not have it."
      ])
  }

  @Test func `what a command set beside a key went without a word after one more import`() throws {
    #expect(try findings() == [])
    let event = try event("providers set nk --auth-mode token")
    func edit(_ old: String, _ new: String) throws {
      let text = try folder.text("state/openclaw.json")
      try folder.write(text.replacing(old, with: new), to: "state/openclaw.json")
    }
    try edit("nk.example", "other.example")
    #expect(
      try messages() == [
        "The kind of authentication of 'nk' was set in event \(event) and stays; the directory names none."
      ])
    try edit("https://other.example/v1\",", "https://other.example/v1\", \"auth\": \"api-key\",")
    let told = try findings()
    #expect(
      told.compactMap { $0["message"]?.string } == [
        "The kind of authentication of 'nk' is what the directory says now, no longer what a command set in event \(event)."
      ])
    #expect(told.first?["key"] == "models.providers.nk.auth")
    #expect(try findings() == [])
  }

  @Test func `a name that a command gave an agent went without a word after one more import`()
    throws
  {
    #expect(try findings() == [])
    let event = try event("agents set main --name Watch")
    try write(agents: #"{"id": "main", "workspace": "/srv/first"}, {"id": "ops", "name": "Ops"}"#)
    #expect(try findings() == [])
    try write(
      agents:
        #"{"id": "main", "workspace": "/srv/first", "name": "First"}, {"id": "ops", "name": "Second"}"#
    )
    let told = try findings()
    #expect(
      told.compactMap { $0["message"]?.string } == [
        "The name of agent 'main' is what the directory says now, no longer what a command set in event \(event)."
      ])
    #expect(told.first?["key"] == "agents.list[0].name")
    #expect(told.first?["line"] == 4)
    #expect(told.first?["agentId"] == "main")
    #expect(try findings() == [])
  }

  @Test func `the mode of an allowlist was undone without a word`() throws {
    #expect(try findings() == [])
    let event = try event("models allow mode any")
    #expect(
      try messages() == [
        "The allowlist is what the directory says again; event \(event) ('models allow mode any') had changed it."
      ])
  }

  @Test func `findings about two agents were the same line twice`() throws {
    let list = #"{"id": "ops", "model": "lm/a"}, {"id": "night", "model": "lm/a"}"#
    try write(agents: list)
    #expect(try findings() == [])
    _ = try event("models set nk/n --agent ops,night")
    let lines = harness.run("import ~/state").output.split(separator: "\n")
      .filter { $0.contains("what the directory says again") }
    #expect(lines.count == 2)
    #expect(
      lines.first?.contains("agents.list[0].model (agent 'ops'): The route") == true, "\(lines)")
    #expect(lines.last?.contains("agents.list[1].model (agent 'night'): The route") == true)
  }

  @Test func `what many rows of one event were is told once`() throws {
    let many = (1...40).map { #"{"id": "a\#($0)"}"# }.joined(separator: ", ")
    try write(agents: many)
    _ = try findings()
    let event = try event("agents remove --yes " + (1...40).map { "a\($0)" }.joined(separator: " "))
    let told = try messages()
    #expect(told.filter { $0.contains(" is back: event \(event) ") }.count == 20, "\(told)")
    #expect(
      told.contains { $0.hasPrefix("20 more things are what the directory says; event \(event)") })
  }
}
