import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// `init` and `import` where there is no store, only the beginning of one, or something else.
@Suite struct FirstRunCommandTests {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    try folder.write(#"{agents: {list: [{id: "main"}]}}"#, to: "state/openclaw.json")
    try folder.makeFolder("stores")
  }

  private func importing(_ words: String...) -> RunResult {
    harness.run(words: ["import", folder.path("state")] + words)
  }

  private static let key = ".config/purser/master.key"

  @Test func `an init that refuses because of a store left a new key where the old one was`() throws
  {
    #expect(harness.run("init").exitCode == 0)
    try AtomicFile.move(folder.path(Self.key), to: folder.path(".config/purser/away.key"))
    let result = harness.run("init")
    #expect(result.exitCode == 1 && result.errors.contains("There is a store at"), "\(result)")
    #expect(!folder.exists(Self.key))
  }

  @Test func `an init that refuses another file left a key`() throws {
    try folder.write("hello, this is no database at all", to: "stores/other.db")
    let result = harness.run(words: ["init", "--store", folder.path("stores/other.db")])
    #expect(result.exitCode == 78, "\(result)")
    #expect(!folder.exists(".config"))
    #expect(try Directories.list(folder.path("stores")).map(\.name) == ["other.db"])
  }

  @Test(arguments: [[], ["--dry-run"]])
  func `an import that expects a revision made a store and then refused`(words: [String]) throws {
    let result = harness.run(
      words: ["import", folder.path("state"), "--if-revision", "7"] + words)
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.errors.contains("its revision is '0', not '7'"), "\(result)")
    #expect(result.errors.contains("Hint: Use --if-revision 0"), "\(result)")
    #expect(!folder.exists(".local") && !folder.exists(".config"))
  }

  @Test func `an import that expects no store was refused by the store it had made`() {
    let preview = importing("--if-revision", "0", "--dry-run")
    #expect(preview.exitCode == 0, "\(preview)")
    let first = importing("--if-revision", "0")
    #expect(first.exitCode == 0 && first.errors.contains("Made the store"), "\(first)")
    let second = importing("--if-revision", "0")
    #expect(second.exitCode == 1 && second.errors.contains("has moved on"), "\(second)")
  }

  @Test(arguments: ["empty", "begun"])
  func `a dry run refused what the import itself takes`(state: String) throws {
    let path = folder.path("stores/a.db")
    try folder.write("", to: "stores/a.db")
    if state == "begun" {
      struct Stop: Error {}
      let source = StoreSource.files(clock: harness.clock, environment: harness.environment)
      #expect(throws: Stop.self) {
        _ = try source.create(path, TemporaryStore.intent("init")) { _ in throw Stop() }
      }
    }
    let before = try folder.bytes("stores/a.db")
    let preview = importing("--store", path, "--dry-run")
    #expect(preview.exitCode == 0, "\(preview)")
    #expect(try folder.bytes("stores/a.db") == before)
    #expect(!folder.exists(".config"))
    #expect(importing("--store", path).exitCode == 0)
    #expect(harness.run(words: ["audit", "verify", "--store", path]).exitCode == 0)
  }
}
