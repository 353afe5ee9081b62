import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

/// One place that two paths lead to is one place.
struct ExportLinkTests {
  @Test(arguments: [("link/agent", ""), ("link", "agent"), ("far/link", "alpha/agent")])
  func `two agents whose folders are one only through a link overwrote each other's file`(
    _ link: String, _ rest: String
  ) throws {
    let fleet = try ExportFleet(agents: ["alpha"])
    try fleet.folder.makeFolder("alpha/agent")
    try fleet.folder.makeFolder(SystemPath.parent(of: link))
    let target = ["": "alpha/agent", "agent": "alpha", "alpha/agent": ""][rest] ?? ""
    try fleet.folder.link(link, to: fleet.folder.path(target))
    try fleet.addAgent("beta", folder: fleet.folder.path(SystemPath.join(link, rest)))
    let plan = try fleet.plan()
    #expect(plan.files.map(\.state) == [.refused, .refused])
    for agents in [fleet.agents, [fleet.agents[0]], [fleet.agents[1]]] {
      let error = try #require(throws: StoreError.self) { try fleet.run(.init(agents: agents)) }
      #expect(error.code == .conflict)
      #expect(error.message.contains("'alpha'") && error.message.contains("'beta'"))
    }
    #expect(!fleet.folder.exists("alpha/agent/models.json"))
  }

  @Test func `folders that do not exist yet are told apart by what leads to them`() throws {
    let fleet = try ExportFleet(agents: ["alpha", "gamma"])
    try fleet.folder.makeFolder("alpha")
    try fleet.folder.link("beta", to: fleet.folder.path("alpha"))
    try fleet.addAgent("beta")
    #expect(try fleet.plan().files.map(\.state) == [.refused, .missing, .refused])
  }

  @Test func `a file exported over a link was never exported by its other path`() throws {
    let fleet = try ExportFleet(agents: ["alpha"])
    try fleet.folder.makeFolder("real")
    try fleet.folder.link("link", to: fleet.folder.path("real"))
    func request(_ folder: String) -> ExportModels.Request {
      .init(agents: fleet.agents, outputFolder: fleet.folder.path(folder))
    }
    try fleet.run(request("link"))
    #expect(try fleet.plan(request("real")).files[0].state == .current)
    try fleet.setEndpoint("https://new")
    let file = try fleet.plan(request("real")).files[0]
    #expect(file.state == .stale)
    #expect(file.staleReason == StaleReason(storeHasMoved: true, options: []))
    try fleet.run(request("real"))
    #expect(try fleet.plan(request("link")).files[0].state == .current)
  }

  @Test func `a directory imported over a link took its exports for somebody's own files`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {"models": {"providers": {"lab": {"baseUrl": "https://lab", "apiKey": "LAB_API_KEY",
          "models": [{"id": "m", "contextWindow": 1000, "maxTokens": 100}]}}},
        "agents": {"list": [{"id": "main"}]}}
        """)
    _ = try world.export()
    try world.store.write(TemporaryStore.intent("set")) { session in
      var lab = try #require(try session.providers.find("lab", at: .defaults))
      lab.baseURL = "https://newer"
      try session.providers.save(lab, at: .defaults)
    }
    try world.folder.link("link", to: world.directory)
    let report = try world.run(world.folder.path("link"))
    #expect(try world.configuration(agent: "main").providers.isEmpty)
    #expect(report.counts[.modelsFiles]?.unchanged == 1)
  }
}
