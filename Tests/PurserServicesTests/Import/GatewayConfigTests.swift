import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

@Suite struct GatewayConfigTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ text: String, _ files: [String: String] = [:]) throws -> GatewayConfig {
    try folder.write(text, to: "openclaw.json")
    for (name, text) in files { try folder.write(text, to: name) }
    return GatewayConfig.load(directory: folder.path, environment: Environment())
  }

  private func lines(_ config: GatewayConfig) -> [String] {
    config.findings.map { finding in
      let name = SystemPath.name(of: finding.file)
      let place = finding.position.map { ":\($0)" } ?? ""
      let path = finding.path == .root ? "" : " \(finding.path):"
      return "\(finding.kind.rawValue) \(name)\(place)\(path) \(finding.message)"
    }
  }

  @Test func `the first configuration that is there counts and the others are named`() throws {
    try folder.write("{agents: {defaults: {model: 'a/new'}}}", to: "moltbot.json")
    try folder.write("{}", to: "fased.json")
    let config = GatewayConfig.load(directory: folder.path, environment: Environment())
    #expect(config.file == folder.path("moltbot.json"))
    #expect(config.generation == .moltbot)
    #expect(config.root["agents"]?["defaults"]?["model"] == ["primary": "a/new"])
    #expect(
      lines(config) == [
        "note fased.json 'fased.json' was not read: 'moltbot.json' beside it counts."
      ])
  }

  @Test func `a stale configuration of an older generation stands in for a broken one`() throws {
    try folder.write("{agents: {defaults: {model: 'a/old'}}}", to: "moltbot.json")
    let config = try load("{\n  agents: <fill in>\n}")
    #expect(!config.isLoaded && config.root.isEmpty)
    #expect(
      lines(config) == [
        "error openclaw.json:2:11 'openclaw.json' is not valid JSON5.",
        "note moltbot.json 'moltbot.json' was not read: 'openclaw.json' beside it counts.",
      ])
    #expect(config.findings.first?.cause == "The character '<' cannot stand here.")
  }

  @Test func `a directory without a configuration has nothing to say`() throws {
    let config = GatewayConfig.load(directory: folder.path, environment: Environment())
    #expect(!config.isLoaded && config.findings.isEmpty && config.agents.isEmpty)
  }

  @Test func `a named file that is missing is an error`() {
    let config = GatewayConfig.load(
      file: folder.path("fleet.json5"), environment: Environment())
    #expect(!config.isLoaded)
    #expect(lines(config) == ["error fleet.json5 'fleet.json5' cannot be read."])
  }

  @Test(arguments: [
    "", "[]", "null", "\"x\"", "{", "{a:'\u{0}'}", "{a:'\\ud800'}",
    String(repeating: "[", count: 10_000), "{a:" + String(repeating: "{b:", count: 10_000),
  ])
  func `a file that holds no configuration is an error, and nothing is loaded`(
    text: String
  ) throws {
    let config = try load(text)
    #expect(!config.isLoaded && config.root.isEmpty)
    #expect(config.findings.map(\.kind) == [.error])
    #expect(config.findings.first?.position != nil)
  }

  @Test func `a file of the wrong encoding, size or kind is an error`() throws {
    func expect(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) {
      let config = GatewayConfig.load(directory: folder.path, environment: Environment())
      #expect(!config.isLoaded, sourceLocation: sourceLocation)
      #expect(lines(config) == [line], sourceLocation: sourceLocation)
    }
    try folder.makeFolder("clawdbot.json")
    expect("error clawdbot.json 'clawdbot.json' cannot be read.")
    try folder.remove("clawdbot.json")
    try folder.write([UInt8](repeating: 0x20, count: (16 << 20) + 1), to: "moltbot.json")
    expect("error moltbot.json 'moltbot.json' cannot be read.")
    try folder.remove("moltbot.json")
    try folder.write([0x7B, 0xFF, 0x7D], to: "openclaw.json")
    expect("error openclaw.json:1:2 'openclaw.json' is not valid JSON5.")
  }

  @Test func `a link out of the directory is refused, one inside it is followed`() throws {
    let outside = try TemporaryFolder()
    try outside.write("{}", to: "config.json")
    try folder.link("openclaw.json", to: outside.path("config.json"))
    let config = GatewayConfig.load(directory: folder.path, environment: Environment())
    #expect(lines(config) == ["error openclaw.json 'openclaw.json' cannot be read."])
    #expect(
      GatewayConfig.load(file: folder.path("openclaw.json"), environment: Environment()).isLoaded)
    try folder.remove("openclaw.json")
    try folder.write("{}", to: "real.json")
    try folder.link("moltbot.json", to: "real.json")
    #expect(
      GatewayConfig.load(directory: folder.path, environment: Environment()).generation
        == .moltbot)
  }

  @Test func `agents and providers are listed with their places`() throws {
    let config = try load(
      """
      {
        agents: { list: [{ id: 'Ops' }, { id: 'b', x: 1 }], entries: { c: {} } },
        models: { providers: { lab: { baseUrl: 'http://x', models: [] } } },
      }
      """)
    #expect(config.agents.map(\.id) == ["Ops", "b", "c"])
    #expect(
      config.agents.map(\.path.description) == [
        "agents.list[0]", "agents.list[1]", "agents.entries.c",
      ])
    #expect(config.providers.map(\.id) == ["lab"])
    #expect(config.agents[1].value["x"] == 1)
    #expect(config.place(of: config.agents[1].path)?.position?.description == "2:35")
    let finding = config.finding(.skipped, ["models", "providers", "lab"], "No.")
    #expect(finding.line == 3 && finding.column == 26 && finding.file == config.file)
  }

  @Test func `what cannot be used is left out and named, the rest is used`() throws {
    let config = try load(
      """
      {
        agents: {
          defaults: { model: { primary: 'a/b', fallbacks: ['c/d', 7, 'e/f', null] }, colour: 1 },
          list: [{ name: 'x' }, { id: 'a', model: 5 }, 'b', { id: 'c' }],
          teams: {},
        },
        models: {
          mode: 'other',
          providers: {
            lab: {
              baseUrl: 5, apiKey: { source: 'env' }, headers: { A: 'x', B: 1 },
              models: [{ id: 'm', contextWindow: 0, cost: { input: 1, rent: 2 } }, { id: null }],
            },
            none: null,
          },
        },
        auth: { profiles: { 'a:b': { provider: 'a', key: 'x' }, 'c:d': {} }, order: { a: 'x' } },
        channels: { anything: [] },
      }
      """)
    #expect(
      lines(config)
        == [
          "skipped openclaw.json:3:61 agents.defaults.model.fallbacks[1]: Expected a string, found a number.",
          "skipped openclaw.json:3:71 agents.defaults.model.fallbacks[3]: Expected a string, found null.",
          "note openclaw.json:3:80 agents.defaults.colour: Unknown key 'colour'.",
          "skipped openclaw.json:4:12 agents.list[0]: The key 'id' is missing or unusable.",
          "skipped openclaw.json:4:38 agents.list[1].model: Expected a string or an object, found a number.",
          "skipped openclaw.json:4:50 agents.list[2]: Expected an object, found a string.",
          "note openclaw.json:5:5 agents.teams: Unknown key 'teams'.",
          "skipped openclaw.json:8:5 models.mode: Expected 'merge' or 'replace'.",
          "skipped openclaw.json:11:9 models.providers.lab.baseUrl: Expected a string, found a number.",
          "skipped openclaw.json:11:21 models.providers.lab.apiKey: The key 'id' is missing or unusable.",
          "skipped openclaw.json:11:67 models.providers.lab.headers.B: Expected a string or an object, found a number.",
          "skipped openclaw.json:12:29 models.providers.lab.models[0].contextWindow: Expected a number above zero.",
          "note openclaw.json:12:65 models.providers.lab.models[0].cost.rent: Unknown key 'rent'.",
          "skipped openclaw.json:12:78 models.providers.lab.models[1]: The key 'id' is missing or unusable.",
          "skipped openclaw.json:14:7 models.providers.none: Expected an object, found null.",
          "note openclaw.json:17:47 auth.profiles.a:b.key: Unknown key 'key'.",
          "skipped openclaw.json:17:59 auth.profiles.c:d: The key 'provider' is missing or unusable.",
          "skipped openclaw.json:17:81 auth.order.a: Expected an array, found a string.",
        ])
    #expect(config.root["agents"]?["defaults"]?["model"]?["fallbacks"] == ["c/d", "e/f"])
    #expect(config.agents.map(\.id) == ["a", "c"])
    #expect(config.place(of: ["agents", "list", 1])?.position?.description == "4:55")
    #expect(config.providers.map(\.id) == ["lab"])
    #expect(config.root["channels"] == ["anything": []])
  }

  @Test func `a repeated key is a note with its place`() throws {
    let config = try load("{\n agents: {defaults: {model: 'a/b',\n  model: 'c/d'}}}")
    #expect(
      lines(config) == [
        "note openclaw.json:3:3 agents.defaults.model: The key is there twice; the last one counts."
      ])
    #expect(config.root["agents"]?["defaults"]?["model"] == ["primary": "c/d"])
  }

  @Test func `references stay text and the values of the env block stay out`() throws {
    let config = try load(
      """
      {
        env: { vars: { A: 'secret-a', EMPTY: '' }, B: 'secret-b', shellEnv: { enabled: true }, N: 1 },
        models: { providers: { p: { apiKey: '${A}', baseUrl: 'http://${HOST}/$${A}' } } },
      }
      """)
    #expect(config.variables.map(\.name) == ["A", "B"])
    #expect(config.variables.map(\.path.description) == ["env.vars.A", "env.B"])
    #expect(config.root["env"] == nil)
    #expect(config.providers[0].value["apiKey"] == "${A}")
    #expect(!JSON.object(config.root).text(.compact).contains("secret"))
    let resolved = try config.resolved(environment: Environment(["HOST": "h", "A": " "]))
    #expect(resolved["models"]?["providers"]?["p"]?["apiKey"] == "secret-a")
    #expect(resolved["models"]?["providers"]?["p"]?["baseUrl"] == "http://h/${A}")
    #expect(throws: MissingVariable.self) { try config.resolved(environment: Environment()) }
  }

  @Test(.enabled(if: Shared.isPresent), arguments: Shared.stateDirectories)
  func `each real state directory is loaded, or refused with the reason`(path: String) throws {
    let config = GatewayConfig.load(directory: path, environment: Environment())
    let names = GatewayConfig.Generation.allCases.map(\.fileName)
    let present = try Directories.list(path).map(\.name).filter { names.contains($0) }
    let errors = config.findings.filter { $0.kind == .error }
    #expect(config.isLoaded || present.isEmpty || !errors.isEmpty)
    #expect(errors.isEmpty == !path.hasSuffix("/16"))
    #expect(config.findings.allSatisfy { $0.message.hasSuffix(".") })
    #expect(config.findings.allSatisfy { $0.kind == .note || $0.position != nil })
  }
}
