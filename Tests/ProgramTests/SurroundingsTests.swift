import Foundation
import PurserTestSupport
import Testing

/// The process and what it is started in.
@Suite struct SurroundingsTests {
  @Test func `a binary that was moved works as before`() throws {
    let world = try FleetWorld.imported()
    let expected = try world.succeed("models", "status")
    try world.folder.copy(world.runner.program, to: "elsewhere/other-name")
    try #require(world.shell("chmod 755 elsewhere/other-name").exitCode == 0)
    world.runner.program = world.folder.path("elsewhere/other-name")
    world.runner.folder = "/"
    #expect(try world.succeed("models", "status") == expected)
    #expect(try world.succeed("help", "import").contains("USAGE: purser import"))
  }

  @Test func `a reader that stops early is no failure`() throws {
    let world = try FleetWorld.imported()
    for _ in 0..<60 { try world.succeed("agents", "set", "main", "--name", UUID().uuidString) }
    let result = try world.shell(
      #"{ "$PURSER" audit log --limit 0 --json; echo "exit $?" >&2; } | head -1"#)
    #expect(result.output == "{\n" || result.output == "[\n", "\(result)")
    #expect(result.errors == "exit 0\n", "\(result)")
    let closed = try world.runner.run(["audit", "log"], output: .closedPipe)
    #expect(closed.exitCode == 0 && closed.errors == "", "\(closed)")
  }

  @Test func `a full disk behind standard output is a failure`() throws {
    let world = try FleetWorld.imported()
    let result = try world.runner.run(["agents"], output: .file("/dev/full"))
    #expect(result.exitCode == 74 && result.errors.contains("Hint: "), "\(result)")
  }

  @Test func `an empty environment is enough`() throws {
    let world = try FleetWorld.imported()
    world.runner.environment = [:]
    #expect(try world.succeed("store", "path").hasPrefix("/"))
    #expect(
      try world.succeed("--store", world.store, "models", "status").contains("Default"))
    let path = world.folder.path("none.db")
    let none = try world.purser("--store", path, "agents")
    #expect(none.exitCode == 78, "\(none)")
    #expect(none.errors.contains("Hint: purser --store \(path) init"), "\(none)")
  }

  @Test(arguments: [
    "report batch", "report failure --profile openai:x --message -", "usage record",
    "models catalog import -", "providers add x --key-stdin", "providers add x --models-file -",
    "models auth paste-token --stdin --provider openai",
    "models auth paste-api-key --from-fd 0 --provider openai",
    "models auth paste-api-key --from-fd 9 --provider openai",
  ])
  func `a closed input counted as an empty one`(line: String) throws {
    let world = try FleetWorld.imported()
    let result = try world.shell("\"$PURSER\" \(line) <&-; echo \"exit $?\"")
    #expect(result.output == "exit 74\n", "\(result)")
    #expect(result.errors.contains("is closed, or not open for reading."), "\(result)")
    #expect(result.errors.contains("Hint: "), "\(result)")
  }

  @Test func `no file takes the place of a closed stream`() throws {
    let world = try FleetWorld.imported()
    let result = try world.shell(
      #""$PURSER" export --all-agents --out out --json <&- >&- 2>&-; echo "exit $?""#)
    #expect(result.output == "exit 74\n", "\(result)")
    for agent in try FileManager.default.contentsOfDirectory(atPath: world.folder.path("out")) {
      let text = try String(
        decoding: world.folder.bytes("out/\(agent)/models.json"), as: UTF8.self)
      #expect(text.hasPrefix("{\n  \"providers\""), "\(text)")
    }
    try world.expectSound()
  }

  @Test func `closed streams are told apart from a closed pipe`() throws {
    let world = try FleetWorld.imported()
    let result = try world.shell(#""$PURSER" agents >&-; echo "exit $?""#)
    #expect(result.output == "exit 74\n", "\(result)")
    // With nobody to tell, and nothing to read: the change is made all the same.
    let silent = try world.shell(
      #""$PURSER" --quiet agents set main --name Silent <&- 2>&- >/dev/null; echo "exit $?""#)
    #expect(silent.output == "exit 0\n", "\(silent)")
    #expect(try world.sqlite("SELECT name FROM agent WHERE id = 'main'") == "Silent")
    try world.expectSound()
  }

  @Test(arguments: [
    #""$PURSER" export --all-agents --out $'out\xff'"#, #""$PURSER" --store $'x\xff.db' init"#,
    #"PURSER_STORE=$'x\xff.db' "$PURSER" init"#, #"HOME=$'/tmp/\xc3' "$PURSER" agents"#,
    "\"$PURSER\" agents add 'a\u{FFFD}b'",
  ])
  func `bytes that are no text named another place`(line: String) throws {
    let world = try FleetWorld.imported()
    let before = try FileManager.default.subpathsOfDirectory(atPath: world.folder.path).sorted()
    let result = try world.shell("exec bash -c \(line.shellQuoted)")
    #expect(result.exitCode == 64 && result.output == "", "\(result)")
    #expect(
      result.errors.contains("holds U+FFFD, which stands for bytes that are no UTF-8."),
      "\(result)")
    #expect(result.errors.contains("Hint: "), "\(result)")
    let after = try FileManager.default.subpathsOfDirectory(atPath: world.folder.path).sorted()
    #expect(after == before)
  }

  @Test func `a report was refused since its provider had told half a character`() throws {
    let world = try FleetWorld.imported()
    let profile = try world.sqlite("SELECT id FROM auth_profile WHERE scope_id = '*' LIMIT 1")
    let line =
      "\"$PURSER\" report failure --profile \(profile.shellQuoted) --status 429 --message $'slow \\xff down'"
    let result = try world.shell("exec bash -c \(line.shellQuoted)")
    #expect(result.exitCode == 0, "\(result)")
    let history = try world.succeed("models", "auth", "history", "--kind", "failed")
    #expect(history.contains("slow \u{FFFD} down"), "\(history)")
  }
}

extension String {
  /// In single quotes of a shell.
  fileprivate var shellQuoted: String {
    "'" + replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
