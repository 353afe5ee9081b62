import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct ImportTransactionTests {
  private func fleet() throws -> ImportWorld {
    let world = try ImportWorld()
    try world.write(
      """
      {agents: {list: [{id: "a", model: "lab/m"}, {id: "b"}], defaults: {model: "lab/m"}},
       models: {mode: "merge", providers: {lab: {baseUrl: "http://x", apiKey: "sk-lab-0123456789",
         models: [{id: "m"}]}}}}
      """)
    try world.writeModels(#"{"providers":{"own":{"models":[]}}}"#, of: "a")
    return world
  }

  @Test
  func `a directory is one event, and the second time none`() throws {
    let world = try fleet()
    let first = try world.run()
    #expect(first.eventID == 2)
    #expect(first.changeCount > 5)
    let second = try world.run()
    #expect(second.eventID == nil)
    #expect(!second.hasChanges)
    #expect(try world.store.read { try $0.revision() } == 2)
  }

  @Test
  func `a preview reports the same and keeps nothing`() throws {
    let world = try fleet()
    let preview = try world.importer().preview(world.directory, TemporaryStore.intent("import"))
    #expect(preview.isPreview)
    #expect(try world.agents().isEmpty)
    #expect(try world.store.read { try $0.secrets.list() }.isEmpty)
    let report = try world.run()
    #expect(preview.counts == report.counts)
    #expect(preview.changeCount == report.changeCount)
    #expect(preview.eventID == nil)
  }

  @Test
  func `an interrupt at any moment leaves the old state`() throws {
    let world = try fleet()
    var moments = 0
    _ = try world.importer { moments += 1 }
      .preview(world.directory, TemporaryStore.intent("import"))
    #expect(moments > 6)
    for moment in 1...moments {
      var count = 0
      let importer = world.importer {
        count += 1
        if count == moment { throw SystemError(.interrupted, "Interrupted.") }
      }
      #expect(throws: SystemError.self) {
        try importer.run(world.directory, TemporaryStore.intent("import"))
      }
      #expect(try world.agents().isEmpty)
      #expect(try world.store.read { try $0.revision() } == 1)
    }
  }

  @Test
  func `a master key of another store changes nothing`() throws {
    var world = try fleet()
    try world.run()
    try world.writeModels(#"{"providers":{"own":{"apiKey":"sk-own-0123456789"}}}"#, of: "b")
    world.environment = world.environment.setting("PURSER_KEY", String(repeating: "6b", count: 32))
    let error = #expect(throws: StoreError.self) { try world.run() }
    #expect(error?.code == .permission)
    #expect(try world.configuration(agent: "b").providers.isEmpty)
  }

  @Test
  func `a store that has moved on is left alone`() throws {
    let world = try fleet()
    let error = #expect(throws: StoreError.self) {
      try world.importer().run(world.directory, TemporaryStore.intent("import"), ifRevision: 7)
    }
    #expect(error?.code == .conflict)
    #expect(try world.agents().isEmpty)
  }

  @Test
  func `findings are sorted, and the document has them all`() throws {
    let world = try fleet()
    try world.run(
      config: """
        {
          unknown: 1,
          agents: {list: [
            {id: "B"},
            {id: "b"},
            {id: "C", workspace: 5},
          ]},
        }
        """)
    let report = try world.run()
    let lines = report.findings.compactMap(\.finding.line)
    #expect(lines == lines.sorted())
    #expect(lines.contains(4) && lines.contains(5) && lines.contains(6))
    let document = report.json
    #expect(document["findings"]?.array?.count == report.findings.count)
    #expect(document["counts"]?["agents"]?["skipped"] == 1)
    #expect(document["findings"]?[0]?["file"]?.string == report.configFile)
  }

  @Test
  func `a thousand agents with one content share its reading`() throws {
    let world = try ImportWorld()
    for index in 0..<200 {
      try world.writeModels(
        #"{"providers":{"own":{"baseUrl":"http://x","models":[{"id":"m"},{"id":"n"}]}}}"#,
        of: "agent-\(index)")
    }
    let report = try world.run()
    #expect(report.counts[.modelsFiles]?.stored == 200)
    #expect(report.counts[.models]?.stored == 400)
    #expect(try world.run().eventID == nil)
  }
}
