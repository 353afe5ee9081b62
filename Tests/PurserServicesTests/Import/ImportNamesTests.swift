import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// Aliases, model settings and allowlists.
struct ImportNamesTests {
  private func defaults(_ members: String) -> String { "{agents: {defaults: {\(members)}}}" }

  @Test
  func `entries of the models map become settings and aliases in file order`() throws {
    let world = try ImportWorld()
    try world.run(
      config: defaults(
        """
        models: {
          "Z.AI/glm-5": {alias: " Glm ", params: {b: 1, a: 2}, streaming: false},
          "openai/gpt-5.4": {alias: ""},
          "lab/plain": {},
        }
        """))
    let configuration = try world.configuration()
    #expect(
      configuration.modelSettings == [
        StoredModelSetting(
          scope: .defaults, ref: ModelRef(provider: "zai", model: "glm-5"), written: "Z.AI/glm-5",
          paramsJSON: #"{"b":1,"a":2}"#, extraJSON: #"{"streaming":false}"#, position: 0),
        StoredModelSetting(
          scope: .defaults, ref: ModelRef(provider: "openai", model: "gpt-5.4"),
          written: "openai/gpt-5.4", position: 1),
        StoredModelSetting(
          scope: .defaults, ref: ModelRef(provider: "lab", model: "plain"), written: "lab/plain",
          position: 2),
      ])
    #expect(configuration.aliases.map(\.name) == ["Glm", ""])
    #expect(configuration.aliases.map(\.ref.provider) == ["zai", "openai"])
    #expect(try world.run().eventID == nil)
  }

  @Test func `a model that lost its alias to another entry got its built-in one back (A12)`() throws
  {
    let world = try ImportWorld()
    try world.run(
      config: """
        {agents: {defaults: {models: {
          "google/gemini-3-flash-preview": {alias: "FAST"}, "openai/gpt-5-mini": {alias: "fast"}}}}}
        """)
    let flash = ModelRef(provider: "google", model: "gemini-3-flash-preview")
    let names = try world.store.read { try $0.models(of: nil).resolver.aliases.names(of: flash) }
    #expect(names == [])
    #expect(try world.run().eventID == nil)
  }

