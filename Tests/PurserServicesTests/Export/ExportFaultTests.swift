import Foundation
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Synchronization
import SystemKit
import Testing

private final class Flag: Sendable {
  let isSet = Atomic(false)
}

/// What stands in the way of an export, and that nothing is half done then.
struct ExportFaultTests {
  @Test func `an agent that shares its folder with one not asked for is refused`() throws {
    let fleet = try ExportFleet(agents: ["alpha"])
    try fleet.addAgent("beta", folder: fleet.folder.path("alpha/agent"))
    for agent in fleet.agents {
      let error = try #require(throws: StoreError.self) { try fleet.run(.init(agents: [agent])) }
      #expect(error.code == .conflict && error.message.contains("'\(agent)' and '"))
    }
    #expect(!fleet.folder.exists("alpha/agent/models.json"))
    let out = ExportModels.Request(
      agents: [fleet.agents[0]], outputFolder: fleet.folder.path("out"))
    #expect(try fleet.run(out).plan.writes.count == 1)
  }

  @Test(arguments: [
    (
      #"{/* mine */ "providers": {"own": {"baseUrl": "http://own", "apiKey": "FAKEkey0001"}},}"#,
      "http://own"
    ),
    ("{\n\"FAKEkey0001\"\n", "(2 lines that are not valid JSON)"),
  ])
  func `a difference shows what an export would write over a file it cannot read`(
    _ text: String, _ shown: String
  ) throws {
    let fleet = try ExportFleet(agents: ["alpha"])
    try fleet.folder.write(text, to: "alpha/agent/models.json")
    let file = try #require(try fleet.plan().files.first)
    let difference = file.textDiff()
    #expect(difference.split(separator: "\n").contains { $0.hasPrefix("-") && $0.contains(shown) })
    #expect(!difference.contains("FAKE"))
    #expect(file.notes.contains { $0.hint?.contains("purser import") == true })
  }

