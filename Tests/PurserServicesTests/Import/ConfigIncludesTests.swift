import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

@Suite struct ConfigIncludesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(
    _ files: [String: String], _ environment: Environment = Environment()
  ) throws -> GatewayConfig {
    for (name, text) in files { try folder.write(text, to: "state/" + name) }
    return GatewayConfig.load(directory: folder.path("state"), environment: environment)
  }

  private func message(_ config: GatewayConfig) -> String? {
    config.isLoaded
      ? nil : config.findings.last?.message.replacing(folder.path + "/state", with: "STATE")
  }

  @Test func `included files are merged, arrays strung together, siblings last`() throws {
    let config = try load([
      "openclaw.json": """
      {
        $include: ['./a.json5', 'sub/b.json5'],
        agents: { defaults: { model: { primary: 'own/x' } }, list: [{ id: 'own' }] },
      }
      """,
      "a.json5":
        "{agents: {list: [{id: 'a'}], defaults: {model: {primary: 'a/x', fallbacks: ['f/1']}}}}",
      "sub/b.json5": "{agents: {$include: './c.json5', defaults: {model: {fallbacks: ['f/2']}}}}",
      "sub/c.json5": "{\n  list: [\n    {id: 'c', model: 7},\n  {id: 'a'}]}",
    ])
    #expect(config.agents.map(\.id) == ["a", "c", "a", "own"])
    #expect(
      config.root["agents"]?["defaults"]?["model"]
        == ["primary": "own/x", "fallbacks": ["f/1", "f/2"]])
    let places = config.agents.map { agent in
      let place = config.place(of: agent.path)
      return "\(SystemPath.name(of: place?.file ?? "")):\(place?.position?.description ?? "")"
    }
    #expect(places == ["a.json5:1:18", "c.json5:3:5", "c.json5:4:3", "openclaw.json:3:63"])
    #expect(config.place(of: ["agents", "defaults", "model", "primary"])?.position?.line == 3)
    #expect(
      config.findings.map { "\(SystemPath.name(of: $0.file)):\($0.position!) \($0.path)" }
        == ["c.json5:3:15 agents.list[1].model"])
    #expect(
      config.files.map(SystemPath.name) == [
        "openclaw.json", "a.json5", "b.json5", "c.json5",
      ])
  }

  @Test(arguments: [
    ("{$include: 5}", "Invalid $include value: expected string or array of strings, got number"),
    ("{$include: null}", "Invalid $include value: expected string or array of strings, got object"),
    ("{$include: ['a.json5', true]}", "Invalid $include array item: expected string, got boolean"),
    (
      "{x: {$include: 'list.json5', y: 1}}",
      "Sibling keys require included content to be an object"
    ),
    (
      "{$include: 'none.json5'}",
      "Failed to read include file: none.json5 (resolved: STATE/none.json5)"
    ),
    (
      "{$include: 'bad.json5'}",
      "Failed to parse include file: bad.json5 (resolved: STATE/bad.json5)"
    ),
    (
      "{$include: 'big.json5'}",
      "Failed to read include file: big.json5 (resolved: STATE/big.json5)"
    ),
    ("{$include: 'sub'}", "Failed to read include file: sub (resolved: STATE/sub)"),
    (
      "{$include: 'loop.json5'}",
      "Circular include detected: STATE/openclaw.json -> STATE/loop.json5 -> STATE/sub/loop.json5"
        + " -> STATE/loop.json5"
    ),
    (
      "{$include: './openclaw.json'}",
      "Circular include detected: STATE/openclaw.json -> STATE/openclaw.json"
    ),
    (
      "{$include: '../out.json5'}",
      "Include path escapes config directory: ../out.json5 (root: STATE)"
    ),
    (
      "{$include: '../no.json5'}",
      "Include path escapes config directory: ../no.json5 (root: STATE)"
    ),
    (
      "{$include: '/etc/passwd'}",
      "Include path escapes config directory: /etc/passwd (root: STATE)"
    ),
    ("{$include: 'link.json5'}", "Include path escapes config directory: link.json5 (root: STATE)"),
    ("{$include: 'a\\0b'}", "Include path must not contain a NUL byte"),
    (
      "{$include: '" + String(repeating: "a/", count: 2048) + "'}",
      "Include path must be shorter than 4096 characters"
    ),
    ("{$include: 'bomb0.json5'}", "More than 1000 files are included"),
  ])
  func `a broken include refuses the configuration with the gateways' message`(
    text: String, expected: String
  ) throws {
    var files = [
      "openclaw.json": text, "a.json5": "{}", "list.json5": "[1]", "bad.json5": "{\n  a: }",
      "loop.json5": "{$include: './sub/loop.json5'}",
      "sub/loop.json5": "{$include: '../loop.json5'}",
      "big.json5": String(repeating: " ", count: 2 << 20) + "{}", "../out.json5": "{}",
      "bomb9.json5": "{}",
    ]
    for level in 0..<9 {
      let next = Array(repeating: "'bomb\(level + 1).json5'", count: 10).joined(separator: ",")
      files["bomb\(level).json5"] = "{$include: [\(next)]}"
    }
    try folder.makeFolder("state")
    try folder.link("state/link.json5", to: folder.path("out.json5"))
    let config = try load(files)
    #expect(message(config) == expected)
    let isParsed = expected.hasPrefix("Failed to parse")
    #expect(
      config.findings.last?.position
        == JSONPosition(
          line: isParsed ? 2 : 1, column: isParsed ? 6 : config.findings.last!.column!))
    #expect(config.findings.last?.kind == .error)
  }

  @Test func `ten levels of includes are read, the eleventh is not`() throws {
    var files = ["openclaw.json": "{agents: {$include: '1.json5'}}"]
    for level in 1..<10 { files["\(level).json5"] = "{$include: './\(level + 1).json5'}" }
    files["10.json5"] = "{defaults: {model: 'deep/x'}}"
    #expect(
      try load(files).root["agents"]?["defaults"]?["model"]?["primary"] == "deep/x")
    files["10.json5"] = "{$include: './11.json5'}"
    files["11.json5"] = "{}"
    #expect(
      message(try load(files)) == "Maximum include depth (10) exceeded at: ./11.json5")
  }

  @Test func `the same file may stand in two branches`() throws {
    let config = try load([
      "openclaw.json": "{agents: {list: [{$include: 'a.json5', id: 'x'}, {$include: 'a.json5'}]}}",
      "a.json5": "{id: 'a', model: 'm/n'}",
    ])
    #expect(config.agents.map(\.id) == ["x", "a"])
    #expect(config.agents.map { $0.value["model"] } == ["m/n", "m/n"])
  }

  @Test func `more roots can be named`() throws {
    let shared = try TemporaryFolder()
    try shared.write("{agents: {defaults: {model: 'shared/x'}}}", to: "team/all.json5")
    let files = ["openclaw.json": "{$include: '\(shared.path("team/all.json5"))'}"]
    #expect(try !load(files).isLoaded)
    let roots = Environment([
      "OPENCLAW_INCLUDE_ROOTS": "relative: :\(shared.path):\u{301}:/none"
    ])
    #expect(
      try load(files, roots).root["agents"]?["defaults"]?["model"] == ["primary": "shared/x"])
    let home = Environment(["OPENCLAW_INCLUDE_ROOTS": "~/team", "HOME": shared.path])
    #expect(try load(files, home).isLoaded)
  }
}
