import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// What gateways write beside their configuration, and folders that they leave.
struct WrittenByGatewaysTests {
  private static func config(_ key: String, _ rest: String = "") -> String {
    """
    { models: { providers: { lab: { baseUrl: "http://h/v1", api: "openai-completions", apiKey: \(key),
      models: [{ id: "a", name: "a" }] } } }\(rest) }
    """
  }

  @Test(arguments: [
    (config(#""${KIMI}""#), "KIMI"),
    (
      config(#"{ source: "env", provider: "default", id: "TENANT_4F8A21BC_KEY" }"#),
      "TENANT_4F8A21BC_KEY"
    ),
    (config(#""literal-key-of-the-lab-0123456789""#, #", env: { vars: { ARK: "value" } }"#), "ARK"),
  ])
  func `the name of a variable that only the configuration knows was sealed as a key`(
    config: String, name: String
  ) throws {
    let world = try ImportWorld()
    try world.write(config)
    try world.writeModels(
      """
      {"providers": {"lab": {"baseUrl": "http://h/v1", "api": "openai-completions", "apiKey": "\(name)",
        "models": [{"id": "a", "name": "a"}]}}}
      """)
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    let own = try world.configuration(agent: "main").providers.first?.key
    #expect(own == nil || own == .environment(name: name), "\(String(describing: own))")
    #expect(try !world.run().hasChanges)
  }

  @Test func `an agent in the folder of its old name lost it to an agent of that name`() throws {
    let world = try ImportWorld()
    try world.write(
      #"{ agents: { list: [{ id: "dev", agentDir: "\#(world.directory)/agents/ops/agent" }] } }"#)
    try world.writeModels(#"{"providers": {}}"#, of: "ops")
    let report = try world.run()
    #expect(try world.agents().map(\.id.text) == ["dev"])
    #expect(!report.messages(.agents).joined().contains("a gateway refuses that"))
    #expect(try !world.run().hasChanges)
  }

  @Test func `a model kept an alias that its entry lost to another one`() throws {
    let world = try ImportWorld()
    func config(_ first: String, _ second: String) -> String {
      #"""
      { agents: { list: [{ id: "main" }], defaults: { models: {
        "openai/a": { alias: "\#(first)" }, "openai/b": { alias: "\#(second)" } } } } }
      """#
    }
    try world.run(config: config("fast", "q"))
    try world.run(config: config("z", "z"))
    let aliases = try world.store.read { try $0.aliases.list(at: .defaults) }
    #expect(aliases.map { "\($0.name) \($0.ref.key)" } == ["z openai/b"])
    #expect(try !world.run().hasChanges)
  }

  @Test func `main was left out beside the folder of another where no agent is listed`() throws {
    let world = try ImportWorld()
    try world.write(#"{ agents: { defaults: { model: "lab/a" } } }"#)
    try world.writeModels(#"{"providers": {}}"#, of: "old")
    try world.run()
    let agents = try world.agents()
    #expect(Set(agents.map(\.id.text)) == ["main", "old"])
    #expect(agents.first { $0.isDefault }?.id == .main)
    #expect(try !world.run().hasChanges)
  }

  @Test(arguments: [
    ("{}", "/state/workspace"),
    (#"{ agents: { defaults: { workspace: "/w/clawd" } } }"#, "/w/clawd"),
  ])
  func `the workspace of main was lost where only its folder is there`(
    config: String, workspace: String
  ) throws {
    for hasFolder in [true, false] {
      let world = try ImportWorld()
      if hasFolder { try world.writeModels(#"{"providers": {}}"#) }
      try world.run(config: config)
      let agents = try world.agents()
      #expect(agents.map(\.id) == [.main] && agents[0].isDefault)
      #expect(agents[0].workspaceDirectory?.hasSuffix(workspace) == true)
      #expect(try !world.run().hasChanges)
    }
  }

  @Test func `an agent that left the directory stayed the default`() throws {
    let world = try ImportWorld()
    try world.run(config: #"{ agents: { list: [{ id: "a" }] } }"#)
    let report = try world.run(config: #"{ agents: { list: [{ id: "b" }] } }"#)
    #expect(try world.agents().filter(\.isDefault).map(\.id.text) == ["b"])
    #expect(
      report.messages(.agents) == [
        "Agent 'a' is no longer in this directory; it stays in the store as it was.",
        "The default agent is 'b' now, no longer 'a'.",
      ])
    #expect(try !world.run().hasChanges)
    // What a command chose stays, and what an unreadable entry may have been.
    try world.store.write(TemporaryStore.intent()) { session in
      try session.agents.setDefault(Agent.ID("a"), at: session.now)
    }
    #expect(try !world.run().hasChanges)
    #expect(try world.agents().filter(\.isDefault).map(\.id.text) == ["a"])
  }

  @Test func `an order of a configuration that names nothing let every profile be tried`() throws {
    let world = try ImportWorld()
    try world.write(
      #"{ auth: { order: { openai: [" "], groq: [5] } }, agents: { list: [{ id: "main" }] } }"#)
    try world.run()
    let orders = try world.store.read { try $0.profileOrders.list(at: .defaults) }
    #expect(
      Set(orders.map(\.provider)) == ["openai", "groq"] && orders.allSatisfy { $0.profiles.isEmpty }
    )
    #expect(try !world.run().hasChanges)
  }
}
