import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

/// Real state directories, imported and exported to where they came from.
struct ExportDirectoriesTests {
  @Test(.enabled(if: Shared.isPresent), arguments: Shared.importableDirectories)
  func `an exported directory is whole, settled and free of sealed values`(
    directory: String
  ) throws {
    let world = try ImportWorld()
    try world.copyState(directory)
    try world.run()
    let vault = Vault(environment: world.environment)
    let export = ExportModels(store: world.store, vault: vault, environment: world.environment)
    let request = ExportModels.Request(agents: try world.agents().map(\.id))
    try #require(!request.agents.isEmpty)
    let outcome = try export.run(request, TemporaryStore.intent("export"))
    let second = try export.plan(request)
    #expect(second.files.filter(\.hasDrift).map(\.path) == [])
    #expect(try export.run(request, TemporaryStore.intent("export")).eventID == nil)

    let sealed = try world.store.read { try $0.secrets.list() }
      .compactMap { try vault.open($0).revealText() }
    for file in outcome.plan.writes {
      #expect(file.path.hasPrefix(world.folder.path("")), "A test wrote outside its folder.")
      let bytes = try FileReader.read(file.path, limit: 1 << 24)
      for secret in sealed { #expect(!bytes.holds(secret), "\(file.path)") }
      let hasForeignFault = file.notes.contains { $0.message.contains("refuse the whole file") }
      #expect(
        ConsumerCheck(isPinned: false).accepts(String(decoding: bytes, as: UTF8.self))
          || hasForeignFault, "\(file.path)")
    }
    let again = try world.run()
    #expect(again.eventID == nil, "\(again.findings.map(\.finding.message))")
  }

  @Test func `an edit taken over by an import keeps every sealed value`() throws {
    let world = try ImportWorld()
    try world.run(
      config: """
        {"models": {"providers": {"lab": {
          "baseUrl": "https://me:FAKEpass0001word@lab.example/v1", "api": "openai-completions",
          "apiKey": "sk-FAKE0001planted", "headers": {"x-api-key": "FAKEheader0001value"},
          "models": [{"id": "m", "name": "M", "maxTokens": 100, "contextWindow": 1000,
            "headers": {"authorization": "Bearer FAKEbearer0001value"}}]}}}}
        """)
    let vault = Vault(environment: world.environment)
    let export = ExportModels(store: world.store, vault: vault, environment: world.environment)
    let request = ExportModels.Request(agents: try world.agents().map(\.id))
    try export.run(request, TemporaryStore.intent("export"))
    let name = "state/agents/main/agent/models.json"
    let text = try world.folder.text(name)
    #expect(!text.contains("FAKE"))
    try world.folder.write(
      text.replacing("100,", with: "200,").replacing(": 100", with: ": 200"), to: name)

    #expect(try world.run().eventID != nil)
    #expect(try world.run().eventID == nil)
    var open = request
    open.includesSecrets = true
    try export.run(open, TemporaryStore.intent("export --secrets"))
    let written = try world.folder.text(name)
    for secret in [
      "me:FAKEpass0001word@lab", "sk-FAKE0001planted", "FAKEheader0001value",
      "Bearer FAKEbearer0001value", "\"maxTokens\": 200",
    ] {
      #expect(written.contains(secret), "\(secret)")
    }
    #expect(try world.run().eventID == nil)
    try export.run(request, TemporaryStore.intent("export"))
    #expect(try !world.folder.text(name).contains("FAKE"))
    #expect(!(try world.databaseBytes().holds("FAKE")))
  }
}
