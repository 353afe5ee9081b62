import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

/// What a state directory has and no import reads is named.
struct ImportUnreadTests {
  private let models = #"{"providers": {"y": {"baseUrl": "http://h", "apiKey": "K_Y"}}}"#
  private let profiles = #"{"profiles": {"openai:q": {"type": "api_key", "provider": "openai"}}}"#

  private func skipped(_ report: ImportReport) -> [String] {
    report.findings.filter { $0.finding.kind == .skipped }.map { entry in
      "\(entry.kind.rawValue) \(entry.finding.file.split(separator: "/state/").last ?? "")"
    }
  }

  @Test func `a file of an agent in the wrong place was passed over without a word`() throws {
    let world = try ImportWorld()
    for folder in ["", "agents/w/", "agents/Lone One/"] {
      try world.write(models, to: folder + "models.json")
      try world.write(profiles, to: folder + "auth-profiles.json")
    }
    let report = try world.run(config: "{agents: {list: [{id: 'main'}, {id: 'w'}]}}")
    #expect(
      skipped(report) == [
        "authFiles agents/Lone One/auth-profiles.json", "modelsFiles agents/Lone One/models.json",
        "authFiles agents/w/auth-profiles.json", "modelsFiles agents/w/models.json",
        "authFiles auth-profiles.json", "modelsFiles models.json",
      ])
    #expect(report.messages(.modelsFiles)[0].contains("'agents/lone-one/agent/models.json'"))
    #expect(report.messages(.modelsFiles)[1].contains("'agents/w/agent/models.json'"))
    #expect(report.messages(.modelsFiles)[2].contains("'agents/main/agent/models.json'"))
    #expect(report.counts[.modelsFiles]?.skipped == 3)
    #expect(report.isComplete)
    #expect(try world.agents().map(\.id.text) == ["main", "w"])
    #expect(try world.run().eventID == nil)
  }

  @Test func `a file in a folder that the configuration names is in its place`() throws {
    let world = try ImportWorld()
    try world.write(models, to: "agents/w/models.json")
    let report = try world.run(
      config: "{agents: {list: [{id: 'w', agentDir: '\(world.directory)/agents/w'}]}}")
    #expect(skipped(report).isEmpty)
    #expect(try world.configuration(agent: "w").providers.map(\.id) == ["y"])
  }

  @Test(arguments: [
    ("{env: {shellEnv: {enabled: true}}}", [:], "env.shellEnv.enabled"),
    ("{}", ["OPENCLAW_LOAD_SHELL_ENV": "1"], "OPENCLAW_LOAD_SHELL_ENV"),
    ("{}", ["CLAWDBOT_LOAD_SHELL_ENV": "True"], "CLAWDBOT_LOAD_SHELL_ENV"),
    ("{env: {shellEnv: {enabled: false}}}", ["OPENCLAW_LOAD_SHELL_ENV": "0"], nil),
  ])
  func `a login shell that is not run was not spoken of`(
    _ config: String, _ variables: [String: String], _ name: String?
  ) throws {
    let report = try ImportWorld(variables).run(config: config)
    let found = report.messages(.variables).filter { $0.contains("login shell") }
    #expect(found.count == (name == nil ? 0 : 1))
    #expect(found.allSatisfy { $0.hasPrefix("'\(name ?? "")'") })
  }

  @Test func `a file of variables beside the configuration was not spoken of`() throws {
    let world = try ImportWorld()
    try world.write("A=b", to: ".env")
    #expect(skipped(try world.run(config: "{}")) == ["variables .env"])
  }

  @Test(arguments: [
    ("models: {catalogRefresh: {enabled: false}}", "models.catalogRefresh"),
    ("models: {bedrockDiscovery: {enabled: true}}", "models.bedrockDiscovery"),
    ("models: {pricing: {}}", "models.pricing"),
    ("secrets: {rotation: 1}", "secrets.rotation"),
    (
      "secrets: {providers: {e: {source: 'env', extra: 1}}}", "secrets.providers.e.extra"
    ),
  ])
  func `a member that is not kept was dropped without a finding`(
    _ members: String, _ path: String
  ) throws {
    let report = try ImportWorld().run(config: "{\(members)}")
    let found = report.findings.filter { $0.finding.path.description == path }
    #expect(found.map(\.finding.kind) == [.skipped])
    #expect(found.allSatisfy { $0.finding.line == 1 })
  }

  @Test func `unknown members of credentials' files were dropped without a finding`() throws {
    let world = try ImportWorld()
    try world.write("{}")
    try world.write(
      #"""
      {"version": 1, "profiles": {}, "rotation": {"a": 1},
       "usageStats": {"a:b": {"lastUsed": 1, "blockedSource": "x", "errorCount": 1}, "a:c": {"blockedSource": "y"}}}
      """#, to: "agents/main/agent/auth-profiles.json")
    let report = try world.run()
    #expect(
      report.findings.filter { $0.finding.kind == .skipped }.map(\.finding.path.description)
        .contains("rotation"))
    #expect(
      report.messages(.profileStates).filter { $0.contains("not keep") }
        == ["Members of statistics that Purser does not keep: 'blockedSource'."])
  }

  @Test func `the hint for an include that may not be read was to repair what is right`() throws {
    try UnprivilegedThread.run {
      let world = try ImportWorld()
      try world.folder.write("{}", to: "state/part.json5")
      try world.folder.setMode("state/part.json5", 0)
      let error = #expect(throws: SystemError.self) {
        try world.run(config: #"{models: {$include: "part.json5"}}"#)
      }
      #expect(error?.code == .permission)
      #expect(error?.subject == world.directory + "/part.json5" && error?.hint != nil)
    }
  }

  @Test func `a link to nothing was no finding, or one that leads out`() throws {
    let world = try ImportWorld()
    try world.folder.makeFolder("state/agents/a/agent")
    try world.folder.link("state/agents/gone", to: world.folder.path("nowhere"))
    try world.folder.link(
      "state/agents/a/agent/models.json", to: world.folder.path("nowhere.json"))
    let report = try world.run(config: #"{agents: {list: [{id: "a"}]}}"#)
    #expect(
      report.findings.map {
        "\($0.finding.file.droppingPrefix(world.directory) ?? ""): \($0.finding.message)"
      } == [
        "/agents/a/agent/models.json: The link leads nowhere.",
        "/agents/gone: The link leads nowhere and was not followed.",
      ])
  }

  @Test func `a directory whose agents lead out of it was told to have none`() throws {
    let world = try ImportWorld()
    try world.folder.makeFolder("elsewhere/main/agent")
    try world.folder.link("state/agents", to: world.folder.path("elsewhere"))
    let link = #expect(throws: StoreError.self) { try world.run() }
    #expect(
      link?.cause
        == "'agents' cannot be used: The link leads out of the state directory and was not followed."
    )
    let other = try ImportWorld()
    try other.write("x", to: "agents")
    let file = #expect(throws: StoreError.self) { try other.run() }
    #expect(
      file?.cause == "'agents' cannot be used: It is no folder, so no agents were looked for in it."
    )
  }

  @Test
  func `a folder that may not be looked into is one finding, and the rest is stored`() throws {
    try UnprivilegedThread.run {
      let world = try ImportWorld()
      for agent in ["a", "b"] {
        try world.writeModels(
          #"{"providers": {"lab": {"baseUrl": "https://\#(agent).example/v1", "models": []}}}"#,
          of: agent)
      }
      try world.folder.setMode("state/agents/a/agent", 0)
      let report = try world.run(config: #"{agents: {list: [{id: "a"}, {id: "b"}]}}"#)
      let errors = report.findings.map(\.finding).filter { $0.kind == .error }
      #expect(errors.map(\.file) == [world.directory + "/agents/a/agent"])
      #expect(errors.allSatisfy { $0.isForbidden && $0.hint != nil })
      #expect(report.isComplete)
      #expect(try world.agents().map(\.id.text) == ["a", "b"])
      #expect(try world.configuration(agent: "a").providers.isEmpty)
      #expect(try world.configuration(agent: "b").providers.map(\.id) == ["lab"])
      // Once it may be looked into, another import adds what was left out.
      try world.folder.setMode("state/agents/a/agent", 0o700)
      #expect(try !world.run().hasForbidden)
      #expect(try world.configuration(agent: "a").providers.map(\.id) == ["lab"])
    }
  }
}
