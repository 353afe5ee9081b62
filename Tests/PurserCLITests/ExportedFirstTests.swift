import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

/// An export says what runs find out: which credential of a provider comes first.
@Suite struct ExportedFirstTests {
  /// The second is a token.
  private static let names = ["lab:a", "lab:b", "lab:c"]

  /// A state directory with some of three credentials for two agents, and with some of what decides their order: an order of the
  /// configuration, one of each agent's file, declarations, all of which may name what is not stored. Now and then a declaration
  /// is for another provider or another kind, a credential that of another provider, a key a line of a shell.
  private static func write(_ random: inout SeededGenerator, to folder: TemporaryFolder) throws {
    func some(_ names: [String]) -> [String] {
      names.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
    }
    func list(_ names: [String]) -> String { JSON.array(names.map(JSON.string)).text(.compact) }
    func now(_ usual: String, then rare: String...) -> String {
      Int.random(in: 0..<4, using: &random) > 0
        ? usual : rare.randomElement(using: &random) ?? usual
    }
    let declared = some(names + ["lab:gone"]).map { name in
      let mode = now(name == "lab:b" ? "token" : "api_key", then: "token", "api_key", "oauth")
      return #""\#(name)": {"provider": "\#(now("lab", then: "other"))", "mode": "\#(mode)"}"#
    }
    var auth = [#""profiles": {\#(declared.joined(separator: ", "))}"#]
    if Bool.random(using: &random) {
      auth.append(#""order": {"lab": \#(list(some(names + ["lab:gone"])))}"#)
    }
    try folder.write(
      """
      {"agents": {"list": [{"id": "main", "default": true}, {"id": "ops"}]},
       "auth": {\(auth.joined(separator: ", "))},
       "models": {"providers": {"lab": {"baseUrl": "https://lab.example/v1", "api": "openai-completions",
         "models": [{"id": "m"}]}}}}
      """, to: "state/openclaw.json")
    for agent in ["main", "ops"] {
      let profiles = some(names).map { name in
        let kind = name == "lab:b" ? #""type": "token", "token""# : #""type": "api_key", "key""#
        let secret = "key-\(name)-of-\(agent)-0123456789"
        let value = name == "lab:b" ? secret : now(secret, then: "export LAB=\(secret)")
        return
          #""\#(name)": {"provider": "\#(now("lab", then: "other"))", \#(kind): "\#(value)"}"#
      }
      let order = Bool.random(using: &random) ? #", "order": {"lab": \#(list(some(names)))}"# : ""
      try folder.write(
        #"{"version": 1, "profiles": {\#(profiles.joined(separator: ", "))}\#(order)}"#,
        to: "state/agents/\(agent)/agent/auth-profiles.json")
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `an export writes the credential that a run tries first`(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    var random = SeededGenerator(seed: seed)
    try Self.write(&random, to: folder)
    #expect(harness.run("init").exitCode == 0)
    let imported = harness.run("import \(folder.path)/state")
    #expect(imported.exitCode == 0, "\(imported)")
    for agent in ["main", "ops"] {
      let exported = harness.run("export --agent \(agent) --secrets --out \(folder.path)/out")
      #expect(exported.exitCode == 0, "\(exported)")
      let file = try? JSON.parse(folder.text("out/\(agent)/models.json"))
      let written = file?["providers"]?["lab"]?["apiKey"]?.string
      let run = harness.run(
        "models resolve --agent \(agent) --model lab/m --with-credential --plain")
      #expect(run.exitCode == (written == nil ? 1 : 0), "seed \(seed), \(agent): \(run)")
      #expect((written ?? "") == run.output.trimmed, "seed \(seed), \(agent): \(run)")
    }
  }
}
