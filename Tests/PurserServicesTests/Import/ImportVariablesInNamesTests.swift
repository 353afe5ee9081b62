import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

/// Variables in names, which are stored as the gateway reads them. [research/cli-and-formats.md 12.2, 12.4]
struct ImportVariablesInNamesTests {
  private let config = #"""
    {
      env: {vars: {FB: "zai/glm-5"}},
      agents: {
        defaults: {
          model: {primary: "${MY_MODEL}", fallbacks: ["${FB}", "openai/${MID}"]}, imageModel: "${MY_MODEL}",
          subagents: {model: "lab/${MID}"}, models: {"openai/x": {alias: "${SHORT}"}},
          modelPolicy: {allow: ["${FB}", "${PROV}/*"]},
        },
        list: [{id: "main", name: "The ${NAME}", model: "$${MID}/x"}, {id: "${NAME}"}],
      },
      models: {mode: "${MODE}", providers: {lab: {
        baseUrl: "http://h", api: "${MY_API}", apiKey: "${LAB_KEY}",
        models: [{id: "${MID}", name: "${NAME}"}],
      }}},
      auth: {order: {lab: ["lab:${MID}"]}},
    }
    """#
  private let variables = [
    "MY_MODEL": "openai/gpt-5.2", "MID": "m-1", "PROV": "openai", "NAME": "Night", "SHORT": "quick",
    "MODE": "replace", "MY_API": "openai-completions", "LAB_KEY": "sk-planted-0123456789",
  ]

  /// What a store has of the names above.
  private func names(_ world: ImportWorld) throws -> [String] {
    let defaults = try world.configuration()
    var names: [String] = []
    for purpose in [Purpose.text, .image, .subagent] {
      let route = try #require(defaults.routes[purpose])
      names += [route.primary ?? ""] + route.fallbacks
    }
    names += defaults.aliases.map(\.name) + defaults.allowlist.entries.map(\.pattern)
    names += try world.agents().map { "\($0.id)=\($0.name ?? "")" }
    names += [try #require(defaults.providers.first).api ?? ""]
    names += try world.models("lab").map { "\($0.id)=\($0.name ?? "")" }
    let (mode, orders) = try world.store.read { session in
      (
        try session.settings.values(at: .defaults)["models.mode"] ?? "",
        try session.profileOrders.list()
      )
    }
    return names + [mode] + orders.flatMap(\.profiles)
  }

  private let filled = [
    "openai/gpt-5.2", "zai/glm-5", "openai/m-1", "openai/gpt-5.2", "lab/m-1", "quick", "zai/glm-5",
    "openai/*", "main=The Night", "night=", "openai-completions", "m-1=Night", "replace", "lab:m-1",
  ]

  @Test func `a key of the environment was stored as the folder of an agent`() throws {
    let key = "sk-proj-Zq7PLANTED0Xk3TyVb9LmQ2wErT8u"
    let world = try ImportWorld([
      "OPENAI_API_KEY": key, "PLACE": "/srv/\(key)", "KEYS_DIR": "/srv/keys", "TEAM": "blue",
    ])
    let report = try world.run(
      config: """
        {agents: {list: [{id: "main", workspace: "/w/${OPENAI_API_KEY}", agentDir: "/y/${PLACE}"},
          {id: "b", workspace: "${KEYS_DIR}/${TEAM}"}]}}
        """)
    let agents = try world.agents()
    #expect(agents.map(\.workspaceDirectory) == ["/w/${OPENAI_API_KEY}", "/srv/keys/blue"])
    #expect(agents[0].agentDirectory == "/y/${PLACE}")
    #expect(
      report.messages(.agents).filter { $0.contains("seems to hold a credential") }.count == 2)
    #expect(try !world.databaseBytes().holds(key))
  }

  @Test func `a reference to a variable was stored as the name of a model`() throws {
    let world = try ImportWorld(variables)
    let report = try world.run(config: config)
    #expect(try names(world) == filled)
    #expect(try world.configuration(agent: "main").routes[.text]?.primary == "${MID}/x")
    #expect(try world.configuration().providers.first?.key == .environment(name: "LAB_KEY"))
    #expect(!report.findings.contains { $0.finding.message.contains("not set") })
    #expect(try world.run().eventID == nil)
    #expect(try !world.databaseBytes().holds("planted"))
  }

  @Test func `a name whose variable is not set was kept without a word`() throws {
    let world = try ImportWorld()
    let report = try world.run(config: config)
    let noted = report.findings.filter { $0.finding.message.contains("is not set here") }
    let paths = Set(noted.map(\.finding.path.description))
    #expect(
      paths == [
        "agents.defaults.model.primary", "agents.defaults.model.fallbacks[1]",
        "agents.defaults.imageModel.primary", "agents.defaults.subagents.model",
        "agents.defaults.models.openai/x.alias", "agents.defaults.modelPolicy.allow[1]",
        "agents.list[0].name", "agents.list[1].id", "models.mode", "models.providers.lab.api",
        "models.providers.lab.models[0].id", "models.providers.lab.models[0].name",
        "auth.order.lab[0]",
      ])
    #expect(noted.allSatisfy { $0.finding.kind == .note && $0.finding.line != nil })
    let route = try world.configuration().routes[.text]
    #expect(route?.primary == "${MY_MODEL}")
    #expect(route?.fallbacks == ["zai/glm-5", "openai/${MID}"])
    #expect(try world.run().eventID == nil)
  }

  @Test func `an import in a shell without the variables took the names away`() throws {
    var world = try ImportWorld(variables)
    let config = config.replacing(#", {id: "${NAME}"}"#, with: "")
      .replacing("{lab: [\"lab:${MID}\"]}", with: "{}").replacing("${MODE}", with: "replace")
    try world.run(config: config)
    let before = try names(world)
    for name in variables.keys where name != "LAB_KEY" {
      world.environment = world.environment.setting(name, "")
    }
    let again = try world.run()
    #expect(again.eventID == nil, "\(again.counts.filter { $1.stored > 0 })")
    #expect(try names(world) == before)
  }

  static let kept: [(String, String, String)] = [
    ("sk-ant-api03-planted00000000000000", "MODEL", "seems to hold a credential"),
    ("planted", "MODEL_API_KEY", "seems to hold a credential"),
    ("a\u{7}b", "MODEL", "holds a control character"), ("  ", "MODEL", "is not set here"),
  ]

  @Test(arguments: kept)
  func `a variable that is no name is not filled in`(
    _ value: String, _ name: String, _ remark: String
  ) throws {
    let world = try ImportWorld([name: value])
    let report = try world.run(config: "{agents: {defaults: {model: 'lab/${\(name)}'}}}")
    #expect(try world.configuration().routes[.text]?.primary == "lab/${\(name)}")
    #expect(report.messages(.routes).contains { $0.contains(remark) })
    #expect(try !world.databaseBytes().holds("planted"))
  }

  @Test func `a reference in a key is named, since no gateway fills it in`() throws {
    let world = try ImportWorld(["PV": "openai"])
    let report = try world.run(config: "{agents: {defaults: {models: {'${PV}/x': {}}}}}")
    #expect(report.messages(.modelSettings).contains { $0.contains("in a key") })
    #expect(try world.configuration().modelSettings.map(\.written) == ["${PV}/x"])
  }

  @Test func `a path did not see the variables of the env block`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {env: {BASE: "/srv/agents", PATH_TOKEN: "planted"},
         agents: {list: [{id: "main", agentDir: "${BASE}/m", workspace: "/w/${PATH_TOKEN}"}]}}
        """)
    let agent = try #require(try world.agents().first)
    #expect(agent.agentDirectory == "/srv/agents/m")
    #expect(agent.workspaceDirectory == "/w/${PATH_TOKEN}")
  }
}
