import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What an export says of a file: why it is written anew, and what of it stays.
struct ExportReasonTests {
  private static let file = "out/coder/models.json"
  let world: SampleWorld

  init() throws {
    world = try SampleWorld()
    #expect(world.run("purser export --agent coder --out ~/out").exitCode == 0)
  }

  private func export(_ options: String) throws -> (text: String, file: JSON) {
    let line = "purser export --agent coder --out ~/out \(options)"
    let document = try JSON.parse(world.run("\(line) --json").output)
    return (world.run(line).output, try #require(document["files"]?[0]))
  }

  /// Writes an endpoint of one's own into the file.
  private func edit() throws {
    let text = try world.folder.text(Self.file)
    let address = try #require(text.firstMatch(of: /"baseUrl": "(.*)"/)).1
    try world.folder.write(
      text.replacing("\"\(address)\"", with: "\"https://mine.example/v1\"", maxReplacements: 1),
      to: Self.file)
    try Directories.setMode(world.folder.path(Self.file), 0o600)
  }

  @Test(arguments: ["--check", "--dry-run"])
  func `only the text said why a file is stale`(option: String) throws {
    let (text, file) = try export("\(option) --dialect dollar")
    #expect(text.contains("stale: written with other options (dialect legacy, now dollar)"))
    #expect(
      file["staleReason"] == [
        "storeHasMoved": false,
        "options": [["option": "dialect", "then": "legacy", "now": "dollar"]],
        "message": "written with other options (dialect legacy, now dollar)",
      ])
    #expect(world.run("purser providers set lab-vllm --base-url http://new.example").exitCode == 0)
    let (later, moved) = try export(option)
    #expect(later.contains("stale: the store has moved on"))
    #expect(moved["staleReason"]?["storeHasMoved"] == true)
    #expect(moved["staleReason"]?["message"] == "the store has moved on")
  }

  @Test func `a file that is not stale has no reason`() throws {
    #expect(try export("--check").file["staleReason"] == nil)
    try edit()
    let (_, file) = try export("--check")
    #expect(file["state"] == "edited")
    #expect(file["staleReason"] == nil)
  }

  @Test func `an edit that was kept was only told where nothing else was written`() throws {
    try edit()
    try world.folder.write(
      try world.folder.text(Self.file).replacing("\"maxTokens\"", with: "\"maxTokens2\""),
      to: Self.file)
    let preview = world.run("purser export --agent coder --out ~/out --dry-run")
    #expect(preview.output.contains("Would write ~/out/coder/models.json"), "\(preview)")
    let result = try JSON.parse(world.run("purser export --agent coder --out ~/out --json").output)
    let differences = try #require(result["files"]?[0]?["differences"]?.array)
    #expect(result["written"] == 1)
    #expect(differences.map { $0["kept"] } == [true])
    #expect(differences[0]["present"] == "\"https://mine.example/v1\"")
    let key = try #require(differences[0]["key"]?.string)
    #expect(preview.output.contains("    \(key): \"https://mine.example/v1\" -> "), "\(preview)")
    #expect(preview.output.contains("(kept by an export)"))
    #expect(try world.folder.text(Self.file).contains("https://mine.example/v1"))
  }

  @Test func `what an earlier export kept is told again when the store moves on`() throws {
    try edit()
    #expect(world.run("purser export --agent coder --out ~/out").exitCode == 0)
    #expect(
      world.run("purser export --agent coder --out ~/out --mode merge --dialect dollar").exitCode
        == 0)
    let (text, file) = try export("--check --dialect legacy")
    let kept = (file["differences"]?.array ?? []).filter { $0["kept"] == true }
    #expect(kept.compactMap { $0["present"]?.string } == ["\"https://mine.example/v1\""])
    #expect(text.contains("https://mine.example/v1"), "\(text)")
  }
}