  @Test func `what a stopped export left goes, though the file is current`() throws {
    let fleet = try ExportFleet(agents: ["alpha"])
    try fleet.run()
    let name = "alpha/agent/.models.json.1-2.purser-tmp"
    let path = try fleet.folder.write("x", to: name)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: path)
    #expect(try fleet.run().plan.writes.isEmpty)
    #expect(!fleet.folder.exists(name))
  }

  @Test func `a link to nothing is not called one out of its folder`() throws {
    let fleet = try ExportFleet(agents: ["alpha"])
    try fleet.folder.makeFolder("alpha/agent")
    try fleet.folder.link("alpha/agent/models.json", to: "gone.json")
    let error = try #require(throws: StoreError.self) { try fleet.run() }
    #expect(error.code == .refused && error.message.contains("a link to nothing"))
  }

  let fleet: ExportFleet

  init() throws { fleet = try ExportFleet(agents: ["alpha", "beta"]) }

  @Test func `one place that cannot be written keeps every file and the trail as they were`()
    throws
  {
    try fleet.folder.write("in the way", to: "beta/agent")
    #expect(throws: SystemError.self) { try fleet.run() }
    #expect(!fleet.folder.exists("alpha"))
    #expect(try fleet.exports() == [])
    #expect(try fleet.plan().files.map(\.state) == [.missing, .refused])
  }

  @Test func `a store that is written to all the time let no export through`() throws {
    for number in 0..<60 { try fleet.addAgent("agent\(number)") }
    let end = Flag()
    let writer = Thread { [store = fleet.store] in
      var round = 0
      while !end.isSet.load(ordering: .relaxed) {
        round += 1
        _ = try? store.write(TemporaryStore.intent("test")) { session in
          var lab = try session.providers.find("lab", at: .defaults)!
          lab.baseURL = "https://lab/\(round)"
          try session.providers.save(lab, at: .defaults)
        }
      }
    }
    writer.start()
    defer { end.isSet.store(true, ordering: .relaxed) }
    for _ in 0..<5 {
      let outcome = try fleet.run()
      #expect(outcome.eventID.map { $0 > outcome.plan.revision } == true)
      #expect(outcome.plan.files.allSatisfy { $0.fault == nil })
    }
  }

  @Test func `a link out of the folder is not written through, one inside is`() throws {
    try fleet.folder.write("{}", to: "outside.json")
    try link("alpha/agent/models.json", to: fleet.folder.path("outside.json"))
    try fleet.folder.write("{}", to: "beta/agent/real.json")
    try link("beta/agent/models.json", to: "real.json")
    #expect(try fleet.plan().files.map(\.state) == [.refused, .neverExported])
    let error = #expect(throws: StoreError.self) { try fleet.run() }
    #expect(error?.code == .refused)
    #expect(try fleet.folder.text("outside.json") == "{}")
    try fleet.run(.init(agents: [fleet.agents[1]]))
    #expect(try fleet.folder.text("beta/agent/real.json").contains("LAB_KEY"))
    let entry = try FileStatus.of(fleet.path("beta"), followLinks: false)
    #expect(entry?.kind == .symbolicLink)
  }

  @Test func `what is no file is refused`() throws {
    try fleet.folder.makeFolder("alpha/agent/models.json")
    let error = #expect(throws: SystemError.self) { try fleet.run() }
    #expect(error?.code == .notARegularFile)
  }

  @Test func `one badly set agent blocked every export, now it is refused alone`() throws {
    try fleet.addAgent("twin", folder: fleet.folder.path("alpha/agent"))
    #expect(try fleet.plan().files.map(\.state) == [.refused, .missing, .refused])
    let outcome = try fleet.run()
    #expect(outcome.plan.files.map(\.state) == [.refused, .missing, .refused])
    #expect(outcome.plan.writes.map(\.agent.text) == ["beta"])
    #expect(!fleet.folder.exists("alpha"))
    let error = #expect(throws: StoreError.self) {
      try fleet.run(.init(agents: [fleet.agents[0], fleet.agents[2]]))
    }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains("'alpha' and 'twin'") == true)
  }

  @Test func `a preview promised what the real run refused`() throws {
    try fleet.folder.write("in the way", to: "beta/agent")
    let error = #expect(throws: SystemError.self) { try fleet.preview() }
    #expect(error?.code == .notAFolder)
    #expect(error?.hint?.contains("'\(fleet.folder.path("beta/agent"))' is no folder") == true)
  }

  @Test func `an agent without a folder is skipped, and an error alone`() throws {
    try fleet.addAgent("nowhere", folder: nil)
    let outcome = try fleet.run()
    #expect(outcome.plan.files.map(\.state) == [.missing, .missing, .skipped])
    let error = #expect(throws: StoreError.self) {
      try fleet.run(.init(agents: [try Agent.ID("nowhere")]))
    }
    #expect(error?.code == .notFound)
    #expect(error?.hint == "purser export --agent nowhere --out DIR")
  }

  @Test(arguments: [
    ("${UNSET_DIR}/h", "names the variable 'UNSET_DIR', which was not set", "Set 'UNSET_DIR'"),
    ("C:\\agents\\h", "'C:\\agents\\h' is none here", "purser agents set nowhere --agent-dir DIR"),
  ])
  func `an agent whose folder is not known here was said to have none`(
    _ folder: String, _ message: String, _ hint: String
  ) throws {
    try fleet.addAgent("nowhere", folder: folder)
    let error = #expect(throws: StoreError.self) {
      try fleet.run(.init(agents: [try Agent.ID("nowhere")]))
    }
    #expect(error?.code == .notFound)
    #expect(error?.message.contains(message) == true)
    #expect(error?.hint?.hasPrefix(hint) == true)
  }

  @Test func `an unknown agent and another revision are refused`() throws {
    #expect(throws: StoreError.self) { try fleet.plan(.init(agents: [Agent.ID("nobody")])) }
    let error = #expect(throws: StoreError.self) {
      try fleet.run(.init(agents: fleet.agents, ifRevision: 99))
    }
    #expect(error?.code == .conflict)
  }

  @Test func `a broken file counts as absent and says so`() throws {
    try fleet.folder.write("{nope", to: "alpha/agent/models.json")
    let file = try fleet.plan().files[0]
    #expect(file.state == .neverExported)
    #expect(file.notes.first?.severity == .warning)
    #expect(file.textDiff().hasPrefix("--- \(fleet.path("alpha"))\n"))
    try fleet.run()
    #expect(try fleet.key("alpha") == "LAB_KEY")
  }

  @Test(arguments: ["\u{FEFF}", "// mine\n"])
  func `a difference was empty where readers stumble over a mark or a comment alone`(
    before: String
  ) throws {
    try fleet.run()
    let file = "alpha/agent/models.json"
    try fleet.folder.write(before + fleet.folder.text(file), to: file)
    let planned = try fleet.plan().files[0]
    #expect(planned.willWrite && planned.state == .edited)
    #expect(planned.differences() == [])
    let changed = planned.textDiff().split(separator: "\n").filter {
      ["-", "+"].contains($0.first) && !$0.hasPrefix("---") && !$0.hasPrefix("+++")
    }
    #expect(changed == ["-(a comment, or what else is no strict JSON)"])
  }

  @Test func `a comment hid what differs beside it`() throws {
    try fleet.run()
    let file = "alpha/agent/models.json"
    let text = try fleet.folder.text(file).replacing("LAB_KEY", with: "sk-FAKE0001planted")
    try fleet.folder.write("// mine\n" + text, to: file)
    let found = try fleet.plan().files[0].differences()
    #expect(found.map(\.path.description) == ["providers.lab.apiKey"])
    #expect(found[0].present?.contains("secret") == true && found[0].expected == "\"LAB_KEY\"")
  }

  @Test func `a file that is too large was said to be wrong in its first line`() throws {
    try fleet.run()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: fleet.path("alpha")))
    try file.truncate(atOffset: 33 << 20)
    try file.close()
    let notes = try fleet.plan().files[0].notes
    #expect(
      notes.map(\.message) == ["The file is too large to be read and counts as absent."])
    try fleet.run()
    #expect(try fleet.key("alpha") == "LAB_KEY")
  }

  @Test func `a record without its file shows as stale and is made good`() throws {
    try fleet.run()
    let old = try fleet.folder.bytes("alpha/agent/models.json")
    try fleet.setEndpoint("https://new")
    try fleet.run()
    // As after a crash between the record and the renames.
    try fleet.folder.write(old, to: "alpha/agent/models.json")
    try Directories.setMode(fleet.path("alpha"), 0o600)
    #expect(try fleet.plan().files.map(\.state) == [.stale, .current])
    try fleet.run()
    #expect(try fleet.folder.text("alpha/agent/models.json").contains("https://new"))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createDirectory(
      atPath: SystemPath.parent(of: fleet.folder.path(name)), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: fleet.folder.path(name), withDestinationPath: target)
  }
}
