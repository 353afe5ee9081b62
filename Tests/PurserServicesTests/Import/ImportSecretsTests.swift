import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import Testing

/// A provider's members with the credential `PLANTED` in them, and where it is sealed.
struct PlantedCase: Sendable, CustomTestStringConvertible {
  var members: String
  var field: String
  /// What is sealed; the planted text when nil.
  var sealed: String?

  init(_ members: String, _ field: String, sealed: String? = nil) {
    self.members = members
    self.field = field
    self.sealed = sealed
  }

  var testDescription: String { field }
}

struct ImportSecretsTests {
  private static let planted = "sk-PLANTED-9f8e7d6c5b4a"

  @Test(arguments: [
    #""baseUrl": "PLANTED""#, #""baseUrl": "https://PLANTED/v1""#, #""api": "PLANTED""#,
    #""models": [{"id": "m", "name": "PLANTED"}]"#,
    #""models": [{"id": "m", "api": "PLANTED", "baseUrl": "PLANTED"}]"#,
  ])
  func `a key in the place of an address or a name was stored and listed`(_ members: String) throws
  {
    let world = try ImportWorld()
    let config = #"{"models": {"providers": {"p": {"apiKey": "P_KEY", \#(members)}}}}"#
    let report = try world.run(config: config.replacing("PLANTED", with: Self.planted))
    #expect(try !world.databaseBytes().holds(Self.planted))
    #expect(
      report.findings.contains { $0.finding.message.contains("holds a key and was left out") })
    #expect(!report.findings.contains { $0.finding.message.contains(Self.planted) })
    #expect(report.isComplete)
    #expect(try world.run().eventID == nil)
  }

  static let cases = [
    PlantedCase(#""apiKey": "PLANTED""#, "apiKey"),
    PlantedCase(#""headers": {"Authorization": "PLANTED"}"#, "headers.Authorization"),
    PlantedCase(#""headers": {"x-api-key": "PLANTED"}"#, "headers.x-api-key"),
    PlantedCase(#""headers": {"X-Odd.Name": "PLANTED"}"#, #"headers["X-Odd.Name"]"#),
    PlantedCase(#""headers": {"Cookie": "sid=PLANTED"}"#, "headers.Cookie", sealed: "sid=PLANTED"),
    PlantedCase(#""request": {"auth": {"token": "PLANTED"}}"#, "request.auth.token"),
    PlantedCase(#""request": {"headers": {"X-Token": "PLANTED"}}"#, "request.headers.X-Token"),
    PlantedCase(#""backups": [{"password": "PLANTED"}]"#, "backups[0].password"),
    PlantedCase(#""apiKeys": ["PLANTED"]"#, "apiKeys[0]"),
    PlantedCase(#""oauth": {"access": "PLANTED"}"#, "oauth.access"),
    PlantedCase(#""note": "PLANTED""#, "note"),
    PlantedCase(#""note": "Bearer PLANTED""#, "note", sealed: "Bearer PLANTED"),
    PlantedCase(#""note": "see (PLANTED)""#, "note", sealed: "see (PLANTED)"),
    PlantedCase(
      #""headers": {"User-Agent": "x PLANTED"}"#, "headers.User-Agent", sealed: "x PLANTED"),
    PlantedCase(
      #""localService": {"env": {"K": "a=PLANTED"}}"#, "localService.env.K", sealed: "a=PLANTED"),
    PlantedCase(
      #""proxy": "http://me:PLANTED@proxy/""#, "proxy", sealed: "http://me:PLANTED@proxy/"),
    PlantedCase(#""compat": {"secret": "PLANTED"}"#, "compat.secret"),
    PlantedCase(
      #""baseUrl": "https://me:PLANTED@lab/v1""#, "baseUrl.userinfo", sealed: "me:PLANTED"),
    PlantedCase(#""baseUrl": "https://PLANTED@lab/v1""#, "baseUrl.userinfo"),
    PlantedCase(#""baseUrl": "me:PLANTED@lab.example""#, "baseUrl.userinfo", sealed: "me:PLANTED"),
    PlantedCase(#""baseUrl": "https://lab/v1?v=2&api_key=PLANTED""#, "baseUrl.query.api_key"),
    PlantedCase(
      #""models": [{"id": "m", "headers": {"Authorization": "PLANTED"}}]"#,
      "models.m.headers.Authorization"),
    PlantedCase(
      #""models": [{"id": "a.b", "params": {"apiKey": "PLANTED"}}]"#,
      #"models["a.b"].params.apiKey"#),
    PlantedCase(
      #""models": [{"id": "m", "baseUrl": "https://u:PLANTED@h/"}]"#, "models.m.baseUrl.userinfo",
      sealed: "u:PLANTED"),
    PlantedCase(#""models": [{"id": "m", "compat": {"key": "PLANTED"}}]"#, "models.m.compat.key"),
  ]

  @Test(arguments: cases)
  func `a literal credential goes sealed into the vault and nowhere else`(
    _ planted: PlantedCase
  ) throws {
    let world = try ImportWorld()
    func text(_ text: String) -> String { text.replacing("PLANTED", with: Self.planted) }
    try world.writeModels(#"{"providers": {"lab": {\#(text(planted.members))}}}"#)
    let report = try world.run()
    let secrets = try world.store.read { try $0.secrets.list() }
    #expect(secrets.map(\.field) == [planted.field])
    #expect(secrets.map(\.owner) == [#"["provider","main","lab"]"#])
    let vault = Vault(environment: world.environment)
    #expect(
      try secrets.map { try vault.open($0).revealText() } == [text(planted.sealed ?? "PLANTED")])
    #expect(try !world.databaseBytes().holds(Self.planted))
    #expect(!report.json.bytes(.compact).holds(Self.planted))
    #expect(report.counts[.secrets]?.stored == 1)
    #expect(try world.run().eventID == nil)
    #expect(try world.store.read { try $0.secrets.list() }.map(\.id) == secrets.map(\.id))
  }

  @Test(arguments: cases)
  func `an export has the credential in its place when asked for secrets, else no trace of it`(
    _ planted: PlantedCase
  ) throws {
    let world = try ImportWorld()
    let members = planted.members.replacing("PLANTED", with: Self.planted)
    try world.writeModels(#"{"providers": {"lab": {\#(members)}}}"#)
    try world.run()
    let scope = try ScopeID("main")
    let provider = EffectiveProvider(
      scope: scope, definition: try #require(try world.configuration(scope).providers.first),
      models: try world.models("lab", scope))
    let vault = Vault(environment: world.environment)
    let open = ProviderRenderer(
      keys: KeyRenderer(dialect: .literal) { id in
        try vault.open(#require(try world.store.read { try $0.secrets.find(id) }))
      })
    var shown = try open.render(provider).members
    // Sizes that the file leaves open are those of its readers.
    shown["models"] = (shown["models"]?.array).map { models in
      .array(
        models.map { model in
          var members = model.object ?? [:]
          for size in ["contextWindow", "maxTokens"] { members[size] = nil }
          return .object(members)
        })
    }
    let original = try #require(try JSON.parse("{\(members)}").object)
    for (key, value) in original { #expect(shown[key] == value) }
    let closed = ProviderRenderer(keys: KeyRenderer(dialect: .legacy))
    let text = JSON.object(try closed.render(provider).members).bytes(.compact)
    #expect(!text.holds(Self.planted))
    #expect(!text.holds("$"))
  }

  @Test(
    arguments: [
      (#""LAB_API_KEY""#, KeyReference.environment(name: "LAB_API_KEY")),
      (#""${LAB}""#, .environment(name: "LAB")), (#""$LAB_KEY""#, .environment(name: "LAB_KEY")),
      (#""SOMENAME""#, .environment(name: "SOMENAME")),
      (#""!pass show lab""#, .command(text: "!pass show lab")),
      (#""ollama-local""#, .marker(word: "ollama-local")),
      (#""Bearer ${LAB}""#, .template(text: "Bearer ${LAB}")),
      (#""<YOUR_API_KEY>""#, .placeholder(text: "<YOUR_API_KEY>")),
      (
        #"{"source": "exec", "provider": "vault", "id": "team:lab/key"}"#,
        .secretRef(source: "exec", provider: "vault", id: "team:lab/key")
      ),
      (
        #"{"source": "env", "id": "LAB_KEY"}"#,
        .secretRef(source: "env", provider: "default", id: "LAB_KEY")
      ),
      (#""""#, .none), (#"null"#, .none), (#"{"source": "env", "id": "sk-x y"}"#, .none),
    ] as [(String, KeyReference)])
  func `a reference to a key stays what it is`(_ text: String, _ key: KeyReference) throws {
    let world = try ImportWorld(["SOMENAME": "value"])
    try world.writeModels(#"{"providers": {"lab": {"apiKey": \#(text)}}}"#)
    try world.run()
    #expect(try world.configuration(agent: "main").providers.first?.key == key)
    #expect(try world.store.read { try $0.secrets.list() }.isEmpty)
  }

  @Test
  func `a changed credential is sealed anew and shows as another digest`() throws {
    let world = try ImportWorld()
    func key() throws -> KeyReference? {
      try world.configuration(agent: "main").providers.first?.key
    }
    try world.writeModels(#"{"providers": {"lab": {"apiKey": "sk-first-0123456789"}}}"#)
    try world.run()
    let first = try key()
    try world.writeModels(#"{"providers": {"lab": {"apiKey": "sk-second-0123456789"}}}"#)
    let report = try world.run()
    #expect(report.counts[.secrets]?.stored == 1)
    #expect(try key() != first)
    #expect(try world.store.read { try $0.secrets.list() }.count == 1)
    try world.writeModels(#"{"providers": {"lab": {"apiKey": "LAB_KEY"}}}"#)
    try world.run()
    #expect(try key() == .environment(name: "LAB_KEY"))
    #expect(try world.store.read { try $0.secrets.list() }.isEmpty)
  }

  @Test
  func `the same literal key in config and file is compared by its digest`() throws {
    let world = try ImportWorld()
    let members = #""baseUrl": "http://x", "apiKey": "sk-same-0123456789", "models": []"#
    try world.writeModels(#"{"providers": {"lab": {\#(members)}}}"#)
    try world.run(config: "{models: {providers: {lab: {\(members)}}}}")
    #expect(try world.configuration(agent: "main").providers.isEmpty)
    #expect(try world.store.read { try $0.secrets.list() }.count == 1)
  }

  @Test
  func `a value behind an option, in further headers and in a path is sealed, and comes back`()
    throws
  {
    let world = try ImportWorld()
    let config = """
      {models: {providers: {lab: {
        baseUrl: "https://h/sk-proj-FAKE0001planted0001/v1", apiKey: "LAB_KEY", api: "openai-completions",
        localService: {command: "run", args: ["--api-key", "FAKEplanted2", "--port", "80", "--token=FAKEplanted3"]},
        params: {extra_headers: {"X-Custom": "FAKE4planted9xQ7zR2", "X-Title": "box"}},
        models: [{id: "m"}]}}},
       secrets: {providers: {vault: {source: "exec", command: "/bin/x", args: ["--token", "FAKEplanted5"]}}}}
      """
    try world.run(config: config)
    #expect(!(try world.databaseBytes().holds("FAKE")))
    #expect(try world.run().eventID == nil)
    try world.export()
    let file = "state/agents/main/agent/models.json"
    #expect(!(try world.folder.text(file).contains("FAKE")))
    try world.folder.write(try world.folder.text(file) + "\n", to: file)
    #expect(try world.run().eventID == nil)
    try world.export(secrets: true)
    let text = try world.folder.text(file)
    for secret in [
      "sk-proj-FAKE0001planted0001/v1", "FAKEplanted2", "=FAKEplanted3", "FAKE4planted9",
    ] {
      #expect(text.contains(secret), "\(secret)")
    }
    #expect(try world.run().eventID == nil)
  }

  @Test
  func `a file cannot name a sealed value of the store`() throws {
    let world = try ImportWorld()
    try world.writeModels(
      """
      {"providers": {"lab": {"headers": {"A": {"$sealed": 1, "digest": "x"}},
        "apiKey": {"$sealed": 1}, "$sealed": 1, "$baseUrl": {"userinfo": {"$sealed": 1}},
        "other": {"$sealed": 1, "digest": "x"}, "compat": {"deep": [{"$sealed": 1}]}}}}
      """)
    try world.run()
    let provider = try #require(try world.configuration(agent: "main").providers.first)
    #expect(provider.key == .none)
    #expect(provider.headersJSON == "{}")
    #expect(provider.extraJSON == "{}")
    #expect(provider.compatJSON == #"{"deep":[]}"#)
  }

  @Test
  func `values of the env block are never stored, their names are reported`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {env: {vars: {LAB_KEY: "sk-planted-0123456789"}, OTHER: "planted-too"},
         auth: {profiles: {"x:y": {provider: "x", mode: "api_key"}}},
         models: {providers: {lab: {baseUrl: "http://x", apiKey: "${LAB_KEY}", models: []}}}}
        """)
    #expect(report.counts[.variables]?.skipped == 2)
    #expect(report.counts[.profileDeclarations]?.stored == 1)
    #expect(try world.configuration().providers.first?.key == .environment(name: "LAB_KEY"))
    let bytes = try world.databaseBytes() + report.json.bytes(.compact)
    #expect(!bytes.holds("planted"))
  }

  @Test
  func `ordinary members with telling names are not taken for credentials`() throws {
    let world = try ImportWorld()
    let members = #"{"maxTokensField":"max_completion_tokens","tokenBudget":1024,"keyed":true}"#
    try world.writeModels(#"{"providers": {"lab": {"compat": \#(members)}}}"#)
    try world.run()
    #expect(try world.configuration(agent: "main").providers.first?.compatJSON == members)
  }
}
