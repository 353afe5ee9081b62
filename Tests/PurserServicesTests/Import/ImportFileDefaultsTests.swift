import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// What an agent's `models.json` leaves open, and what an import takes away.
struct ImportFileDefaultsTests {
  private static let file = "state/agents/main/agent/models.json"
  private static let model = #"{"id": "m", "name": "M", "contextWindow": 1000, "maxTokens": 100}"#

  private func config(key: String, _ more: String = "") -> String {
    """
    {agents: {list: [{id: "main"}]}, models: {providers: {lab: {baseUrl: "http://lab/v1",
      api: "openai-completions", apiKey: "\(key)", models: [\(Self.model)]\(more)}}}}
    """
  }

  private func exported(_ world: ImportWorld, secrets: Bool = false) throws -> JSON? {
    try world.export(secrets: secrets)
    return try JSON.parse(world.folder.text(Self.file))["providers"]?["lab"]
  }

  @Test(
    arguments: [
      (#""baseUrl": "http://lab/v1", "api": "openai-completions", "models": [MODEL]"#, nil),
      (#""baseUrl": "http://lab/v1", "apiKey": "", "models": [MODEL]"#, nil),
      (#""baseUrl": "http://lab/v1", "apiKey": null, "models": [MODEL]"#, nil),
      (#""apiKey": "KEY", "models": [MODEL]"#, nil),
      (#""baseUrl": "", "apiKey": "KEY", "models": [MODEL]"#, nil),
      (#""models": [MODEL]"#, nil),
      (#""#, nil),
      (#""apiKey": "OTHER_KEY""#, "OTHER_KEY"),
      (#""baseUrl": "", "apiKey": "OTHER_KEY", "models": [MODEL]"#, "OTHER_KEY"),
      (#""models": [{"id": "own", "contextWindow": 5, "maxTokens": 5}]"#, "KEY"),
    ] as [(String, String?)], ["NEWLAB_KEY", "sk-FAKE0001planted"])
  func `an export after an import lost a provider whose file had no key or endpoint`(
    _ file: (members: String, ownKey: String?), _ key: String
  ) throws {
    let world = try ImportWorld()
    let isSealed = key != "NEWLAB_KEY"
    func filled(_ text: String) -> String {
      text.replacing("MODEL", with: Self.model)
        .replacing("\"KEY\"", with: "\"\(isSealed ? "secretref-managed" : key)\"")
    }
    try world.writeModels(#"{"providers": {"lab": {\#(filled(file.members))}}}"#)
    let report = try world.run(config: config(key: key))
    #expect(report.isComplete, "\(report.counts)")
    let own = try world.configuration(agent: "main").providers
    #expect(own.count == (file.ownKey == nil ? 0 : 1))
    #expect(try world.run().eventID == nil)
    let lab = try exported(world, secrets: true)
    #expect(lab?["baseUrl"] == "http://lab/v1")
    #expect(lab?["api"] == "openai-completions")
    #expect(lab?["apiKey"]?.string == (file.ownKey == "OTHER_KEY" ? "OTHER_KEY" : key))
    #expect(lab?["models"]?[0]?["id"] == (file.ownKey == "KEY" ? "own" : "m"))
    #expect(try world.run().eventID == nil)
    #expect(!(try world.databaseBytes().holds("FAKE")))
  }

  @Test
  func `models of the defaults with headers of their own come to an agent that has only a key`()
    throws
  {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers": {"lab": {"apiKey": "OTHER_KEY"}}}"#)
    let report = try world.run(
      config: """
        {models: {providers: {lab: {baseUrl: "http://lab", apiKey: "LAB_KEY", models: [
          {id: "m", headers: {"x-api-key": "FAKE0123abcdef0123"},
           baseUrl: "https://u:FAKEpass0001word@h/v1"}]}}}}
        """)
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.run().eventID == nil)
    let model = try exported(world, secrets: true)?["models"]?[0]
    #expect(model?["headers"]?["x-api-key"] == "FAKE0123abcdef0123")
  }

  @Test(
    arguments: [
      ("", 128_000, 16_384), (#", "maxTokens": 100"#, 128_000, 100),
      (#", "contextWindow": 1000"#, 1000, 16_384),
    ] as [(String, Int64, Int64)])
  func `a model of an agent's file got the sizes of a configuration's`(
    _ members: String, _ window: Int64, _ tokens: Int64
  ) throws {
    let world = try ImportWorld()
    try world.writeModels(
      #"{"providers": {"own": {"baseUrl": "http://o", "apiKey": "O_KEY", "models": [{"id": "m"\#(members)}]}}}"#
    )
    // What stands in the configuration has that one's sizes there too.
    try world.run(
      config:
        #"{models: {providers: {lab: {baseUrl: "http://lab", apiKey: "K", models: [{id: "m"}]}}}}"#)
    let model = try world.models("own", ScopeID("main")).first
    #expect(model?.contextWindow == window)
    #expect(model?.maxTokens == tokens)
    #expect(try world.models("lab").first?.contextWindow == nil)
    try world.writeModels(
      #"{"providers": {"lab": {"baseUrl": "http://lab", "apiKey": "K", "models": [{"id": "m"}]}}}"#)
    try world.run()
    #expect(try world.configuration(agent: "main").providers.map(\.id) == ["own"])
  }

  @Test(
    .enabled(if: Shared.isPresent),
    arguments: try Shared.isPresent ? Shared.jsonVectors("models-json-consume-head") : [])
  func `readers find the same sizes in the file that they found before the import`(
    vector: JSONVector
  ) throws {
    guard vector.expected["error"]?.isNull == true, let value = vector.input["modelsJson"],
      let text = value.string ?? (value.isNull ? nil : value.text(.pretty))
    else { return }
    let world = try ImportWorld()
    try world.writeModels(text)
    try world.run()
    for (provider, outcome) in vector.expected["providers"]?.object ?? [:] {
      let stored = try world.models(ModelNaming.standard.provider(provider), ScopeID("main"))
      for expected in outcome["customModels"]?.array ?? [] {
        guard let model = stored.first(where: { $0.id == expected["id"]?.string }) else { continue }
        let extra = try JSON.parse(model.extraJSON)
        for (name, size) in [
          ("contextWindow", model.contextWindow), ("maxTokens", model.maxTokens),
        ] {
          #expect(
            size.map { JSONNumber($0).double } ?? extra[name]?.double == expected[name]?.double,
            "\(provider)/\(model.id) \(name)")
        }
      }
    }
  }

  @Test func `models that a configuration no longer has went without a word`() throws {
    let world = try ImportWorld()
    func config(_ models: String) -> String {
      "{models: {providers: {lab: {baseUrl: 'http://lab', apiKey: 'K', models: [\(models)]}}}}"
    }
    try world.run(config: config("{id: 'a'}, {id: 'b'}, {id: 'c'}"))
    try world.write(config("{id: 'a'}"))
    let preview = try world.importer().preview(world.directory, TemporaryStore.intent("import"))
    let report = try world.run()
    for report in [preview, report] {
      #expect(report.changeCount == 2)
      #expect(report.counts[.providers]?.stored == 1)
      #expect(
        report.messages(.models) == [
          "'lab' no longer has these models, which are removed: 'b', 'c'."
        ])
      #expect(report.isComplete)
    }
    #expect(try world.run().messages(.models).isEmpty)
  }

  @Test func `another default agent went into the store without a word`() throws {
    let world = try ImportWorld()
    try world.run(config: "{agents: {list: [{id: 'm', default: true}, {id: 'n'}, {id: 'o'}]}}")
    let report = try world.run(
      config: "{agents: {list: [{id: 'm'}, {id: 'n', default: true}, {id: 'o'}]}}")
    #expect(report.changeCount == 4)
    #expect(report.counts[.agents]?.stored == 2)
    #expect(
      report.messages(.agents).map { $0.replacing(world.directory, with: "~") } == [
        "The default agent is 'n' now, no longer 'm'.",
        "The workspace of agent 'm' is '~/workspace-m' now, no longer '~/workspace'.",
        "The workspace of agent 'n' is '~/workspace' now, no longer '~/workspace-n'.",
      ])
    #expect(report.isComplete)
    #expect(try world.run().eventID == nil)
  }

  @Test func `an agent's own provider that its file no longer sets apart went without a word`()
    throws
  {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers": {"lab": {"apiKey": "OTHER_KEY"}}}"#)
    try world.run(config: config(key: "NEWLAB_KEY"))
    try world.writeModels(#"{"providers": {"lab": {}}}"#)
    let report = try world.run()
    #expect(try world.configuration(agent: "main").providers.isEmpty)
    #expect(
      report.messages(.providers) == [
        "The agent's own provider 'lab' is removed: the file says what the defaults say."
      ])
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.run().eventID == nil)
  }

  @Test func `a provider without a key that only the file has was gone after an import`() throws {
    let world = try ImportWorld()
    try world.writeModels(
      #"{"providers": {"own": {"baseUrl": "https://own", "models": [\#(Self.model)]}}}"#)
    try world.run(config: config(key: "NEWLAB_KEY"))
    for _ in 0..<2 {
      _ = try exported(world)
      let providers = try JSON.parse(world.folder.text(Self.file))["providers"]
      #expect(providers?.object?.keys.sorted() == ["lab", "own"])
      #expect(try world.run().eventID == nil)
    }
  }

  @Test(
    arguments: [
      #"{agent: {model: "opus", allowedModels: ["opus"], modelAliases: {opus: "anthropic/claude-opus-4-5"}}}"#,
      #"{agents: {defaults: {model: "opus", models: {"anthropic/claude-opus-4-5": {alias: "opus"}, "opus": {}}}}}"#,
    ])
  func `a bare key of the models map took its alias away`(_ config: String) throws {
    let world = try ImportWorld()
    try world.run(config: config)
    #expect(try world.configuration().aliases.map(\.name) == ["opus"])
    let models = try world.store.read { try $0.defaultModels() }
    #expect(models.text.primary?.ref.key == "anthropic/claude-opus-4-5")
    _ = try world.store.write(TemporaryStore.intent("alias")) { session in
      try EditAliases().add("opus", for: "anthropic/claude-opus-4-5", of: [], in: session)
    }
    #expect(try world.run().eventID == nil)
  }

  @Test func `a listed agent with a blank id is the agent main`() throws {
    let world = try ImportWorld()
    let report = try world.run(config: "{agents: {list: [{id: 'a'}, {id: '  ', model: 'x/y'}]}}")
    #expect(try world.agents().map(\.id.text) == ["a", "main"])
    #expect(report.counts[.agents]?.skipped == 0)
  }

  @Test(arguments: [("[]", "array"), ("5", "number"), ("\"x\"", "string")])
  func `a file that is no object is told in whole words`(_ text: String, _ kind: String) throws {
    let world = try ImportWorld()
    try world.writeModels(text)
    let report = try world.run(config: "{agents: {list: [{id: 'main'}]}}")
    #expect(report.messages(.modelsFiles) == ["The file must hold an object, not \(kind)."])
  }
}
