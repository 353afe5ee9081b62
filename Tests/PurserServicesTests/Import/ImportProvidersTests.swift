import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct ImportProvidersTests {
  /// A configuration with one provider.
  private func config(_ members: String, id: String = "lab") -> String {
    "{models: {providers: {'\(id)': {\(members)}}}}"
  }

  @Test func `words of a list ran together where one began with a combining mark`() throws {
    let world = try ImportWorld()
    let words = ["text", "\u{301}image"]
    try world.run(
      config: config(#"baseUrl: "http://lab", models: [{id: "m", input: ["text", "\u0301image"]}]"#)
    )
    #expect(try world.models("lab").first?.input == words)
  }

  @Test
  func `a provider is stored with what has a column there, and the rest beside it`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: config(
        """
        baseUrl: "http://lab/v1", api: "openai-completions", auth: "api-key", authHeader: true,
        apiKey: "${LAB_KEY}", headers: {"X-Team": "blue"}, compat: {supportsStore: false},
        localService: {port: 8000},
        models: [
          {id: "one", name: "One", reasoning: true, input: ["text", "image"],
           cost: {input: 0.25, output: 3, cacheRead: 1e-7, tiers: []},
           contextWindow: 65536, maxTokens: 8192, params: {top: 1}},
          {id: "One"},
        ]
        """, id: " Lab "))
    let provider = try #require(try world.configuration().providers.first)
    #expect(
      provider
        == ProviderDefinition(
          id: "lab", writtenID: " Lab ", baseURL: "http://lab/v1", api: "openai-completions",
          authMode: "api-key", authHeader: true, headersJSON: #"{"X-Team":"blue"}"#,
          compatJSON: #"{"supportsStore":false}"#, key: .environment(name: "LAB_KEY"),
          extraJSON: #"{"localService":{"port":8000}}"#))
    #expect(
      try world.models("lab") == [
        ModelDefinition(
          id: "one", name: "One", reasoning: true, input: ["text", "image"], contextWindow: 65536,
          maxTokens: 8192, cost: ModelCost(inputMicroUSD: 250_000, outputMicroUSD: 3_000_000),
          extraJSON: #"{"cost":{"cacheRead":1e-7,"tiers":[]},"params":{"top":1}}"#),
        ModelDefinition(id: "One", position: 1),
      ])
    #expect(report.messages(.models).count == 1)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `an address with a variable in it went into the store as text`() throws {
    let world = try ImportWorld([
      "LAB_HOST": "lab.example:8443", "LAB_URL": "https://me:FAKEpass0001@gw.example",
      "LAB_TOKEN": "FAKEtoken0002value",
    ])
    let report = try world.run(
      config: """
        {env: {vars: {LAB_HOST: "not this", LAB_PORT: "99"}}, models: {providers: {
          a: {baseUrl: "http://${LAB_HOST}/v1", models: [{id: "m", baseUrl: "http://h:${LAB_PORT}"}]},
          b: {baseUrl: "${LAB_URL}/v1"},
          c: {baseUrl: "http://h/${LAB_TOKEN}/v1"},
          d: {baseUrl: "http://${LAB_GONE}/v1"},
          e: {baseUrl: "http://h/$${LAB_HOST}"},
        }}}
        """)
    let providers = try world.configuration().providers
    #expect(
      providers.map(\.baseURL) == [
        "http://lab.example:8443/v1", "https://gw.example/v1", "http://h/${LAB_TOKEN}/v1",
        "http://${LAB_GONE}/v1", "http://h/${LAB_HOST}",
      ])
    #expect(try world.models("a").map(\.baseURL) == ["http://h:99"])
    let said = report.messages(.providers).joined(separator: " ")
    #expect(said.contains("'LAB_GONE' is not set") && said.contains("'LAB_TOKEN' seems to hold"))
    #expect(!(try world.databaseBytes().holds("FAKE")))
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `a shell with fewer variables does not undo an address or a folder`() throws {
    var world = try ImportWorld([
      "LAB_HOST": "h.example", "LAB_FOLDER": "/a/b", "MYGATEWAYWORD": "x",
    ])
    let full = world.environment
    let config = """
      {agents: {list: [{id: "a", agentDir: "${LAB_FOLDER}/a", workspace: "~/x/${LAB_FOLDER}"}]},
       models: {providers: {
        p: {baseUrl: "https://${LAB_HOST}/v1", apiKey: "MYGATEWAYWORD", models: [{id: "m", baseUrl: "https://${LAB_HOST}"}]}}}}
      """
    try world.run(config: config)
    world.environment = world.environment.setting("LAB_HOST", "").setting("LAB_FOLDER", "")
      .setting("MYGATEWAYWORD", "")
    let report = try world.run()
    #expect(report.eventID == nil, "\(report.counts.filter { $1.stored > 0 })")
    #expect(report.messages(.providers).contains { $0.contains("'LAB_HOST' is not set") })
    #expect(try world.configuration().providers.first?.baseURL == "https://h.example/v1")
    #expect(try world.models("p").first?.baseURL == "https://h.example")
    #expect(try world.agents().first?.agentDirectory == "/a/b/a")
    #expect(
      try world.configuration().providers.first?.key == .environment(name: "MYGATEWAYWORD"))
    // Another text is another address.
    try world.run(config: config.replacing("/v1", with: "/v2"))
    #expect(try world.configuration().providers.first?.baseURL == "https://${LAB_HOST}/v2")
    world.environment = full
    try world.run(config: config)
    #expect(try world.configuration().providers.first?.baseURL == "https://h.example/v1")
  }

  @Test(arguments: [
    ("MYPASS", "correcthorsebattery"), ("LAB_PASS", "correcthorse"), ("LABKEY", "battery"),
    ("LAB_PART", "sk-FAKE0123456789"), ("LAB_ID", "a8f93kd82jf7"),
  ])
  func `a variable that may hold a secret is not filled into an address`(
    _ name: String, _ value: String
  ) throws {
    let world = try ImportWorld([name: value])
    try world.run(config: "{models: {providers: {p: {baseUrl: \"https://h/${\(name)}/v1\"}}}}")
    #expect(try world.configuration().providers.first?.baseURL == "https://h/${\(name)}/v1")
    #expect(!(try world.databaseBytes().holds(value)))
  }

  @Test
  func `a key with an escaped reference in a configuration is that text`() throws {
    let world = try ImportWorld(["LAB_KEY": "x"])
    try world.run(
      config: #"{models: {providers: {p: {baseUrl: "https://h", apiKey: "$${LAB_KEY}"}}}}"#)
    let key = try world.configuration().providers.first?.key
    if case .sealed? = key {} else { Issue.record("\(String(describing: key))") }
  }

  @Test
  func `a value of the wrong type in a models file is kept as written, with a finding`() throws {
    let world = try ImportWorld()
    try world.writeModels(
      """
      {"providers": {"p": {"baseUrl": 5, "authHeader": "yes", "headers": ["x"], "apiKey": 7,
        "models": [{"id": "m", "contextWindow": -1, "maxTokens": 1.5, "input": "text",
                    "reasoning": 1, "cost": "free"}]}}}
      """)
    let report = try world.run()
    let provider = try #require(try world.configuration(agent: "main").providers.first)
    #expect(provider.extraJSON == #"{"baseUrl":5,"authHeader":"yes"}"#)
    #expect(provider.headersJSON == nil)
    #expect(
      try world.models("p", ScopeID("main")) == [
        ModelDefinition(
          id: "m",
          extraJSON:
            #"{"contextWindow":-1,"maxTokens":1.5,"input":"text","reasoning":1,"cost":"free"}"#
        )
      ])
    #expect(report.messages(.providers).count == 4)
    #expect(report.messages(.models).count == 5)
    #expect(report.findings.allSatisfy { $0.finding.line != nil && $0.agent == .main })
  }

  @Test
  func `of models with one id the first counts, and ids that differ in case are two`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: config(
        #"baseUrl: "http://x", models: [{id: "m", name: "1"}, {id: " m", name: "2"}, {id: "M"}, {id: ""}]"#
      ))
    #expect(try world.models("lab").map(\.id) == ["m", "M"])
    #expect(try world.models("lab").first?.name == "1")
    #expect(report.counts[.models]?.skipped == 2)
    #expect(report.isComplete)
  }

  @Test
  func `of two spellings of a provider the canonical one counts, else the first`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {models: {providers: {
          OpenAI: {baseUrl: "http://a"}, openai: {baseUrl: "http://b"},
          "z.ai": {baseUrl: "http://c"}, "Z-AI": {baseUrl: "http://d"},
          "bad/id": {baseUrl: "http://e"},
        }}}
        """)
    let providers = try world.configuration().providers
    #expect(providers.map(\.id) == ["openai", "zai"])
    #expect(providers.map(\.baseURL) == ["http://b", "http://c"])
    #expect(providers.map(\.writtenID) == ["openai", "z.ai"])
    #expect(report.counts[.providers]?.skipped == 3)
    #expect(report.isComplete)
  }

  @Test
  func `no list of models differs from an empty one`() throws {
    let world = try ImportWorld()
    try world.run(
      config:
        #"{models: {providers: {a: {baseUrl: "http://x"}, b: {baseUrl: "http://x", models: []}}}}"#)
    #expect(try world.configuration().providers.map(\.hasModels) == [false, true])
  }

  /// What a gateway writes for the provider of `base`, in forms that say the same.
  static let sameForms = [
    """
    {"models": [{"maxTokens": 8192, "id": "m", "cost": {"input": 0, "output": 0, "cacheRead": 0,
      "cacheWrite": 0}, "contextWindow": 200000, "reasoning": false, "input": ["text"], "name": "m",
      "api": "openai-completions"}],
     "apiKey": "LAB_KEY", "api": "openai-completions", "baseUrl": "http://lab/v1",
     "headers": {"X-Key": "LAB_HEADER_KEY"}}
    """,
    """
    {"baseUrl": "http://lab/v1", "api": "openai-completions", "apiKey": "$LAB_KEY",
     "headers": {"X-Key": "secretref-env:LAB_HEADER_KEY"}, "authHeader": false, "models": [{"id": "m"}]}
    """,
  ]

  static let base = """
    baseUrl: "http://lab/v1", api: "openai-completions", apiKey: "${LAB_KEY}",
    headers: {"X-Key": "${LAB_HEADER_KEY}"}, models: [{id: "m"}]
    """

  @Test(arguments: sameForms)
  func `an agent's file that says what the config says stores nothing at the agent`(
    _ form: String
  ) throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers": {"lab": \#(form)}}"#)
    let report = try world.run(config: config(Self.base))
    #expect(try world.configuration(agent: "main").providers.isEmpty)
    #expect(report.counts[.providers]?.unchanged == 1)
    #expect(report.isComplete)
  }

  @Test(
    arguments: [
      #""baseUrl": "http://lab/v2""#, #""apiKey": "OTHER_KEY""#, #""api": "anthropic-messages""#,
      #""authHeader": true"#, #""models": []"#,
      #""models": [{"id": "m", "contextWindow": 128000}]"#,
      #""models": [{"id": "m"}, {"id": "n"}]"#, #""models": [{"id": "m", "maxTokens": 16384}]"#,
      #""headers": {"X-Key": "${OTHER}"}"#, #""compat": {"supportsStore": true}"#,
      #""name": "Lab""#,
      #""apiKey": "sk-literal-0123456789""#,
    ])
  func `an agent's file that says more or otherwise is stored whole at the agent`(
    _ member: String
  ) throws {
    let world = try ImportWorld()
    var members = [
      #""baseUrl": "http://lab/v1""#, #""api": "openai-completions""#, #""apiKey": "LAB_KEY""#,
      #""headers": {"X-Key": "${LAB_HEADER_KEY}"}"#, #""models": [{"id": "m"}]"#,
    ]
    let name = member.split(separator: ":")[0]
    members.removeAll { $0.hasPrefix(name) }
    members.append(member)
    try world.writeModels(#"{"providers": {"lab": {\#(members.joined(separator: ", "))}}}"#)
    try world.run(config: config(Self.base))
    #expect(try world.configuration(agent: "main").providers.map(\.id) == ["lab"])
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `a file that came to agree with the config takes the agent's own provider back`() throws {
    let world = try ImportWorld()
    try world.write(config(#"baseUrl: "http://x", models: [{id: "m"}]"#))
    try world.writeModels(
      #"{"providers": {"lab": {"baseUrl": "http://y", "models": [{"id": "m"}]}}}"#)
    try world.run()
    #expect(try world.configuration(agent: "main").providers.count == 1)
    try world.writeModels(
      #"{"providers": {"lab": {"baseUrl": "http://x", "models": [{"id": "m"}]}}}"#)
    let report = try world.run()
    #expect(report.eventID != nil)
    #expect(try world.configuration(agent: "main").providers.isEmpty)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `an agent's provider stays when the config comes to say the same`() throws {
    let world = try ImportWorld()
    let file = #"{"providers": {"lab": {"baseUrl": "http://y", "models": [{"id": "m"}]}}}"#
    try world.writeModels(file)
    try world.run()
    try world.run(config: config(#"baseUrl: "http://y", models: [{id: "m"}]"#))
    #expect(try world.configuration(agent: "main").providers.count == 1)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `models that a provider no longer has go, other providers stay`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {models: {providers: {a: {baseUrl: "http://a", models: [{id: "1"}, {id: "2"}]},
          b: {baseUrl: "http://b", models: [{id: "3"}]}}}}
        """)
    let report = try world.run(
      config:
        #"{models: {providers: {a: {baseUrl: "http://a", models: [{id: "2", name: "Two"}]}}}}"#)
    #expect(report.counts[.providers]?.stored == 1)
    #expect(try world.models("a") == [ModelDefinition(id: "2", name: "Two")])
    #expect(try world.models("b").map(\.id) == ["3"])
  }

  @Test
  func `the mode of merging becomes a setting`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{models: {mode: "replace"}}"#)
    #expect(try world.configuration().settings == ["models.mode": "replace"])
    let report = try world.run(config: #"{models: {mode: "mix"}}"#)
    #expect(report.counts[.settings]?.skipped == 1)
    #expect(try world.configuration().settings == ["models.mode": "replace"])
  }

  @Test
  func `an agent's file stood before the configuration without a word`() throws {
    let world = try ImportWorld()
    let models =
      #"{"providers":{"lab":{"baseUrl":"http://old/v1"},"own":{"baseUrl":"http://own/v1"}}}"#
    try world.writeModels(models, of: "ops")
    try world.writeModels(#"{"providers":{"lab":{"baseUrl":"http://lab/v1"}}}"#, of: "web")
    let report = try world.run(config: config(#"baseUrl: "http://lab/v1""#))
    let told = report.messages(.providers).filter { $0.contains("counts for") }
    #expect(
      told == [
        "The models.json of 1 agent says other things of 'lab' than the defaults, and counts for: 'ops'."
      ])
    #expect(try world.run().messages(.providers).isEmpty)
  }

  @Test
  func `a model whose id looks like another's was left out as if it were the same`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: config("models: [{id: 'caf\u{E9}'}, {id: 'cafe\u{301}'}, {id: 'm'}, {id: 'm'}]"))
    let told = report.messages(.models).filter { $0.contains("defined already") }
    #expect(told.count == 2)
    #expect(told.count { $0.contains("look the same") } == 1)
  }
}
