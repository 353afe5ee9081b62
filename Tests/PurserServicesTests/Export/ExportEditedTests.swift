import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// Files that are edited again and again where no merge keeps anything, while the store moves on.
struct ExportEditedTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `an edit that no merge keeps holds up nothing that the store says`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let fleet = try ExportFleet(agents: ["alpha", "beta"])
    try fleet.seal("sk-FAKE0001planted", provider: "lab")
    var options = ExportModels.Request(agents: fleet.agents)
    options.includesSecrets = Bool.random(using: &random)
    try fleet.run(options)
    for step in 0..<12 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0: try edit("alpha", step, in: fleet)
      case 1: try fleet.setEndpoint("https://lab\(step)")
      case 2: try turn("p\(step % 3)", at: .defaults, step, in: fleet)
      case 3: try turn("p\(step % 3)", at: .agent(fleet.agents[0]), step, in: fleet)
      default: try fleet.run(options)
      }
    }
    try edit("alpha", 99, in: fleet)
    try fleet.setEndpoint("https://last")
    try fleet.run(options)
    var fresh = options
    fresh.outputFolder = fleet.folder.path("out")
    try fleet.run(fresh)
    #expect(
      try fleet.folder.text("alpha/agent/models.json") == fleet.folder.text("out/alpha/models.json")
    )
    #expect(try !fleet.plan(options).hasDrift)
    #expect(try fleet.exports().filter { $0.agent == "alpha" }.allSatisfy { $0.keptJSON == "[]" })
  }

  /// Renames a model in the file of an agent.
  private func edit(_ agent: String, _ step: Int, in fleet: ExportFleet) throws {
    let file = "\(agent)/agent/models.json"
    let text = try fleet.folder.text(file)
    try fleet.folder.write(
      text.replacing("\"name\": \"qwen", with: "\"name\": \"qwen\(step)"), to: file)
  }

  /// Adds a provider, or changes or removes the one there is.
  private func turn(_ id: String, at scope: ScopeID, _ step: Int, in fleet: ExportFleet) throws {
    try fleet.write { session in
      if try session.providers.find(id, at: scope) != nil, step % 2 == 0 {
        _ = try session.providers.delete(id, at: scope)
      } else {
        let provider = ProviderDefinition(
          id: id, writtenID: id, baseURL: "https://\(id)\(step)", api: "openai-completions",
          key: .environment(name: "KEY\(step)"), hasModels: false)
        try session.providers.save(provider, at: scope)
      }
    }
  }
}
