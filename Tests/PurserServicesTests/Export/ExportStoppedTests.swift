import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

/// Exports that were stopped between their record and their files, over files that somebody had edited.
struct ExportStoppedTests {
  private static let file = "alpha/agent/models.json"
  private let fleet: ExportFleet
  private var options: ExportModels.Request

  init() throws {
    fleet = try ExportFleet(agents: ["alpha"])
    options = ExportModels.Request(agents: fleet.agents)
    options.includesSecrets = true
    try fleet.seal("sk-FAKE0001planted", provider: "lab")
    try fleet.run(options)
  }

  private func edit(_ text: String, to other: String) throws {
    try fleet.folder.write(
      fleet.folder.text(Self.file).replacing(text, with: other), to: Self.file)
  }

  /// Lays what an export staged beside the file, as one does that was killed.
  private func leave(_ bytes: [UInt8], _ number: Int = 0) throws {
    try fleet.folder.write(bytes, to: "alpha/agent/.models.json.000\(number).purser-tmp")
  }

  /// Runs an export that gets no further than its record.
  private func stopExport(_ number: Int = 0) throws {
    let before = try fleet.folder.bytes(Self.file)
    try fleet.run(options)
    try leave(fleet.folder.bytes(Self.file), number)
    try fleet.folder.write(before, to: Self.file)
  }

  private func text() throws -> String { try fleet.folder.text(Self.file) }

  @Test(arguments: 1..<4)
  func `after a kill an edited file kept the old key and endpoint for good`(count: Int) throws {
    try edit("qwen", to: "mine")
    try fleet.seal("sk-FAKE0002planted", provider: "lab")
    for number in 0..<count {
      try fleet.setEndpoint("https://new\(number)")
      try stopExport(number)
    }
    #expect(try fleet.key("alpha") == "sk-FAKE0001planted")
    let outcome = try fleet.run(options)
    #expect(!outcome.plan.files[0].notes.contains { $0.message.contains("kept") })
    #expect(try fleet.key("alpha") == "sk-FAKE0002planted")
    #expect(try text().contains("https://new\(count - 1)"))
    #expect(try !fleet.plan(options).hasDrift)
  }

  @Test func `what somebody wrote stays after a kill`() throws {
    try edit("https://lab", to: "https://mine")
    try fleet.seal("sk-FAKE0002planted", provider: "lab")
    try fleet.setEndpoint("https://new")
    try stopExport()
    try fleet.run(options)
    #expect(try fleet.key("alpha") == "sk-FAKE0002planted")
    #expect(try text().contains("https://mine"))
  }

  @Test func `a file that an export left beside its own counts for nothing once that was written`()
    throws
  {
    // Killed before its record, and run again.
    try leave(fleet.folder.bytes(Self.file))
    try edit("qwen", to: "mine")
    try fleet.seal("sk-FAKE0002planted", provider: "lab")
    try fleet.run(options)
    try leave(fleet.folder.bytes(Self.file))
    try edit("qwen", to: "mine")
    try fleet.seal("sk-FAKE0003planted", provider: "lab")
    try fleet.run(options)
    #expect(try fleet.key("alpha") == "sk-FAKE0003planted")
  }
}
