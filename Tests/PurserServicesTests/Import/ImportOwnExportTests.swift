import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// What Purser itself exported and somebody touched since comes back without what was only filled in.
struct ImportOwnExportTests {
  private static let model = #"{"id": "m", "name": "M", "contextWindow": 1000, "maxTokens": 100}"#
  private static let file = "state/agents/main/agent/models.json"

  @Test(.enabled(if: Shared.isPresent), arguments: Shared.importableDirectories)
  func `a line added to the exports of a real state directory changes nothing`(
    _ directory: String
  ) throws {
    let world = try ImportWorld()
    try world.copyState(directory)
    try world.run()
    for path in try world.export() {
      let name = String(path.dropFirst(world.folder.path("").utf8.count))
      try world.folder.write(try world.folder.text(name) + "\n", to: name)
    }
    let report = try world.run()
    #expect(
      report.eventID == nil, "\(report.changeCount) \(report.counts.filter { $1.stored > 0 })")
  }

  @Test(
    arguments: [
      ("p", #""baseUrl": "https://p", "apiKey": "P_API_KEY", "models": [MODEL]"#),
      ("p", #""baseUrl": "http://127.0.0.1:1/v1", "models": [MODEL]"#),
      ("groq", #""baseUrl": "https://p", "models": [MODEL]"#),
      ("groq", #""baseUrl": "https://p", "apiKey": "", "models": [MODEL]"#),
      ("p", #""baseUrl": "https://p", "auth": "oauth", "models": [MODEL]"#),
      ("amazon-bedrock", #""baseUrl": "https://p", "auth": "aws-sdk", "models": [MODEL]"#),
      ("google", #""baseUrl": "https://p", "apiKey": "G_KEY", "models": [{"id": "gemini-3-pro"}]"#),
      (
        "google",
        #""baseUrl": "https://p", "apiKey": "G_KEY", "models": [{"id": "gemini-3-pro"}, {"id": "gemini-3-pro-preview"}]"#
      ),
      (
        "p",
        #""baseUrl": "https://p", "apiKey": "K_KEY", "models": [{"id": "m", "input": ["text", "audio"]}]"#
      ),
      ("p", #""baseUrl": " https://p ", "apiKey": "P_API_KEY", "models": [MODEL]"#),
      ("p", #""baseUrl": "https://p", "apiKey": "EMPTY", "models": [MODEL]"#),
      (
        "p",
        #""baseUrl": "https://p", "compat": {"x": "$${X}", "y": "${Y}"}, "models": [MODEL]"#
      ),
      ("p", #""baseUrl": "https://p", "apiKey": "sk-FAKE0001planted", "models": [MODEL]"#),
      (
        "p",
        #""baseUrl": "https://u:FAKEpass0001word@p/v1?key=FAKEkey0001word", "apiKey": "P_API_KEY", "models": [MODEL]"#
      ),
      (
        "p",
        #""baseUrl": "https://p", "apiKey": "a-${X}", "headers": {"x": "$Y"}, "models": [MODEL]"#
      ),
      (
        "p",
        #""baseUrl": "https://p", "apiKey": {"source": "file", "provider": "default", "id": "/x"}, "models": [MODEL]"#
      ),
    ])
  func `what an export fills in or repairs does not become the agent's own`(
    _ id: String, _ members: String
  ) throws {
    let members = members.replacing("MODEL", with: Self.model)
    let world = try ImportWorld()
    try world.run(
      config: """
        {agents: {list: [{id: "main"}, {id: "b"}]}, models: {providers: {"\(id)": {\(members)}}}}
        """)
    for dialect in [nil, ModelsDocument.Dialect.dollar] {
      try world.export(dialect)
      let text = try world.folder.text(Self.file)
      try world.folder.write(
        text.replacing(
          "{\n  \"providers\": {",
          with: """
            {
              "providers": {
                "zz": {"baseUrl": "http://zz", "api": "openai-completions", "apiKey": "ZZ_KEY",
                  "models": [{"id": "zm"}]},
            """), to: Self.file)
      try world.run()
      #expect(try world.configuration(agent: "main").providers.map(\.id) == ["zz"])
      #expect(try world.run().eventID == nil)
    }
  }

  @Test func `an agent's own provider is not rewritten by what its export filled in`() throws {
    let world = try ImportWorld()
    try world.writeModels(
      #"{"providers": {"own": {"baseUrl": "http://127.0.0.1:1/v1", "models": [{"id": "m"}]}}}"#)
    try world.run()
    try world.export()
    try world.folder.write(try world.folder.text(Self.file) + "\n", to: Self.file)
    #expect(try world.run().eventID == nil)
    #expect(try world.configuration(agent: "main").providers.first?.key == KeyReference.none)
  }

  @Test func `a key with a dollar in it stays what it is in the dollar dialect`() throws {
    let world = try ImportWorld()
    let key = "zq9$FAKE-key-!-abcdefgh0123"
    try world.run(
      config: """
        {models: {providers: {p: {baseUrl: "https://p", apiKey: "\(key)",
          headers: {"X-Title": "cost $5 app", "x-api-key": "FAKE$0123abcdef"},
          models: [{id: "m", headers: {"x-key": "$$FAKE0123abcdef"}}]}}}}
        """)
    _ = try world.store.write(TemporaryStore.intent("set")) {
      try $0.settings.set(SettingKey.exportDialect.rawValue, to: "dollar", at: .defaults)
    }
    var seen: Set<String> = []
    for name in ["N1", "N2", "N3"] {
      try world.export(secrets: true)
      let text = try world.folder.text(Self.file)
      let provider = try JSON.parse(text)["providers"]?["p"]
      seen.insert(provider?["apiKey"]?.string ?? "")
      seen.insert(provider?["headers"]?.text(.compact) ?? "")
      #expect(text.contains(#""x-key": "$$$$FAKE0123abcdef""#))
      try world.folder.write(
        text.replacing(/"name": "[mN0-9]+"/, with: "\"name\": \"\(name)\""), to: Self.file)
      try world.run()
      #expect(try world.run().eventID == nil)
    }
    #expect(
      seen == [
        "zq9$$FAKE-key-!-abcdefgh0123",
        #"{"X-Title":"cost $$5 app","x-api-key":"FAKE$$0123abcdef"}"#,
      ])
  }

  @Test func `what an export kept of a file is taken over by an import`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {models: {providers: {p: {baseUrl: "http://x", apiKey: "P_API_KEY",
          api: "openai-completions", models: [\(Self.model)]}}}}
        """)
    try world.writeModels(
      """
      {"providers": {
        "p": {"baseUrl": "http://file", "apiKey": "P_API_KEY", "models": [{"id": "m"}]},
        "z": {"baseUrl": "http://z", "apiKey": "FAKE-handwritten-key-0001",
          "api": "openai-completions", "models": [{"id": "zm"}]}}}
      """)
    try world.export()
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    let own = try world.configuration(agent: "main").providers
    #expect(own.map(\.id) == ["p", "z"])
    #expect(own.first?.baseURL == "http://file")
    if case .sealed? = own.last?.key {
    } else {
      Issue.record("\(String(describing: own.last?.key))")
    }
    #expect(try world.run().eventID == nil)
    try world.export()
    #expect(!(try world.folder.text(Self.file).contains("FAKE")))
    #expect(try world.run().eventID == nil)
  }

  @Test func `a file with comments and doubled keys is read as its newest readers do`() throws {
    let world = try ImportWorld()
    try world.writeModels(
      """
      {
        // my own box
        "providers": {
          "a": {"baseUrl": "http://one", "models": []},
          "a": {"baseUrl": "http://two", "models": [{"id": "x"},]},
          "b": {"baseUrl": 5},
        },
      }
      """)
    let report = try world.run()
    let providers = try world.configuration(agent: "main").providers
    #expect(providers.map(\.baseURL) == ["http://two", nil])
    let found = report.findings.map(\.finding).filter { $0.file.hasSuffix("models.json") }
    #expect(found.compactMap(\.line).sorted() == [2, 5, 6])
    #expect(found.contains { $0.message.contains("no strict JSON") })
  }
}

extension ImportWorld {
  /// Exports for all agents, and returns the paths of the files that were written.
  @discardableResult
  func export(
    _ dialect: ModelsDocument.Dialect? = nil, secrets: Bool = false
  ) throws -> [String] {
    let export = ExportModels(
      store: store, vault: Vault(environment: environment), environment: environment)
    let paths = try export.run(
      .init(agents: agents().map(\.id), dialect: dialect, includesSecrets: secrets),
      TemporaryStore.intent("export")
    ).plan.writes.map(\.path)
    #expect(paths.allSatisfy { $0.hasPrefix(folder.path("")) }, "A test wrote outside its folder.")
    return paths
  }
}
