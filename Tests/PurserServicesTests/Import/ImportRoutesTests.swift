import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// What one form of a model choice becomes.
struct RouteCase: Sendable, CustomTestStringConvertible {
  var model: String
  var older: StoredRoute?
  var newer: StoredRoute?

  init(_ model: String, older: StoredRoute?, newer: StoredRoute? = nil) {
    self.model = model
    self.older = older
    self.newer = newer ?? older
  }

  var testDescription: String { model }
}

struct ImportRoutesTests {
  static let agentCases = [
    RouteCase(
      #""a/x""#, older: StoredRoute(primary: "a/x", policy: .inherit),
      newer: StoredRoute(primary: "a/x", policy: FallbackPolicy.none)),
    RouteCase(
      #"{primary: "a/x"}"#, older: StoredRoute(primary: "a/x", policy: .inherit),
      newer: StoredRoute(primary: "a/x", policy: FallbackPolicy.none)),
    RouteCase(
      #"{primary: "a/x", fallbacks: []}"#,
      older: StoredRoute(primary: "a/x", policy: FallbackPolicy.none)),
    RouteCase(
      #"{primary: "a/x", fallbacks: ["b/y", "quick"]}"#,
      older: StoredRoute(primary: "a/x", fallbacks: ["b/y", "quick"], policy: .list)),
    RouteCase(
      #"{fallbacks: ["b/y"]}"#, older: StoredRoute(fallbacks: ["b/y"], policy: .list)),
    RouteCase(#"{fallbacks: []}"#, older: StoredRoute(policy: FallbackPolicy.none)),
    RouteCase(
      #"{primary: "a/x", fallbacks: [5]}"#, older: StoredRoute(primary: "a/x", policy: .list)),
    RouteCase(
      #"{primary: " a/x ", fallbacks: ["a/x", "a/x"]}"#,
      older: StoredRoute(primary: "a/x", fallbacks: ["a/x", "a/x"], policy: .list)),
    RouteCase(#"{}"#, older: nil),
    RouteCase(#"" ""#, older: nil),
    RouteCase(#"7"#, older: nil),
  ]

  @Test(arguments: [
    "agent: {model: 'a/b', modelFallbacks: ['c/d'], modelAliases: {x: 'e/f'}}, routing: {agents: {ops: {model: 'g/h'}}}",
    "agents: {defaults: {model: {primary: 'a/b'}, modelAliases: {x: 'e/f'}}, list: [{id: 'ops', model: 'g/h'}]}, meta: {lastTouchedVersion: '2026.3.1'}",
  ])
  func `aliases of an older shape took an agent's inherited fallbacks away`(_ config: String) throws
  {
    let world = try ImportWorld()
    try world.run(config: "{\(config)}")
    #expect(try world.configuration(agent: "ops").routes[.text]?.policy == .inherit)
    #expect(try world.run().eventID == nil)
  }

  @Test(arguments: agentCases)
  func `absent, empty and present fallbacks of an agent differ, by the age of the config`(
    _ route: RouteCase
  ) throws {
    let older = try ImportWorld()
    try older.run(config: "{agents: {list: [{id: 'a', model: \(route.model)}]}}")
    #expect(try older.configuration(agent: "a").routes[.text] == route.older)
    let newer = try ImportWorld()
    try newer.run(config: "{agents: {entries: {a: {model: \(route.model)}}}}")
    #expect(try newer.configuration(agent: "a").routes[.text] == route.newer)
    #expect(try newer.run().eventID == nil)
  }

  @Test(
    arguments: [
      (#"meta: {lastTouchedVersion: "2026.6.30"}"#, FallbackPolicy.inherit),
      (#"meta: {lastTouchedVersion: "2026.7.1"}"#, FallbackPolicy.none),
      (#"meta: {lastTouchedVersion: "2027.1.1"}"#, FallbackPolicy.none),
      (#"meta: {lastTouchedVersion: "nonsense"}"#, FallbackPolicy.inherit),
      (#"models: {}"#, FallbackPolicy.inherit),
    ])
  func `the version that wrote the config tells its age`(
    _ member: String, _ policy: FallbackPolicy
  ) throws {
    let world = try ImportWorld()
    try world.run(config: "{\(member), agents: {list: [{id: 'a', model: 'a/x'}]}}")
    #expect(try world.configuration(agent: "a").routes[.text]?.policy == policy)
  }

  @Test
  func `a policy of models tells the age too`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {agents: {defaults: {modelPolicy: {}}, list: [{id: 'a', model: 'a/x'}]}}
        """)
    #expect(try world.configuration(agent: "a").routes[.text]?.policy == FallbackPolicy.none)
  }

  @Test
  func `the defaults say nothing of fallbacks unless they have the member`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {agents: {defaults: {
          model: "a/x", imageModel: {primary: "b/i", fallbacks: []}, utilityModel: "",
          pdfModel: {primary: "b/p"}, imageGenerationModel: {primary: "b/g"},
          subagents: {model: "a/s"},
        }}}
        """)
    let routes = try world.configuration().routes
    #expect(
      routes == [
        .text: StoredRoute(primary: "a/x"),
        .image: StoredRoute(primary: "b/i", policy: FallbackPolicy.none),
        .utility: StoredRoute(primary: ""), .pdf: StoredRoute(primary: "b/p"),
        .imageGeneration: StoredRoute(primary: "b/g"), .subagent: StoredRoute(primary: "a/s"),
      ])
  }

  @Test
  func `a route that no provider of the config has is told with its key`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {models: {providers: {lab: {baseUrl: "http://x", models: [{id: "one"}]}}},
         agents: {defaults: {model: "lab/two"}}}
        """)
    let entry = try #require(report.findings.first { $0.kind == .routes })
    #expect(entry.finding.kind == .note)
    #expect(entry.finding.line == 2)
    #expect(entry.finding.message.contains("'lab/two'"))
  }

  @Test
  func `a second import replaces the fallbacks of a purpose as a whole`() throws {
    let world = try ImportWorld()
    try world.run(
      config: #"{agents: {defaults: {model: {primary: "a/x", fallbacks: ["b/1", "b/2", "b/3"]}}}}"#)
    let report = try world.run(
      config: #"{agents: {defaults: {model: {primary: "a/x", fallbacks: ["b/2"]}}}}"#)
    #expect(report.counts[.routes]?.stored == 1)
    #expect(
      try world.configuration().routes[.text]
        == StoredRoute(primary: "a/x", fallbacks: ["b/2"], policy: .list))
  }
}