  @Test func `an alias that would hide a model left the built-in one of its model on`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: defaults(
        #"models: {"google/gemini-3-flash-preview": {alias: "mini"}, "anthropic/mini": {}}"#))
    #expect(report.messages(.aliases).count == 1)
    let flash = ModelRef(provider: "google", model: "gemini-3-flash-preview")
    let names = try world.store.read { try $0.models(of: nil).resolver.aliases.names(of: flash) }
    #expect(names == [])
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `of two aliases of one name, in whatever case, the last counts in the first's place`() throws
  {
    let world = try ImportWorld()
    let report = try world.run(
      config: defaults(
        #"models: {"a/1": {alias: "fast"}, "a/2": {alias: "slow"}, "a/3": {alias: "FAST"}}"#))
    let aliases = try world.configuration().aliases
    #expect(aliases.map(\.name) == ["FAST", "slow"])
    #expect(aliases.map(\.ref.model) == ["3", "2"])
    #expect(report.counts[.aliases]?.skipped == 1)
    #expect(try world.run().eventID == nil)
  }

  @Test(
    arguments: [
      ("two words", true), ("tab\\there", false), ("über", true), ("a/b", true),
      ("other-model", false), ("a/other-model", false), ("own", true), ("a/own", true),
    ])
  func `an alias that works is kept, one that would hide a model is not`(
    _ alias: String, _ isKept: Bool
  ) throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: defaults(#"models: {"a/own": {alias: "\#(alias)"}, "a/other-model": {}}"#))
    #expect(try world.configuration().aliases.count == (isKept ? 1 : 0))
    #expect(report.counts[.aliases]?.skipped == (isKept ? 0 : 1))
    #expect(report.isComplete)
  }

  @Test
  func `what is written with an alias that is not kept keeps the model it meant (A14)`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {agents: {
          defaults: {
            model: {primary: "o1", fallbacks: ["groq/l1", "O1", "openai/o1", "ok"]}, imageModel: " o1 ",
            modelPolicy: {allow: ["o1", "ok", "xai/grok", "openai/*"]},
            models: {"openai/o1": {}, "xai/grok": {alias: "o1"}, "groq/l1": {alias: "ok"}},
          },
          entries: {
            a: {model: "O1"}, b: {model: "o1", models: {"openai/o1": {alias: "o1"}}},
            c: {model: "o1", models: {"zai/glm": {alias: "O1"}}},
          },
        }}
        """)
    let defaults = try world.configuration()
    #expect(defaults.aliases.map(\.name) == ["ok"])
    #expect(defaults.routes[.text]?.primary == "xai/grok")
    #expect(defaults.routes[.text]?.fallbacks == ["groq/l1", "xai/grok", "openai/o1", "ok"])
    #expect(defaults.routes[.image]?.primary == "xai/grok")
    #expect(defaults.allowlist.entries.map(\.pattern) == ["xai/grok", "ok", "openai/*"])
    for (agent, model) in [("a", "xai/grok"), ("b", "o1"), ("c", "zai/glm")] {
      #expect(try world.configuration(agent: agent).routes[.text]?.primary == model, "\(agent)")
    }
    let told = report.findings.map(\.finding.message).filter {
      $0.contains("by an alias that is not kept")
    }
    #expect(
      told.contains(
        #"'o1' means 'xai/grok' by an alias that is not kept; it is stored as that model."#),
      "\(told)")
    // Two of them are what agent c inherits.
    #expect(told.count == 8, "\(told)")
    #expect(try world.configuration(agent: "c").routes[.image]?.primary == "zai/glm")
    #expect(try world.configuration(agent: "b").routes[.image]?.primary == "o1")
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `what an agent inherits means what it did when the agent's alias is not kept (A14)`() throws
  {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {agents: {
          defaults: {
            model: {primary: "o1", fallbacks: ["groq/l1", "O1"]}, imageModel: "xai/i",
            modelPolicy: {allow: ["o1", "openai/*"]}, models: {"openai/o1": {}},
          },
          entries: {
            all: {models: {"zai/glm": {alias: "O1"}}},
            own: {model: {primary: "xai/x", fallbacks: []}, models: {"zai/glm": {alias: "o1"}}},
            none: {models: {"zai/glm": {alias: "other"}}},
          },
        }}
        """)
    let all = try world.configuration(agent: "all")
    #expect(
      all.routes[.text]
        == StoredRoute(primary: "zai/glm", fallbacks: ["groq/l1", "zai/glm"], policy: .list))
    #expect(all.routes[.image] == nil)
    #expect(all.allowlist.entries.map(\.pattern) == ["zai/glm", "openai/*"])
    let own = try world.configuration(agent: "own")
    #expect(
      own.routes[.text]?.primary == "xai/x" && own.routes[.text]?.policy == FallbackPolicy.none)
    #expect(try world.configuration(agent: "none").routes.isEmpty)
    #expect(try world.configuration(agent: "none").allowlist.mode == nil)
    #expect(
      report.messages(.routes) == [
        "What the defaults write as 'o1' is 'zai/glm' for this agent, by an alias that is not kept; it is stored at "
          + "the agent."
      ])
    #expect(report.isComplete)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `an alias that the defaults cannot keep does not change what it means for an agent`() throws
  {
    let world = try ImportWorld()
    try world.run(
      config: """
        {agents: {
          defaults: {model: "o1", models: {"openai/o1": {}, "xai/grok": {alias: "o1"}}},
          entries: {a: {models: {"openai/o1": {alias: "o1"}}}, b: {}},
        }}
        """)
    #expect(try world.configuration().routes[.text]?.primary == "xai/grok")
    #expect(try world.configuration(agent: "a").routes[.text]?.primary == "o1")
    #expect(try world.configuration(agent: "b").routes.isEmpty)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `a name is as long in an import as on the command line`() throws {
    let world = try ImportWorld()
    let long = String(repeating: "n", count: TextLimit.name + 1)
    let report = try world.run(config: #"{agents: {list: [{id: "a", name: "\#(long)"}]}}"#)
    #expect(try world.agents().map(\.name) == [nil])
    #expect(report.messages(.agents).contains { $0.contains("longer than 1024 bytes") })
  }

  @Test
  func `of an alias that hides a model it is not said that it is kept`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: defaults(#"models: {"openai/o1": {}, "google/g1": {alias: "openai/o1"}}"#))
    let told = report.findings.map(\.finding.message).filter { $0.contains("openai/o1") }
    #expect(told.count == 1 && told[0].contains("would hide"), "\(told)")
  }

  @Test
  func `an alias that moves to another model does not collide with itself`() throws {
    let world = try ImportWorld()
    try world.run(config: defaults(#"models: {"a/1": {alias: "x"}, "a/2": {alias: "y"}}"#))
    try world.run(config: defaults(#"models: {"a/1": {alias: "Y"}, "a/2": {alias: "x"}}"#))
    let aliases = try world.configuration().aliases
    #expect(aliases.map { "\($0.name)=\($0.ref)" }.sorted() == ["Y=a/1", "x=a/2"])
  }

  @Test
  func `two spellings of a model are one setting with two aliases`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: defaults(#"models: {"z.ai/x": {alias: "one"}, "zai/x": {alias: "two"}}"#))
    let configuration = try world.configuration()
    #expect(configuration.modelSettings.map(\.written) == ["z.ai/x"])
    #expect(configuration.aliases.map(\.name) == ["one", "two"])
    #expect(report.counts[.modelSettings]?.skipped == 1)
  }

  @Test
  func `an agent's own map stands at the agent and limits nothing`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{agents: {entries: {a: {models: {"lab/x": {alias: "mine"}}}}}}"#)
    let own = try world.configuration(agent: "a")
    #expect(own.aliases.map(\.name) == ["mine"])
    #expect(own.allowlist.mode == nil)
    #expect(try world.configuration().aliases.isEmpty)
  }

  static let allowCases: [(String, AllowMode?, [String])] = [
    (#""#, nil, []),
    (#"models: {}"#, nil, []),
    (#"models: {"a/x": {}, "b/*": {}}"#, .only, ["a/x", "b/*"]),
    (#"models: {" ": {}}"#, .only, [" "]),
    (#"models: {"": {}}"#, .only, []),
    (#"models: {"a/x": 5}"#, .only, []),
    (#"models: {"a/x": {}}, modelPolicy: {allow: []}"#, .any, []),
    (
      #"models: {"a/x": {}}, modelPolicy: {allow: ["b/*", "b/*", "quick"]}"#, .only,
      ["b/*", "quick"]
    ),
    (#"modelPolicy: {allow: ["*", "open ai/x", "b/*/c"]}"#, .only, ["*", "open ai/x", "b/*/c"]),
    (#"modelPolicy: {allow: ["\u0007"]}"#, .only, []),
    (#"modelPolicy: {allow: [5]}"#, .only, []),
    (#"modelPolicy: {allow: "a/x"}"#, .only, []),
    (#"modelPolicy: "a/x""#, .only, []),
    (#"modelPolicy: {}"#, nil, []),
  ]

  @Test(arguments: allowCases)
  func `an allowlist is never wider than it was written`(
    _ members: String, _ mode: AllowMode?, _ patterns: [String]
  ) throws {
    let world = try ImportWorld()
    let report = try world.run(config: defaults(members))
    let list = try world.configuration().allowlist
    #expect(list.mode == mode)
    #expect(list.entries.map(\.pattern) == patterns)
    #expect(report.isComplete)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `an agent's broken policy limits the agent, wherever in the list it stands`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {agents: {list: [5, {id: "a", modelPolicy: {allow: [7]}}, {id: "b"},
          {id: "c", modelPolicy: {allow: []}}]}}
        """)
    #expect(try world.configuration(agent: "a").allowlist.mode == .only)
    #expect(try world.configuration(agent: "b").allowlist.mode == nil)
    #expect(try world.configuration(agent: "c").allowlist.mode == .any)
  }

  @Test
  func `what commands added to names stays, a list that the directory has is replaced`() throws {
    let world = try ImportWorld()
    let config = defaults(#"models: {"a/1": {alias: "one"}}"#)
    try world.run(config: config)
    try world.store.write(TemporaryStore.intent()) { session in
      let ref = ModelRef(provider: "b", model: "2")
      try session.aliases.insert(
        StoredAlias(scope: .defaults, name: "added", ref: ref, position: 9))
      var list = try session.allow.find(at: .defaults)
      list.entries.append(AllowEntry(pattern: "b/2"))
      try session.allow.replace(at: .defaults, with: list)
    }
    let report = try world.run()
    #expect(report.counts[.allowlists]?.stored == 1)
    let configuration = try world.configuration()
    #expect(configuration.aliases.map(\.name) == ["one", "added"])
    #expect(configuration.allowlist.entries.map(\.pattern) == ["a/1"])
  }

  @Test
  func `an alias renamed in the file left the model with both names`() throws {
    let world = try ImportWorld()
    try world.run(config: defaults(#"models: {"lm/a": {alias: "kimi"}, "lm/b": {alias: "b"}}"#))
    let report = try world.run(
      config: defaults(#"models: {"lm/a": {alias: "k2"}, "lm/b": {alias: "b"}}"#))
    #expect(try world.configuration().aliases.map(\.name) == ["k2", "b"])
    #expect(
      report.messages(.aliases) == [
        "The alias 'kimi' of 'lm/a' is removed: its entry has 'k2' now."
      ])
    #expect(report.isComplete)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `an alias taken out of an entry that is still there stayed`() throws {
    let world = try ImportWorld()
    try world.run(
      config: defaults(
        #"models: {"lm/a": {alias: "kimi"}, "lm/b": {}, "openai/gpt-5.2": {alias: ""}}"#))
    try world.store.write(TemporaryStore.intent("models aliases add mine lm/b")) { session in
      try session.aliases.insert(
        StoredAlias(
          scope: .defaults, name: "mine", ref: ModelRef(provider: "lm", model: "b"), position: 1))
    }
    let report = try world.run(
      config: defaults(#"models: {"lm/a": {}, "lm/b": {}, "openai/gpt-5.2": {}}"#))
    // What a command added is nothing that the directory ever mentioned.
    #expect(try world.configuration().aliases.map(\.name) == ["mine"])
    #expect(report.messages(.aliases).count == 2, "\(report.messages(.aliases))")
    #expect(report.counts[.modelSettings]?.stored == 2)
    #expect(report.isComplete)
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `the alias of an agent's own map is replaced as one of the defaults`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{agents: {entries: {a: {models: {"lab/x": {alias: "one"}}}}}}"#)
    let report = try world.run(
      config: #"{agents: {entries: {a: {models: {"lab/x": {alias: "two"}}}}}}"#)
    #expect(try world.configuration(agent: "a").aliases.map(\.name) == ["two"])
    #expect(report.findings.first { $0.kind == .aliases }?.agent?.text == "a")
  }
}
