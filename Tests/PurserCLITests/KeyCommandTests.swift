import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// `PURSER_KEY_COMMAND` may ask a person, so it runs where the key is needed, and once.
@Suite struct KeyCommandTests {
  let folder: TemporaryFolder
  private var harness: ProgramHarness

  /// A store with an agent, a shared key and a gateway's folder; from now on a command prints the key.
  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    try #require(harness.run("init").exitCode == 0)
    try #require(harness.run("agents add main --agent-dir \(folder.path)/main").exitCode == 0)
    harness.input = "sk-first-0123456789abcdef\n"
    let pasted = harness.run("models auth paste-api-key --provider lab --profile-id lab:a --stdin")
    try #require(pasted.exitCode == 0, "\(pasted)")
    try #require(harness.run("models set openai/gpt-5.2").exitCode == 0)
    try #require(harness.run("export").exitCode == 0)
    let key = folder.path(".config/purser/master.key")
    harness.environment = Environment([
      "HOME": folder.path,
      "PURSER_KEY_COMMAND": "echo run >>'\(folder.path)/runs'; cat '\(key)'",
    ])
  }

  private func runs(of line: String, input: String = "") -> (exitCode: Int32, count: Int) {
    var harness = harness
    harness.input = input
    _ = try? Directories.removeFile(folder.path("runs"))
    let result = harness.run(line)
    let text = (try? folder.text("runs")) ?? ""
    return (result.exitCode, text.split(separator: "\n").count)
  }

  @Test(arguments: [
    ("models set openai/gpt-5 --dry-run", 0), ("models set openai/gpt-5.2", 0),
    ("models set openai/gpt-5 --if-revision 1", 1), ("models set nope/zz", 1),
    ("models auth cooldowns clear --profile lab:a", 0), ("agents add main", 1),
    ("settings unset models.mode", 0),
    ("models auth paste-api-key --provider lab --stdin --if-revision 1", 1),
    ("providers add lab --base-url https://lab.example/v1 --dry-run", 0),
    ("export", 0), ("export --dry-run", 0), ("store migrate", 0),
  ])
  func `a command that prints the key ran for what needs no key`(
    line: String, exitCode: Int32
  ) {
    let (code, count) = runs(of: line, input: "sk-new-0123456789abcdef\n")
    #expect(code == exitCode, "\(line)")
    #expect(count == 0, "\(line)")
  }

  @Test(arguments: [
    "models set openai/gpt-5", "agents add other", "export --mode replace --out /dev/shm/none",
    "models auth paste-api-key --provider lab --profile-id lab:a --stdin",
    "models auth logout lab:a --yes", "agents copy main other",
    "report failure --profile lab:a --status 429 --message slow",
    "providers add lab --base-url https://lab.example/v1",
  ])
  func `a command that prints the key runs once for what needs it`(line: String) {
    let line = line.replacing("/dev/shm/none", with: folder.path("out"))
    let (code, count) = runs(of: line, input: "sk-new-0123456789abcdef\n")
    #expect(code == 0, "\(line)")
    #expect(count == 1, "\(line)")
  }
}
