import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// Files that are as an export would leave them before any was made.
struct ExportAdoptionTests {
  let fleet: ExportFleet

  init() throws { fleet = try ExportFleet(agents: ["alpha", "beta"]) }

  private func lay(_ text: String) throws {
    for agent in ["alpha", "beta"] {
      try fleet.folder.write(text, to: "\(agent)/agent/models.json")
    }
  }

  /// What an export writes for an agent.
  private func exported() throws -> String {
    let other = try ExportFleet(agents: ["alpha", "beta"])
    try other.run()
    return try other.folder.text("alpha/agent/models.json")
  }

  @Test
  func
    `an endpoint that was changed in the store never reached a file that no export had to write`()
    throws
  {
    try lay(exported())
    let first = try fleet.run()
    #expect(first.plan.writes.isEmpty && first.eventID != nil)
    #expect(first.plan.files.allSatisfy { $0.isAdopted && $0.state == .current })
    #expect(try fleet.exports().map(\.path) == ["alpha", "beta"].map(fleet.path))
    #expect(try fleet.run().eventID == nil)
    try fleet.setEndpoint("https://new")
    #expect(try fleet.plan().files.map(\.state) == [.stale, .stale])
    try fleet.run()
    #expect(try fleet.folder.text("alpha/agent/models.json").contains("https://new"))
    #expect(try fleet.store.verifyTrail().isSound)
  }

  @Test func `a hand edit of a file that no export had to write was not seen`() throws {
    try lay(exported())
    try fleet.run()
    try lay(exported().replacing("https://lab", with: "https://mine"))
    #expect(try fleet.plan().files.map(\.state) == [.edited, .edited])
  }

  @Test func `a file with an endpoint of its own was said to be as the store says`() throws {
    try lay(exported().replacing("https://lab", with: "https://mine"))
    let plan = try fleet.plan()
    #expect(plan.files.map(\.state) == [.neverExported, .neverExported] && plan.hasDrift)
    #expect(plan.writes.isEmpty)
    #expect(
      plan.files[0].differences().contains {
        $0.isKept && $0.present?.contains("https://mine") == true
      })
    try fleet.run()
    #expect(try fleet.folder.text("alpha/agent/models.json").contains("https://mine"))
    #expect(try fleet.plan().files.map(\.state) == [.current, .current])
  }

  @Test func `what was taken away in the store stayed in a file whose folder was moved`() throws {
    try fleet.run()
    try move()
    #expect(try fleet.run().plan.files[0].isAdopted)
    try fleet.setEndpoint("https://new")
    #expect(try fleet.plan().files.map(\.state) == [.stale, .stale])
  }

  /// Gives an agent another folder, with its file as it is or after an edit.
  private func move(replacing text: String = "", with other: String = "") throws {
    let file = try fleet.folder.text("alpha/agent/models.json")
    try fleet.folder.write(
      text.isEmpty ? file : file.replacing(text, with: other), to: "moved/agent/models.json")
    let folder = "\(fleet.folder.path)/moved/agent"
    try fleet.store.write(TemporaryStore.intent("move")) { session in
      var agent = try session.agents.require(Agent.ID("alpha"))
      agent.agentDirectory = folder
      try session.agents.update(agent)
    }
  }

  private func moved() throws -> String { try fleet.folder.text("moved/agent/models.json") }

  @Test func `a file that was moved and edited kept the endpoint that the store had then`() throws {
    try fleet.run()
    try move(replacing: "qwen", with: "mine")
    try fleet.setEndpoint("https://new")
    let file = try fleet.run().plan.files[0]
    #expect(file.state == .neverExported && !file.notes.contains { $0.message.contains("kept") })
    #expect(try moved().contains("https://new"))
    #expect(try fleet.plan().files[0].state == .current)
  }

  @Test func `what somebody wrote into a file that was moved stays`() throws {
    try fleet.run()
    try move(replacing: "https://lab", with: "https://mine")
    try fleet.setEndpoint("https://new")
    try fleet.run()
    #expect(try moved().contains("https://mine"))
  }

  @Test func `an export to another folder says nothing of the file of the agent`() throws {
    let out = ExportModels.Request(agents: fleet.agents, outputFolder: fleet.folder.path("out"))
    try fleet.run(out)
    try lay(exported().replacing("qwen", with: "mine"))
    try fleet.setEndpoint("https://new")
    try fleet.run()
    #expect(try fleet.folder.text("alpha/agent/models.json").contains("https://lab"))
  }
}
