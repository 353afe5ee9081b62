import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import Testing

/// A key that stands where a name belongs goes nowhere, and no finding shows it.
struct ImportKeyNamesTests {
  private static let planted = "sk-PLANTED-9f8e7d6c5b4a"

  @Test(arguments: [
    #"agents: {list: [{id: "main"}, {id: "PLANTED"}]}"#,
    #"agents: {list: [{id: "main", name: "PLANTED"}]}"#,
    #"agents: {list: [{id: "main", workspace: "/w/PLANTED"}]}"#,
    #"agents: {list: [{id: "main", agentDir: "~/PLANTED/agent"}]}"#,
    #"agents: {entries: {main: {}, "PLANTED": {}}}"#,
    #"agents: {defaults: {model: "PLANTED"}}"#,
    #"agents: {defaults: {model: {primary: "lab/m", fallbacks: ["lab/PLANTED", "lab/n"]}}}"#,
    #"agents: {defaults: {models: {"lab/m": {alias: "PLANTED"}}}}"#,
    #"agents: {defaults: {models: {"lab/m": {}, "lab/PLANTED": {alias: "x"}}}}"#,
    #"agents: {defaults: {modelPolicy: {allow: ["lab/m", "lab/PLANTED"]}}}"#,
    #"models: {providers: {"PLANTED": {baseUrl: "http://h", models: [{id: "m"}]}}}"#,
    #"models: {providers: {lab: {baseUrl: "http://h", models: [{id: "m"}, {id: "PLANTED"}]}}}"#,
    #"auth: {order: {lab: ["lab:a", "lab:PLANTED"]}}"#,
    #"auth: {order: {lab: ["lab:a"], "PLANTED": ["x:a"]}}"#,
    #"auth: {profiles: {"lab:PLANTED": {provider: "lab", mode: "api_key"}}}"#,
    #"agents: {defaults: {cliBackends: {"PLANTED": {}, other: {}}}}"#,
    #"agents: {list: [{id: "main", params: {"PLANTED": 1}}]}"#,
    #"models: {providers: {lab: {baseUrl: "http://h", "PLANTED": 1}}}"#,
    #"models: {providers: {lab: {baseUrl: "http://h", modelOverrides: {"PLANTED": {name: "x"}}}}}"#,
  ])
  func `a key in the place of a name was stored and listed`(config: String) throws {
    let world = try ImportWorld()
    let report = try world.run(config: "{\(config.replacing("PLANTED", with: Self.planted))}")
    #expect(try !world.databaseBytes().holds(Self.planted))
    #expect(try !world.databaseBytes().holds(Self.planted.lowercased()))
    let findings = report.findings.map(\.finding)
    #expect(
      findings.contains { $0.message.contains("key and was left out") && $0.line != nil }
        || findings.contains { $0.message.hasPrefix("This is no profile id") })
    #expect(
      !findings.contains {
        "\($0.message) \($0.path.description) \($0.hint ?? "")".lowercased()
          .contains(Self.planted.lowercased())
      })
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.run().eventID == nil)
  }

  @Test func `a key in the id of a profile was stored and listed`() throws {
    let world = try ImportWorld()
    try world.write(
      """
      {"version": 1, "profiles": {"lab:PLANTED": {"type": "api_key", "provider": "lab", "key": "zz"},
        "lab:b": {"type": "api_key", "provider": "PLANTED", "key": "zz"}},
       "order": {"lab": ["lab:PLANTED"], "PLANTED": ["a"]}, "lastGood": {"lab": "lab:PLANTED"},
       "usageStats": {"lab:PLANTED": {"errorCount": 1}}}
      """.replacing("PLANTED", with: Self.planted), to: "agents/main/agent/auth-profiles.json")
    let report = try world.run(
      config: #"{models: {providers: {"\#(Self.planted)": 5, lab: {"\#(Self.planted)": 1}}}}"#)
    #expect(try !world.databaseBytes().holds(Self.planted.lowercased()))
    #expect(try !world.databaseBytes().holds(Self.planted))
    #expect(
      !report.findings.contains {
        "\($0.finding.message) \($0.finding.path.description)".contains(Self.planted)
      })
    #expect(report.findings.contains { $0.finding.path.description.contains("***") })
  }

  @Test func `the folder of an agent that is named by a key was listed`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers": {}}"#, of: Self.planted)
    let report = try world.run(config: #"{agents: {list: [{id: "main"}]}}"#)
    #expect(try world.agents().map(\.id) == [.main])
    #expect(
      report.messages(.agents) == [
        "The name of a folder holds a key; the folder was left out."
      ])
    #expect(!report.findings.contains { $0.finding.file.contains(Self.planted) })
  }

  @Test func `names that only look random stay`() throws {
    let world = try ImportWorld()
    let digest = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"
    try world.run(
      config: """
        {agents: {list: [{id: "main", model: "lab/m@sha256:\(digest)"}, {id: "hf_transfer_team"}]},
         models: {providers: {lab: {baseUrl: "http://h", models: [{id: "m@sha256:\(digest)"}]}}}}
        """)
    #expect(try world.agents().map(\.id.text) == ["main", "hf_transfer_team"])
    #expect(try world.models("lab").map(\.id) == ["m@sha256:\(digest)"])
  }
}
