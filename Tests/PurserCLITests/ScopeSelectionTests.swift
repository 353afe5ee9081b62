import CommandKit
import PurserDomain
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct ScopeSelectionTests {
  let folder: TemporaryFolder
  let context: CommandContext

  init() throws {
    folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    _ = harness.run("init")
    context = harness.context()
    try context.write(WriteOptions()) { session in
      for (position, name) in ["main", "ops", "research-a", "research-b"].enumerated() {
        try session.agents.insert(
          Agent(
            id: Agent.ID(name), agentDirectory: folder.path("agents/\(name)"),
            isDefault: name == "ops", position: position, createdAt: session.now,
            updatedAt: session.now))
      }
      for (agent, team) in [("main", "red"), ("research-a", "red"), ("research-b", "blue")] {
        try session.agents.setLabel(
          AgentLabel(agent: Agent.ID(agent), key: "team", value: team))
      }
    }
  }

  private func ids(_ selection: ScopeSelection) throws -> [String] {
    try context.read { try selection.selectedAgents(in: $0).map(\.id.text) }
  }

  @Test func `agents are found by name, pattern, label, or all`() throws {
    #expect(try ids(ScopeSelection()) == [])
    #expect(try ids(ScopeSelection(agents: ["ops", "main", "ops"])) == ["ops", "main"])
    #expect(try ids(ScopeSelection(agents: [" OPS "])) == ["ops"])
    let research = [try Glob(argument: "research-*")]
    #expect(try ids(ScopeSelection(globs: research)) == ["research-a", "research-b"])
    let red = [LabelMatch(key: "team", value: "red")]
    #expect(try ids(ScopeSelection(labels: red)) == ["main", "research-a"])
    #expect(try ids(ScopeSelection(globs: research, labels: red)) == ["research-a"])
    #expect(try ids(ScopeSelection(all: true)).count == 4)
  }

  @Test func `a label whose value begins with a combining mark was taken for none`() throws {
    let label = try LabelMatch(argument: "team=\u{301}x")
    #expect(label == LabelMatch(key: "team", value: "\u{301}x"))
  }

  @Test func `an unknown agent is refused with the nearest name`() throws {
    let error = try #require(throws: StoreError.self) {
      try ids(ScopeSelection(agents: ["reserch-a"]))
    }
    #expect(error.code == .notFound)
    #expect(error.hint == "Did you mean 'research-a'?")
  }

  @Test func `a pattern that fits none is refused`() throws {
    let error = try #require(throws: StoreError.self) {
      try ids(ScopeSelection(globs: [Glob(argument: "x*")]))
    }
    #expect(error.message == "No agent fits 'x*'.")
  }

  @Test func `writers act on the defaults when nothing is selected`() throws {
    let scopes = try context.read { session in
      try [ScopeSelection(), ScopeSelection(agents: ["ops"])].map {
        try $0.writtenScopes(in: session)
      }
    }
    #expect(try scopes == [[.defaults], [.agent(Agent.ID("ops"))]])
  }

  @Test(arguments: [
    ([:], "ops"),
    (["PURSER_AGENT": "main"], "main"),
    (["PURSER_AGENT": "main", "PURSER_AGENT_DIR": "~/agents/research-a"], "main"),
    (["PURSER_AGENT_DIR": "~/agents/research-a/"], "research-a"),
    (["OPENCLAW_AGENT_DIR": "~/agents/research-b"], "research-b"),
    (
      ["PI_CODING_AGENT_DIR": "~/agents/research-b", "FORGE_ORCH_AGENT_DIR": "~/agents/main"],
      "main"
    ),
    (["OPENCLAW_AGENT_DIR": "/nowhere"], "ops"),
    (["PURSER_AGENT": ""], "ops"),
  ])
  func `readers act on the current agent`(variables: [String: String], agent: String) throws {
    let environment = variables.reduce(Environment(["HOME": folder.path])) {
      $0.setting($1.key, $1.value)
    }
    let found = try context.read { try ScopeSelection().readAgents(in: $0, environment) }
    #expect(found.map(\.id.text) == [agent])
  }

  @Test func `a current agent that does not exist is an error`() throws {
    let environment = Environment(["PURSER_AGENT": "nobody"])
    #expect(throws: StoreError.self) {
      try context.read { try ScopeSelection().readAgents(in: $0, environment) }
    }
  }

  @Test(arguments: [
    ("research-*", "research-a", true), ("*", "", true), ("*", "x", true), ("a*c", "abbc", true),
    ("a*c", "abbd", false), ("?ps", "ops", true), ("?ps", "ps", false), ("ops", "opsx", false),
    ("*a*b*", "xaxbx", true), ("**", "x", true), ("a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
  ])
  func `a pattern fits the whole id`(pattern: String, id: String, fits: Bool) throws {
    #expect(try Glob(argument: pattern).matches(id) == fits)
  }

  @Test func `ids of the store complete a line`() {
    let harness = ProgramHarness(in: folder)
    let answer = CompletionWords(context: harness.context())
      .words(from: .agents, typed: "research")
    #expect(answer == ["research-a", "research-b"])
  }
}
