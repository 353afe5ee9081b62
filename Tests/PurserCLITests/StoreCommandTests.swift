import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct StoreCommandTests {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
  }

  @Test func `init makes store and key and says where they are`() throws {
    #expect(
      harness.run("init")
        == RunResult(
          exitCode: 0,
          output: """
            Store         : ~/.local/share/purser/purser.db
            Key           : ~/.config/purser/master.key (new; keep a copy)

            Next: purser import DIR

            """))
    #expect(try FileStatus.of(folder.path(".config/purser/master.key"))?.mode == 0o600)
    #expect(try FileStatus.of(folder.path(".local/share/purser/purser.db"))?.mode == 0o600)
    #expect(try FileStatus.of(folder.path(".local/share/purser"))?.mode == 0o700)
  }

  @Test func `a second init changes nothing and says so`() {
    _ = harness.run("init")
    let again = harness.run("init")
    #expect(again.exitCode == 1)
    #expect(again.errors.contains("There is a store at"))
    #expect(again.errors.contains("Hint: purser store info"))
  }

  @Test func `without a store every question names the next step`() {
    let result = harness.run("store info")
    #expect(result.exitCode == 78)
    #expect(result.errors.contains("Hint: purser init"))
    #expect(harness.run("store info --json").errors.contains("\"code\": \"not_set_up\""))
  }

  @Test func `info tells what is in the store`() throws {
    _ = harness.run("init")
    let json = harness.run("store --json").output
    #expect(json.contains("\"schemaVersion\": \(Store.schemaVersion)"))
    #expect(json.contains("\"agents\": 0"))
    #expect(harness.run("store info").output.contains("Store         : ~/.local/share/purser"))
  }

  @Test func `a file of something else is refused`() throws {
    try folder.write("hello, this is no database at all, but long enough to be one", to: "x.db")
    let result = harness.run("store info --store \(folder.path("x.db"))")
    #expect(result.exitCode == 78)
    #expect(result.errors.contains("is not a Purser store."))
  }

  @Test func `the schema is printed without a store`() {
    let result = harness.run("store schema")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("CREATE TABLE"))
    #expect(FileReader.isEmpty(folder.path))
  }

  @Test func `a store of this version needs no migration`() {
    _ = harness.run("init")
    #expect(
      harness.run("store migrate").output
        == "The schema is up to date: \(Store.schemaVersion)\n")
  }
}

extension FileReader {
  fileprivate static func isEmpty(_ folder: String) -> Bool {
    (try? Directories.list(folder).isEmpty) == true
  }
}
