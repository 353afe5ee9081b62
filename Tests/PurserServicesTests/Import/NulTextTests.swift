import JSONKit
import PurserDomain
@testable import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// A text with U+0000 in it: SQL reads it no further than that, so the trail lost the rest.
struct NulTextTests {
  /// A place in one of the files of a directory: the file, its content, and the key that the finding names.
  static let cases: [(file: String, content: String, key: String, line: Int)] = [
    (
      "openclaw.json",
      #"{"agents": {"list": [{"id": "main", "name": "a\u0000b"}]}}"#, "agents.list[0].name", 1
    ),
    (
      "openclaw.json",
      "{\"agents\": {\"list\": [{\"id\": \"main\",\n \"workspace\": \"/w\\u0000x\"}]}}",
      "agents.list[0].workspace", 2
    ),
    (
      "openclaw.json", #"{"agents": {"defaults": {"model": {"primary": "lab/m\u0000n"}}}}"#,
      "agents.defaults.model.primary", 1
    ),
    (
      "openclaw.json",
      "{agents: {defaults: {model: {primary: 'lab/m',\n fallbacks: ['lab/a', 'lab/\\0b', 'lab/c']}}}}",
      "agents.defaults.model.fallbacks[1]", 2
    ),
    (
      "openclaw.json", #"{"agents": {"defaults": {"models": {"lab/m": {"alias": "x\u0000y"}}}}}"#,
      "agents.defaults.models.lab/m.alias", 1
    ),
    (
      "openclaw.json", #"{"models": {"providers": {"a\u0000b": {"models": []}}}}"#,
      #"models.providers["a\u0000b"]"#, 1
    ),
    (
      "agents/main/agent/models.json",
      "{\"providers\": {\"lab\": {\"baseUrl\": \"https://lab\",\n\"models\": [{\"id\": \"m\\u0000n\"}]}}}",
      "providers.lab.models[0].id", 2
    ),
    (
      "agents/main/agent/models.json",
      #"{"providers": {"lab": {"api": "x\u0000y", "models": [{"id": "m", "name": "A\u0000B"}]}}}"#,
      "providers.lab.api", 1
    ),
    (
      "agents/main/agent/auth-profiles.json",
      #"{"version": 1, "profiles": {"lab:a": {"type": "token", "provider": "lab", "token": "FAKE0001token", "email": "a\u0000@b"}}}"#,
      "profiles.lab:a.email", 1
    ),
    (
      "agents/main/agent/auth-profiles.json",
      #"{"version": 1, "profiles": {"lab:a": {"type": "api_key", "provider": "lab", "key": "FAKE0001key"}}, "order": {"lab": ["lab:a", "lab:\u0000"]}}"#,
      "order.lab[1]", 1
    ),
  ]

  @Test(arguments: cases)
  func `a text with NUL was cut in the trail`(
    _ file: String, _ content: String, _ key: String, _ line: Int
  ) throws {
    let world = try ImportWorld()
    try world.write(#"{"agents": {"list": [{"id": "main"}]}}"#)
    try world.write(content, to: file)
    let report = try world.run()
    let findings = report.findings.map(\.finding).filter { $0.message.contains("NUL") }
    let finding = try #require(findings.first, "\(report.findings.map(\.finding.message))")
    #expect(finding.kind == .skipped)
    #expect(finding.path.description == key)
    #expect(finding.file == world.folder.path("state/" + file))
    #expect(finding.line == line)
    #expect(try world.run().eventID == nil)
    let whole = try world.store.read { try $0.trail.changes(of: $0.revision()) }
    #expect(whole.allSatisfy { $0.after.map { (try? JSON.parse($0)) != nil } ?? true })
  }

  @Test func `what stands beside a text with NUL is imported, and its findings have their places`()
    throws
  {
    let world = try ImportWorld()
    try world.write(Self.cases[3].content)
    let report = try world.run()
    #expect(
      try world.configuration().routes[.text]
        == StoredRoute(primary: "lab/m", fallbacks: ["lab/a", "lab/c"], policy: .list))
    #expect(report.findings.count == 1)
    try world.write(
      "{\"providers\": {\"lab\": {\"models\": [\"\\u0000\",\n{\"id\": \"m\"},\n{\"id\": \" n \"},\n3]}}}",
      to: "agents/main/agent/models.json")
    let places = try world.run().findings.map(\.finding).filter { $0.file.hasSuffix("models.json") }
      .map { "\($0.path):\($0.line ?? 0)" }
    #expect(
      places == [
        "providers.lab.models[0]:1", "providers.lab.models[2].id:3", "providers.lab.models[3]:4",
      ])
    #expect(try world.models("lab", ScopeID("main")).map(\.id) == ["m", "n"])
  }

  @Test(arguments: [#""\u0000""#, #"'\0'"#, #"'\x00'"#, #"{a: ["b\\\u0000"]}"#])
  func `every spelling of the character is found`(text: String) throws {
    let value = try JSON.parse(Array(text.utf8), syntax: .json5)
    #expect(UnstorableTexts(in: value, readFrom: Array(text.utf8)).parts.count == 1)
  }

  @Test(arguments: [#""\\u0000""#, #""\u00001""#, #""\u0001""#, #"{"0": "x00 u0000"}"#])
  func `what only looks like the character stays`(text: String) throws {
    let value = try JSON.parse(text)
    let parts = UnstorableTexts(in: value, readFrom: Array(text.utf8)).parts
    #expect(parts.isEmpty == !"\(value.text(.compact))".contains(#""\u00001""#))
  }

  @Test func `a write with such a text is refused as a whole`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{"agents": {"list": [{"id": "main"}]}}"#)
    let before = try world.store.read { try $0.revision() }
    let error = try #require(throws: StoreError.self) {
      try world.store.write(TemporaryStore.intent("set")) { session in
        try session.settings.set("models.mode", to: "merge", at: .defaults)
        var agent = try #require(try session.agents.list().first)
        agent.name = "a\u{0}b"
        try session.agents.update(agent)
      }
    }
    #expect(error.code == .invalid)
    #expect(error.message.contains("NUL"))
    #expect(try world.store.read { try $0.revision() } == before)
  }
}
