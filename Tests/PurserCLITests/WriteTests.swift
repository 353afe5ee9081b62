import JSONKit
import PurserDomain
import PurserStore
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct WriteTests {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    _ = harness.run("init")
  }

  private func setMode(_ value: String, _ options: WriteOptions) throws -> WriteView {
    let context = harness.context(words: ["settings", "set", "models.mode", value])
    let written = try context.write(options) { session in
      try session.settings.set("models.mode", to: value, at: .defaults)
    }
    return WriteView(written, in: context, lines: ["models.mode: \(value)"])
  }

  @Test func `a dry run shows what would change and changes nothing`() throws {
    let view = try setMode("replace", WriteOptions(dryRun: true))
    #expect(
      view.text.plainText == """
        Dry run: 1 row would change in ~/.local/share/purser/purser.db
        + setting ["*","models.mode"] (*)
            scope_id: *
            key: models.mode
            value: replace
        models.mode: replace

        """)
    #expect(view.json["dryRun"] == true)
    #expect(view.json["event"] == .null)
    let value = try harness.context().read { session in
      try session.settings.value("models.mode", at: .defaults)
    }
    #expect(value == nil)
  }

  @Test func `a write has an event with the words of the command`() throws {
    let view = try setMode("replace", WriteOptions())
    #expect(
      view.text.plainText
        == "Updated ~/.local/share/purser/purser.db\nmodels.mode: replace\n")
    let event = try #require(view.json["event"]?.int64)
    let intent = try harness.context().read { try $0.trail.require(event).intent }
    #expect(intent.command == "settings set models.mode replace")
    #expect(intent.actor == "lee")
    #expect(intent.host == "ship")
    #expect(view.json["changes"]?[0]?["operation"] == "insert")
  }

  @Test func `a recorded word with stars at its end was left to the shell to read`() {
    let context = harness.context(words: ["settings", "set", "$(id)***", "--key", "***", "a***"])
    #expect(context.intent().command == "settings set '$(id)***' --key *** a***")
  }

  @Test func `a write that changes nothing says so`() throws {
    _ = try setMode("replace", WriteOptions())
    let view = try setMode("replace", WriteOptions())
    #expect(view.text.lines.first == "No change in ~/.local/share/purser/purser.db")
    #expect(view.json["event"] == .null)
  }

  @Test func `a store that has moved on refuses a conditional write`() throws {
    let revision = try harness.context().read { try $0.revision() }
    _ = try setMode("replace", WriteOptions(ifRevision: revision))
    let error = try #require(throws: StoreError.self) {
      try setMode("merge", WriteOptions(ifRevision: revision))
    }
    #expect(error.code == .conflict)
  }
}
