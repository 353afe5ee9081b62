import Foundation
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct ImportAgentsTests {
  @Test
  func `listed agents come first in list order, then those that only have folders`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{}}"#, of: "stray")
    try world.run(config: #"{agents: {list: [{id: "zeta", name: "Zed"}, {id: "alpha"}]}}"#)
    let agents = try world.agents()
    #expect(agents.map(\.id.text) == ["zeta", "alpha", "stray"])
    #expect(agents.map(\.position) == [0, 1, 2])
    #expect(agents.map(\.source) == [.config, .config, .folder])
    #expect(agents.map(\.isDefault) == [true, false, false])
    #expect(agents.map(\.name) == ["Zed", nil, nil])
    #expect(agents[1].agentDirectory == world.directory + "/agents/alpha/agent")
    #expect(agents[0].workspaceDirectory == world.directory + "/workspace")
    #expect(agents[1].workspaceDirectory == world.directory + "/workspace-alpha")
  }

  @Test(
    arguments: [
      (#"{agents: {list: [{id: "a"}, {id: "b", default: true}]}}"#, "b"),
      (#"{agents: {list: [{id: "a"}, {id: "b"}]}}"#, "a"),
      (#"{agents: {entries: {only: {}}}}"#, "only"),
      (#"{agents: {entries: {a: {}, b: {}}}}"#, nil),
      (#"{}"#, "main"),
    ] as [(String, String?)])
  func `the default agent is the marked one, the first of a list, the only entry, or main`(
    _ config: String, _ expected: String?
  ) throws {
    let world = try ImportWorld()
    try world.run(config: config)
    #expect(try world.agents().first { $0.isDefault }?.id.text == expected)
  }

  @Test(.enabled(if: geteuid() != 0))
  func `a folder of an agent that may not be looked into is an error that names it`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{}}"#, of: "b")
    try world.folder.setMode("state/agents/b", 0)
    defer { try? world.folder.setMode("state/agents/b", 0o700) }
    let report = try world.run(config: #"{agents: {list: [{id: "b"}]}}"#)
    let error = try #require(report.findings.first { $0.kind == .agents }).finding
    #expect(error.kind == .error && error.isForbidden)
    #expect(error.file == world.directory + "/agents/b/agent")
  }

  @Test
  func `a directory that is imported through a link leaves the folders where they are`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{}}"#, of: "a")
    try world.run(config: #"{agents: {list: [{id: "a"}, {id: "b"}]}}"#)
    let link = try world.folder.link("elsewhere", to: world.directory)
    #expect(try world.run(link).eventID == nil)
    #expect(try world.agents().first?.agentDirectory == world.directory + "/agents/a/agent")
  }

  @Test
  func `a default that a command chose stays unless the directory marks another`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{agents: {list: [{id: "a"}, {id: "b"}]}}"#)
    try world.store.write(TemporaryStore.intent()) { session in
      try session.agents.setDefault(Agent.ID("b"), at: session.now)
    }
    #expect(try world.run().eventID == nil)
    #expect(try world.agents().first { $0.isDefault }?.id.text == "b")
    try world.run(config: #"{agents: {list: [{id: "a", default: true}, {id: "b"}]}}"#)
    #expect(try world.agents().first { $0.isDefault }?.id.text == "a")
  }

  @Test(
    arguments: [
      ("  Ops Team! ", "ops-team"), ("../../etc/passwd", "etc-passwd"), ("a/b", "a-b"),
      ("line\\nbreak", "line-break"), ("\\u001b[31mred", "31mred"), ("ÜBER", "ber"),
    ])
  func `an id is normalised, with a finding that does nothing to a terminal`(
    _ written: String, _ id: String
  ) throws {
    let world = try ImportWorld()
    let report = try world.run(config: #"{"agents": {"list": [{"id": "\#(written)"}]}}"#)
    #expect(try world.agents().map(\.id.text) == [id])
    let messages = report.messages(.agents)
    #expect(messages.count == 1)
    #expect(messages.allSatisfy { !$0.hasUnprintable })
    #expect(try world.agents().first?.agentDirectory == world.directory + "/agents/\(id)/agent")
  }

  @Test
  func `of two ids that mean the same agent the first counts`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {agents: {list: [
          {id: "ops", name: "First"},
          {id: "OPS", name: "Second"},
        ]}}
        """)
    #expect(try world.agents().map(\.name) == ["First"])
    #expect(report.counts[.agents]?.skipped == 1)
    let finding = try #require(report.findings.first { $0.kind == .agents }).finding
    #expect(finding.kind == .skipped)
    #expect(finding.line == 3)
    #expect(finding.path.description == "agents.list[1].id")
  }

  @Test
  func
    `a finding about a list names the entry's place in the file, whatever was left out before it`()
    throws
  {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {agents: {list: [5, "x", {id: "A b", model: {fallbacks: [1, " ", "openai/m"]}}, {id: "a-b"}],
          defaults: {modelPolicy: {allow: [7, "lab/*", "a//b"]}}},
         models: {providers: {lab: {models: [8, {id: "m"}, {id: "m"}]}}},
         auth: {order: {lab: [9, "lab:a", " "]}}}
        """)
    let paths = report.findings.map(\.finding.path.description)
    for path in [
      "agents.list[0]", "agents.list[1]", "agents.list[2].id", "agents.list[3].id",
      "agents.list[2].model.fallbacks[0]", "agents.list[2].model.fallbacks[1]",
      "agents.defaults.modelPolicy.allow[0]", "agents.defaults.modelPolicy.allow[2]",
      "models.providers.lab.models[0]", "models.providers.lab.models[2]",
      "auth.order.lab[0]", "auth.order.lab[2]",
    ] {
      #expect(paths.contains(path))
    }
    #expect(!report.findings.contains { $0.finding.line == nil && $0.finding.path != .root })
  }

  @Test
  func `paths are expanded, and texts that name no folder here are kept`() throws {
    var world = try ImportWorld(["FLEET": "/srv/fleet"])
    world.environment = world.environment.setting("EMPTY", "")
    let report = try world.run(
      config: #"""
        {agents: {list: [
          {id: "a", agentDir: "~/a/", workspace: "${FLEET}/a"},
          {id: "b", agentDir: "C:\\Users\\b", workspace: "\\\\host\\share"},
          {id: "c", agentDir: "${MISSING}/c", workspace: "${EMPTY}/c"},
          {id: "d", agentDir: "here/../d"},
        ]}}
        """#)
    let agents = try world.agents()
    let home = world.folder.path("home")
    #expect(
      agents.map(\.agentDirectory) == [
        home + "/a", #"C:\Users\b"#, "${MISSING}/c", world.directory + "/d",
      ])
    #expect(
      agents.prefix(3).map(\.workspaceDirectory) == [
        "/srv/fleet/a", #"\\host\share"#, "${EMPTY}/c",
      ])
    #expect(report.messages(.agents).count == 5)
  }

  @Test
  func `two agents with one folder are told, and both stored`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: #"{agents: {list: [{id: "a", agentDir: "/x/y"}, {id: "b", agentDir: "/x//y/"}]}}"#)
    #expect(try world.agents().count == 2)
    #expect(report.messages(.agents).contains { $0.contains("the same agent folder") })
  }

  @Test
  func `members that Purser does not know are kept, credentials among them are not`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: #"""
        {agents: {list: [{id: "a", identity: {emoji: "X"}, subagents: {model: "x/y", max: 3},
          tools: {web: {apiKey: "sk-planted-0123456789", mode: "on"}}}]}}
        """#)
    let agent = try #require(try world.agents().first)
    #expect(
      agent.extraJSON
        == #"{"identity":{"emoji":"X"},"subagents":{"max":3},"tools":{"web":{"mode":"on"}}}"#)
    #expect(report.messages(.agents) == ["A credential has no place here; it was left out."])
  }

  @Test func `the default of a list that was turned round stayed, and its workspaces`() throws {
    let world = try ImportWorld()
    func stored() throws -> Set<String> {
      Set(
        try world.agents().map {
          let workspace = $0.workspaceDirectory?.split(separator: "/").last.map(String.init) ?? "-"
          return "\($0.id)\($0.isDefault ? "*" : "") \(workspace)"
        })
    }
    for (config, expected) in [
      (#"list: [{id: "a"}, {id: "b"}]"#, ["a* workspace", "b workspace-b"]),
      (#"list: [{id: "b"}, {id: "a"}]"#, ["b* workspace", "a workspace-a"]),
      (#"list: [{id: "b"}, {id: "a", default: true}]"#, ["a* workspace", "b workspace-b"]),
      (#"list: [{id: "b"}, {id: "a"}]"#, ["b* workspace", "a workspace-a"]),
      (
        #"defaults: {workspace: "/srv/w"}, list: [{id: "b"}, {id: "a"}]"#,
        ["b* w", "a workspace-a"]
      ),
    ] {
      try world.run(config: "{agents: {\(config)}}")
      #expect(try stored() == Set(expected))
      #expect(try world.run().eventID == nil)
    }
    // Another directory's list says nothing of these.
    try world.folder.write(#"{agents: {list: [{id: "c"}]}}"#, to: "other/openclaw.json")
    try world.run(world.folder.path("other"))
    #expect(try stored() == ["b* w", "a workspace-a", "c workspace"])
  }

  @Test
  func `a name or workspace that the directory does not mention stays as a command set it`() throws
  {
    let world = try ImportWorld()
    try world.run(config: #"{agents: {list: [{id: "a"}]}}"#)
    try world.store.write(TemporaryStore.intent()) { session in
      var agent = try session.agents.require(Agent.ID("a"))
      agent.name = "Named"
      agent.workspaceDirectory = "/elsewhere"
      try session.agents.update(agent)
    }
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `links out of the directory are not followed, links inside are`() throws {
    let world = try ImportWorld()
    try world.folder.write(
      #"{"providers":{"evil":{"models":[]}}}"#, to: "outside/agent/models.json")
    try world.writeModels(#"{"providers":{}}"#, of: "real")
    let files = FileManager.default
    let agents = world.directory + "/agents"
    try files.createSymbolicLink(
      atPath: agents + "/evil", withDestinationPath: world.folder.path("outside"))
    try files.createSymbolicLink(atPath: agents + "/twin", withDestinationPath: "real")
    try files.createDirectory(atPath: agents + "/half/agent", withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: agents + "/half/agent/models.json",
      withDestinationPath: world.folder.path("outside/agent/models.json"))
    let report = try world.run()
    #expect(try world.agents().map(\.id.text) == ["half", "real", "twin"])
    #expect(report.counts[.agents]?.skipped == 1)
    #expect(report.counts[.modelsFiles]?.skipped == 1)
    #expect(report.isComplete)
  }

  @Test
  func `the folder named by the id wins over one that only means it`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{"a":{"models":[]}}}"#, of: "Ops")
    try world.writeModels(#"{"providers":{"b":{"models":[]}}}"#, of: "ops")
    try world.writeModels(#"{"providers":{"c":{"models":[]}}}"#, of: "Solo Agent")
    let report = try world.run()
    #expect(try world.agents().map(\.id.text) == ["ops", "solo-agent"])
    #expect(try world.configuration(agent: "ops").providers.map(\.id) == ["b"])
    #expect(try world.configuration(agent: "solo-agent").providers.map(\.id) == ["c"])
    #expect(report.counts[.agents]?.skipped == 1)
  }

  @Test
  func `an agent folder of another machine gives way to the one in the directory`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{"p":{"models":[]}}}"#, of: "a")
    let report = try world.run(
      config: #"{agents: {list: [{id: "a", agentDir: "/nowhere/agents/a/agent"}]}}"#)
    #expect(try world.agents().first?.agentDirectory == "/nowhere/agents/a/agent")
    #expect(try world.configuration(agent: "a").providers.map(\.id) == ["p"])
    #expect(report.messages(.agents).contains { $0.contains("in the state directory was read") })
  }

  @Test
  func `files of an agent whose folder lies elsewhere went unread without a word`() throws {
    let world = try ImportWorld()
    let elsewhere = world.folder.path("elsewhere")
    let profiles = #"{"version": 1, "profiles": {}}"#
    for folder in ["elsewhere", "state/agents/a/agent"] {
      try world.folder.write(#"{"providers": {}}"#, to: folder + "/models.json")
      try world.folder.write(profiles, to: folder + "/auth-profiles.json")
    }
    let config = #"{agents: {list: [{id: "a", agentDir: "\#(elsewhere)"}]}}"#
    let report = try world.run(config: config)
    let own = world.directory + "/agents/a/agent"
    #expect(
      report.findings.map(\.finding.file) == [own + "/auth-profiles.json", own + "/models.json"])
    let message =
      "The file was not read: the configuration names '\(elsewhere)' as the agent's folder."
    #expect(report.findings.allSatisfy { $0.finding.message == message })
    #expect(report.counts[.modelsFiles]?.skipped == 1 && report.counts[.authFiles]?.skipped == 1)
    #expect(report.isComplete)
    // The folder that the configuration names may be this one, by a link.
    try FileManager.default.removeItem(atPath: elsewhere)
    try FileManager.default.createSymbolicLink(atPath: elsewhere, withDestinationPath: own)
    #expect(try world.run(config: config).findings.isEmpty)
  }

  @Test
  func `an agent folder that moved was taken for that of another gateway`() throws {
    let world = try ImportWorld()
    let (first, second) = (world.folder.path("one/ops"), world.folder.path("two/ops"))
    try world.run(config: #"{agents: {list: [{id: "ops", agentDir: "\#(first)"}]}}"#)
    // Gone, or that of an agent whose workspace lies in this directory.
    for isThere in [false, true] {
      if isThere { try world.folder.makeFolder("two/ops") }
      let (old, new) = isThere ? (second, first) : (first, second)
      let report = try world.run(config: #"{agents: {list: [{id: "ops", agentDir: "\#(new)"}]}}"#)
      let finding = try #require(report.findings.first { $0.kind == .agents }).finding
      #expect(finding.message == "The folder of agent 'ops' moved from '\(old)' to '\(new)'.")
      #expect(finding.hint == nil)
    }
  }

  @Test
  func `a state directory that moved was taken for another gateway`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{}}"#, of: "ops")
    try world.run(config: #"{agents: {list: [{id: "ops"}]}}"#)
    let moved = world.folder.path("moved")
    try FileManager.default.moveItem(atPath: world.directory, toPath: moved)
    let report = try world.run(moved)
    let finding = try #require(report.findings.first { $0.kind == .agents }).finding
    #expect(finding.message.contains("moved from '\(world.directory)/agents/ops/agent'"))
    #expect(finding.hint == nil)
  }

  @Test
  func `an agent of another gateway with the same id is told as such`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{agents: {list: [{id: "ops"}]}}"#)
    try world.folder.write(#"{agents: {list: [{id: "ops"}]}}"#, to: "other/openclaw.json")
    let report = try world.run(world.folder.path("other"))
    let finding = try #require(report.findings.first { $0.kind == .agents }).finding
    #expect(finding.hint?.contains("two gateways in two stores") == true)
  }
}
