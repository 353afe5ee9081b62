import Foundation
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Synchronization
import SystemKit
import Testing

private let mine =
  #"{"providers": {"mine": {"baseUrl": "http://m", "apiKey": "M_KEY", "api": "openai-completions", "models": []}}}"#

/// What happens to a file between the moment an export reads it and the moment it is replaced.
struct ExportMeanwhileTests {
  /// Something that happens once, when the next event is sealed: after the files were looked at for the last time together.
  private final class Meanwhile: Sendable {
    private let action = Mutex<(@Sendable () throws -> Void)?>(nil)

    func happen(_ action: @escaping @Sendable () throws -> Void) {
      self.action.withLock { $0 = action }
    }

    /// The digest of the tests, which is asked for before each commit.
    var digest: StoreDigest {
      StoreDigest { bytes in
        let action = self.action.withLock { action in
          defer { action = nil }
          return action
        }
        try? action?()
        return "sum:\(bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xffff_ffff })"
      }
    }
  }

  private func providers(_ fleet: ExportFleet, _ agent: String) throws -> [String] {
    try JSON.parse(fleet.folder.text("\(agent)/agent/models.json"))["providers"]?.object?.keys
      .sorted() ?? []
  }

  @Test func `what was written into a file while an export waited was overwritten`() throws {
    let stored = try TemporaryStore(.file)
    let fleet = try ExportFleet(agents: ["alpha", "beta"], stored: stored)
    try fleet.run()
    try fleet.setEndpoint("https://new")
    let other = try stored.reopen()
    let (isHeld, isEdited) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let writer = Thread { [folder = fleet.folder] in
      _ = try? other.write(TemporaryStore.intent("test")) { _ in
        isHeld.signal()
        // The export has read the file by then, and waits for this write.
        usleep(500_000)
        try folder.write(mine, to: "alpha/agent/models.json")
      }
      isEdited.signal()
    }
    writer.start()
    isHeld.wait()
    let outcome = try fleet.run()
    isEdited.wait()
    #expect(try providers(fleet, "alpha") == ["lab", "mine"])
    #expect(try fleet.folder.text("alpha/agent/models.json").contains("https://new"))
    #expect(outcome.plan.files.map(\.state) == [.edited, .stale])
    #expect(try fleet.plan().files.map(\.hasDrift) == [false, false])
  }

  @Test func `files were written, and only that the mode of another could not be set was said`()
    throws
  {
    let meanwhile = Meanwhile()
    let fleet = try ExportFleet(
      agents: ["alpha", "beta"], stored: TemporaryStore(digest: meanwhile.digest))
    try fleet.run()
    try Directories.setMode(fleet.path("alpha"), 0o644)
    try FileManager.default.removeItem(atPath: fleet.path("beta"))
    meanwhile.happen { [path = fleet.path("alpha")] in
      try FileManager.default.removeItem(atPath: path)
    }
    let outcome = try fleet.run()
    #expect(outcome.narrowed == [])
    #expect(outcome.plan.files.map { $0.fault != nil } == [true, false])
    #expect(outcome.eventID != nil)
    #expect(fleet.folder.exists("beta/agent/models.json"))
  }

  @Test(arguments: [nil, mine])
  func `a file changed in the last moment was overwritten, and nothing said so`(_ before: String?)
    throws
  {
    let meanwhile = Meanwhile()
    let stored = try TemporaryStore(digest: meanwhile.digest)
    let fleet = try ExportFleet(agents: ["alpha", "beta"], stored: stored)
    if let before { try fleet.folder.write(before, to: "alpha/agent/models.json") }
    let edited = mine + "\n"
    meanwhile.happen { [folder = fleet.folder] in
      try folder.write(edited, to: "alpha/agent/models.json")
    }
    let outcome = try fleet.run()
    #expect(outcome.plan.files.map(\.state) == [.refused, .missing])
    let fault = try #require(outcome.plan.files[0].fault as? StoreError)
    #expect(fault.code == .conflict && fault.hint == "purser export --agent alpha")
    #expect(try fleet.folder.text("alpha/agent/models.json") == edited)
    #expect(try fleet.key("beta") == "LAB_KEY")
    // Nothing was exported to it, so nothing was changed since.
    #expect(try fleet.plan().files.map(\.state) == [.neverExported, .current])
    #expect(try fleet.exports().map(\.agent) == ["beta"])
    let revisions = try fleet.store.read { try $0.exportFiles.latestRevisions() }
    #expect(revisions.keys.map { $0 } == [fleet.path("beta")])
    let again = try fleet.run()
    #expect(again.plan.writes.map(\.agent.text) == ["alpha"])
    #expect(try providers(fleet, "alpha") == ["lab", "mine"])
    #expect(try fleet.plan().files.map(\.state) == [.current, .current])
    #expect(try fleet.store.verifyTrail().faults == [])
  }

  @Test func `an export stopped at the first file that could not be replaced`() throws {
    let meanwhile = Meanwhile()
    let stored = try TemporaryStore(digest: meanwhile.digest)
    let fleet = try ExportFleet(agents: ["alpha", "beta", "gamma"], stored: stored)
    try fleet.run(.init(agents: [fleet.agents[2]]))
    try fleet.setEndpoint("https://new")
    meanwhile.happen { [folder = fleet.folder] in
      try folder.remove("beta")
      try folder.write(mine, to: "gamma/agent/models.json")
    }
    let outcome = try fleet.run()
    #expect(outcome.plan.files.map(\.state) == [.missing, .refused, .refused])
    #expect(outcome.plan.writes.map(\.agent.text) == ["alpha"])
    let fault = try #require(outcome.plan.files[1].fault as? SystemError)
    #expect(fault.code == .notFound && fault.subject == fleet.path("beta"))
    #expect(try fleet.key("alpha") == "LAB_KEY")
    let event = try #require(outcome.eventID)
    let commands = try fleet.store.read { try $0.trail.events().map(\.intent.command) }
    #expect(commands.contains("export (2 files of event \(event) not replaced)"))
    // The older export of the third counts again; somebody changed the file since that.
    #expect(try fleet.plan().files.map(\.state) == [.current, .missing, .edited])
    try fleet.run()
    #expect(try fleet.plan().files.map(\.hasDrift) == [false, false, false])
  }

  @Test func `the only file of an export that is left alone is an error`() throws {
    let meanwhile = Meanwhile()
    let stored = try TemporaryStore(digest: meanwhile.digest)
    let fleet = try ExportFleet(agents: ["alpha"], stored: stored)
    meanwhile.happen { [folder = fleet.folder] in
      try folder.write(mine, to: "alpha/agent/models.json")
    }
    var request = ExportModels.Request(agents: fleet.agents)
    request.includesSecrets = true
    request.dialect = .dollar
    let error = try #require(throws: StoreError.self) { try fleet.run(request) }
    #expect(error.code == .conflict)
    #expect(error.hint == "purser export --agent alpha --dialect dollar --secrets")
  }
}
