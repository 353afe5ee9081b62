import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What commands set of single agents, when a directory is imported again.
@Suite struct ImportKeptTests: KeptDirectory {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws { (folder, harness) = try Self.prepared() }

  @Test func `an agent's key went for good when its file said what the defaults say`() throws {
    try write()
    try writeModels(Self.lab)
    #expect(try messages() == [])
    let event = try event("providers set lab --agent coder --key-file ~/new.txt")
    let sealed = try shown("lab --agent coder", "key")
    for _ in 1...2 {
      #expect(
        try messages() == [
          "The key of 'lab' was set in event \(event) and stays; the file names none."
        ])
      #expect(try shown("lab --agent coder", "key") == sealed)
    }
    #expect(try run("import ~/state")["event"] == .null)
    #expect(harness.run("audit verify").exitCode == 0)
  }

  @Test func `an agent that came back took old values of the defaults for its own`() throws {
    try write()
    try writeModels(
      #""own": {"baseUrl": "http://o.example/v1", "apiKey": "OWN_KEY", "api": "openai-completions", "models": [{"id": "q", "name": "Q"}]}"#
    )
    _ = try messages()
    _ = try run("export --all-agents")
    _ = try run("agents remove coder --yes")
    let moved = Self.lab.replacing("l.example", with: "l2.example")
    try folder.write(
      """
      {"models": {"mode": "merge", "providers": {\(moved)}},
       "agents": {"defaults": {"model": "lab/q"}, "list": [{"id": "main"}, {"id": "coder"}]}}
      """, to: "state/openclaw.json")
    _ = try messages()
    let providers = try run("providers list --agent coder")["providers"]?.array ?? []
    #expect(
      providers.map { $0["baseUrl"] } == ["http://l2.example/v1", "http://o.example/v1"],
      "\(providers)")
    #expect(try messages() == [])
    // The same where a command made the agent anew.
    _ = try run("export --all-agents")
    _ = try run("agents remove coder --yes")
    _ = try run("agents add coder --agent-dir ~/state/agents/coder/agent")
    _ = try messages()
    #expect(try run("providers list --agent coder")["providers"]?.array?.count == 2)
    // What a command removed of an agent that stays is removed.
    _ = try run("providers remove own --agent coder --yes")
    _ = try messages()
    #expect(try run("providers list --agent coder")["providers"]?.array?.count == 1)
  }

  @Test func `what a command said of a model went when the mode became replace`() throws {
    try write()
    try writeModels(Self.lab.replacing("l.example", with: "own.example"))
    _ = try messages()
    let event = try event("providers set lab --agent coder --model q --context-window 4096")
    try write(mode: "replace")
    let told = try messages()
    #expect(
      told.contains { $0.contains("stays") && $0.contains("model 'q' was set in event \(event)") },
      "\(told)")
    // A file that says what the defaults say takes it along, and tells.
    try write()
    try writeModels(Self.lab)
    let removed = try messages()
    #expect(
      removed.contains { $0.contains("is removed") && $0.contains("event \(event)") }, "\(removed)")
  }

  @Test func `what was said of a provider in an agent's file had no line`() throws {
    try write()
    try folder.write(
      "{\"providers\": {\n  \(Self.lab)\n}}", to: "state/agents/coder/agent/models.json")
    #expect(try messages() == [])
    _ = try event("providers set lab --agent coder --key-file ~/new.txt")
    let finding = try #require(try run("import ~/state")["findings"]?.array?.first)
    #expect(finding["key"] == "providers.lab")
    #expect(finding["line"] == 2, "\(finding)")
  }

  @Test func `an agent's own address went without the event that had set it`() throws {
    try write()
    try writeModels(Self.lab)
    #expect(try messages() == [])
    let event = try event("providers set lab --agent coder --base-url http://other.example/v1")
    let told = try messages()
    #expect(told.count == 1)
    #expect(
      told.first?.hasPrefix(
        "The agent's own provider 'lab' is removed: the file says what the defaults say. Event \(event) ("
      ) == true, "\(told)")
    #expect(try messages() == [])
  }

  @Test func `a blank key took away the one that a command had set`() throws {
    try folder.write(
      """
      {"models": {"providers": {"lab": {"baseUrl": "http://l.example/v1", "apiKey": " ",
         "api": "openai-completions", "models": [{"id": "q"}]}}},
       "agents": {"list": [{"id": "main"}]}}
      """, to: "state/openclaw.json")
    _ = try messages()
    let event = try event("providers set lab --key-file ~/new.txt")
    let sealed = try shown("lab", "key")
    #expect(
      try messages().contains(
        "The key of 'lab' was set in event \(event) and stays; the directory names none."))
    #expect(try shown("lab", "key") == sealed)
  }

  @Test func `an agent that came back after an export had lost its own providers`() throws {
    try write()
    try writeModels(
      #""own": {"baseUrl": "http://o.example/v1", "api": "openai-completions", "models": [{"id": "x"}]}"#
    )
    #expect(try messages() == [])
    _ = try run("export --all-agents")
    let before = try run("providers list --agent coder")
    _ = try run("agents remove coder --yes")
    #expect(try messages().count == 1)
    #expect(try run("providers list --agent coder") == before)
    #expect(try run("import ~/state")["event"] == .null)
    #expect(harness.run("export --all-agents --check").exitCode == 0)
  }

  @Test func `an agent's key went without its event after one more import`() throws {
    func config(_ host: String) -> String {
      Self.lab.replacing("l.example", with: host)
        .replacing(#""api":"#, with: #""apiKey": "LAB_KEY", "api":"#)
    }
    func bare(_ host: String) -> String {
      config(host).replacing(#""apiKey": "LAB_KEY", "#, with: "")
    }
    try folder.write(
      """
      {"models": {"providers": {\(config("l.example"))}},
       "agents": {"list": [{"id": "main"}, {"id": "coder"}]}}
      """, to: "state/openclaw.json")
    try writeModels(bare("l.example"))
    #expect(try messages() == [])
    let event = try event("providers set lab --agent coder --key-file ~/new.txt")
    try writeModels(bare("m.example"))
    #expect(
      try messages().contains(
        "The key of 'lab' was set in event \(event) and stays; the file names none."))
    try writeModels(config("l.example"))
    #expect(
      try messages().contains(
        "The agent's own provider 'lab' is removed: the file says what the defaults say. Its key was set in event \(event)."
      ))
  }

  @Test func `what a file had said went on counting when the mode became replace`() throws {
    try write()
    let own =
      #""own": {"baseUrl": "http://o.example/v1", "api": "openai-completions", "models": [{"id": "x"}]}, "#
    try writeModels(own + Self.lab.split(separator: "l.example").joined(separator: "m.example"))
    _ = try messages()
    _ = try event(
      "providers add mine --agent coder --base-url http://i.example/v1 --api openai-completions")
    try write(mode: "replace")
    let told = try messages()
    for id in ["own", "lab"] {
      #expect(
        told.contains(
          "The agent's own provider '\(id)' is removed: with 'models.mode: replace' its file says nothing."
        ), "\(told)")
    }
    let left = try run("providers list --agent coder")["providers"]?.array ?? []
    let scopes = left.map { "\($0["id"]?.string ?? "") \($0["scope"]?.string ?? "")" }
    #expect(Set(scopes) == ["lab *", "mine coder"], "\(left)")
    #expect(try run("import ~/state")["event"] == .null)
  }

  @Test func `a key that a command had sealed went for good when the mode became replace`() throws {
    func own(_ host: String) -> String {
      #""own": {"baseUrl": "http://\#(host)/v1", "api": "openai-completions", "models": [{"id": "x"}]}"#
    }
    try write()
    try writeModels(own("o.example"))
    #expect(try messages() == [])
    let event = try event("providers set own --agent coder --key-file ~/new.txt")
    try writeModels(own("p.example"))
    #expect(
      try messages() == [
        "The key of 'own' was set in event \(event) and stays; the file names none."
      ])
    let before = try shown("own --agent coder", "key")
    try write(mode: "replace")
    let finding = try #require(
      try run("import ~/state")["findings"]?.array?.first {
        $0["message"]?.string?.contains("'own'") == true
      })
    #expect(
      finding["message"]?.string
        == "The agent's own provider 'own' stays though with 'models.mode: replace' its file says nothing: "
        + "its key was set in event \(event).")
    #expect(finding["hint"]?.string == "To remove it: purser providers remove own --agent coder")
    #expect(try shown("own --agent coder", "key") == before)
    #expect(try run("import ~/state")["event"] == .null)
    _ = try run("providers remove own --agent coder --yes")
    #expect(try !messages().contains { $0.contains("'own'") })
  }

  @Test func `one line of a list was called the whole list`() throws {
    try write(
      defaults:
        #"{"model": {"primary": "lab/q", "fallbacks": ["lab/r", "lab/s"]}, "modelPolicy": {"allow": ["lab/q", "lab/r"]}}"#
    )
    #expect(try messages() == [])
    _ = try run("models allow remove lab/r")
    _ = try run("models fallbacks remove lab/s")
    let told = try messages()
    #expect(told.count == 2)
    #expect(told.allSatisfy { $0.contains(" is what the directory says again; event ") }, "\(told)")
  }

  @Test func `an alias that a command had set went to another model without a word`() throws {
    try write(defaults: #"{"model": "lab/q", "models": {"lab/q": {"alias": "two"}}}"#)
    #expect(try messages() == [])
    _ = try run("models aliases remove two")
    let event = try event("models aliases add two lab/r")
    try write(defaults: #"{"model": "lab/q", "models": {"lab/s": {"alias": "two"}}}"#)
    let told = try messages()
    #expect(
      told.contains { $0.contains("alias 'two'") && $0.contains("event \(event) ") }, "\(told)")
  }

  @Test func `a file that is no configuration was taken for one that says nothing`() throws {
    try write()
    try writeModels(Self.lab)
    try folder.write(#"{"name": "x", "version": "1.0.0"}"#, to: "state/package.json")
    for file in ["agents/coder/agent/models.json", "package.json"] {
      let result = harness.run("import ~/state/\(file)")
      #expect(result.exitCode == 65, "\(result)")
      #expect(result.errors.contains("is no configuration of a gateway"), "\(result)")
      #expect(result.errors.contains("Hint: "), "\(result)")
    }
    try folder.write(#"{"agents": {"list": [{"id": "main"}]}}"#, to: "state/mine.json")
    #expect(harness.run("import ~/state/mine.json").exitCode == 0)
  }

  @Test func `what the document changed was called the change of a command`() throws {
    try write()
    #expect(try messages() == [])
    let event = try event("providers set lab --key-file ~/new.txt")
    try folder.write(
      try folder.text("state/openclaw.json").split(separator: "l.example").joined(
        separator: "m.example"), to: "state/openclaw.json")
    #expect(
      try messages() == [
        "The key of 'lab' was set in event \(event) and stays; the directory names none."
      ])
    #expect(try shown("lab", "baseUrl") == "http://m.example/v1")
  }
}
