import Foundation
import PurserTestSupport
import Testing

/// The store's bad days: each gives one clear error with a next step and the right exit code, and
/// changes nothing.
@Suite struct StoreFaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    /// A script of `sh` that makes the fault in a world with an imported store.
    var script: String
    var exitCode: Int32
    var code: String
    /// Whether commands that only read meet it too.
    var hindersReading = true
    var environment: [String: String] = [:]
    var testDescription: String { name }
  }

  private static let faults = [
    Fault(
      name: "a text file", script: #"echo hello > "$STORE""#, exitCode: 78, code: "foreign"),
    Fault(
      name: "another program's database",
      script: #"rm "$STORE"; sqlite3 "$STORE" 'CREATE TABLE t (a)'"#,
      exitCode: 78, code: "foreign"),
    Fault(
      name: "a newer schema", script: #"sqlite3 "$STORE" 'PRAGMA user_version = 99'"#,
      exitCode: 78, code: "newer_schema"),
    Fault(
      name: "an older schema", script: #"sqlite3 "$STORE" 'PRAGMA user_version = 1'"#,
      exitCode: 78, code: "older_schema"),
    Fault(name: "an empty file", script: #": > "$STORE""#, exitCode: 78, code: "not_set_up"),
    Fault(name: "no file", script: #"rm "$STORE""#, exitCode: 78, code: "not_set_up"),
    Fault(
      name: "a folder", script: #"rm "$STORE"; mkdir "$STORE""#, exitCode: 69, code: "unavailable"),
    Fault(
      name: "a link to nothing", script: #"rm "$STORE"; ln -s /nowhere/s.db "$STORE""#,
      exitCode: 69, code: "unavailable"),
    Fault(
      name: "a link to itself", script: #"rm "$STORE"; ln -s "$STORE" "$STORE""#, exitCode: 69,
      code: "unavailable"),
    Fault(
      name: "a pipe in the place of its journal", script: #"mkfifo "$STORE-journal""#,
      exitCode: 69, code: "unavailable"),
    Fault(
      name: "a damaged format number",
      script: #"printf '\172' | dd of="$STORE" bs=1 seek=47 conv=notrunc 2>/dev/null"#,
      exitCode: 65, code: "corrupt"),
    Fault(
      name: "corrupt pages",
      script: """
        for page in 1 2 3 5 8 13 21 30; do
          dd if=/dev/zero of="$STORE" bs=4096 seek=$page count=1 conv=notrunc 2>/dev/null
        done
        """, exitCode: 65, code: "corrupt"),
    Fault(
      name: "a truncated file", script: #"truncate -s 90000 "$STORE""#, exitCode: 65,
      code: "corrupt"),
    Fault(
      name: "a file cut off in its header", script: #"truncate -s 60 "$STORE""#, exitCode: 65,
      code: "corrupt"),
    Fault(
      name: "another key",
      script: "head -c 32 /dev/urandom | base64 > other.key; chmod 600 other.key",
      exitCode: 77, code: "permission", hindersReading: false,
      environment: ["PURSER_KEY_FILE": "other.key"]),
    Fault(
      name: "a key that is none", script: "echo nonsense > other.key; chmod 600 other.key",
      exitCode: 65, code: "invalid", hindersReading: false,
      environment: ["PURSER_KEY_FILE": "other.key"]),
    Fault(
      name: "no key", script: #"rm home/.config/purser/master.key"#, exitCode: 78,
      code: "not_set_up", hindersReading: false),
    Fault(
      name: "a key that others may read", script: #"chmod 644 home/.config/purser/master.key"#,
      exitCode: 77, code: "permission", hindersReading: false),
  ]

  @Test func `a file of a far year ended every command`() throws {
    let world = try FleetWorld.imported()
    let touched = try world.shell(
      #"touch -d 2300-01-01 "$STORE" home/.config/purser/master.key fleet/openclaw.json"#)
    #expect(touched.exitCode == 0, "\(touched)")
    try world.succeed("models", "list")
    try world.succeed("import", world.fleet)
    try world.expectSound()
  }

  @Test(arguments: faults)
  func `each fault of the store is told with its next step and changes nothing`(fault: Fault) throws
  {
    let world = try FleetWorld.imported()
    world.runner.folder = world.folder.path
    #expect(try world.shell(fault.script).exitCode == 0)
    world.runner.environment.merge(fault.environment) { _, new in new }
    let before = try state(of: world)
    let writing = [
      ["agents", "set", "main", "--name", "New"],
      ["models", "set", "openai/gpt-5.2", "--all-agents"],
      ["export", "--all-agents"], ["audit", "verify"],
    ]
    let reading = [
      ["agents"], ["models", "status"], ["audit", "log"], ["settings"],
      ["export", "--all-agents", "--check"],
    ]
    for words in writing + (fault.hindersReading ? reading : []) {
      let result = try world.purser(words + ["--json"])
      #expect(result.exitCode == fault.exitCode, "\(words): \(result)")
      #expect(result.output == "", "\(words): \(result)")
      let error = try JSONDecoder().decode([String: ErrorBody].self, from: Data(result.errors.utf8))
      #expect(error["error"]?.code == fault.code, "\(words): \(result)")
      #expect(error["error"]?.hint?.isEmpty == false, "\(words): \(result)")
      #expect(try state(of: world) == before, "\(words)")
    }
    if !fault.hindersReading {
      for words in reading {
        #expect([0, 1].contains(try world.purser(words).exitCode), "\(words)")
      }
    }
  }

  @Test
  func `a change that is stored was to be made again because its answer could not be written`()
    throws
  {
    let world = try FleetWorld.imported()
    let result = try world.shell(#""$PURSER" agents add fresh >/dev/full"#)
    #expect(result.exitCode == 74, "\(result)")
    #expect(result.errors.contains("What was asked for is done"), "\(result)")
    #expect(try world.purser(["agents", "show", "fresh"]).exitCode == 0)
    let preview = try world.shell(#""$PURSER" agents add other --dry-run >/dev/full"#)
    #expect(preview.exitCode == 74 && !preview.errors.contains("is done"), "\(preview)")
    let reading = try world.shell(#""$PURSER" agents >/dev/full"#)
    #expect(reading.exitCode == 74 && !reading.errors.contains("is done"), "\(reading)")
  }

  @Test func `a column of another name was a fault of the program and not of the store`() throws {
    let world = try FleetWorld.imported()
    let script = """
      sqlite3 "$STORE" "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'workspace_dir', 'workspace_dis') WHERE name = 'agent'"
      """
    #expect(try world.shell(script).exitCode == 0)
    for words in [["agents"], ["models", "status"], ["agents", "set", "main", "--name", "New"]] {
      let result = try world.purser(words + ["--json"])
      #expect(result.exitCode == 65, "\(words): \(result)")
      let error = try JSONDecoder().decode([String: ErrorBody].self, from: Data(result.errors.utf8))
      #expect(error["error"]?.code == "corrupt", "\(words): \(result)")
      #expect(error["error"]?.hint?.contains("purser audit verify") == true, "\(words): \(result)")
    }
  }

  /// All files but those that a reader makes beside the store and that hold nothing.
  private func state(of world: FleetWorld) throws -> [String: [UInt8]] {
    try world.files().filter {
      !$0.key.hasSuffix("-shm") && !($0.key.hasSuffix("-wal") && $0.value.isEmpty)
    }
  }

  private struct ErrorBody: Decodable {
    var code: String
    var hint: String?
  }

  @Test func `reading changes no byte of the store, not even after a crash`() throws {
    let world = try FleetWorld.imported()
    let pristine = try world.folder.bytes(FleetWorld.storeName)
    let commands = [
      ["agents"], ["models", "status"], ["models", "list", "--all"], ["audit", "log"],
      ["audit", "verify"], ["settings"], ["store", "info"], ["export", "--all-agents", "--check"],
      ["export", "--all-agents", "--diff"], ["export", "--all-agents", "--dry-run"],
    ]
    for words in commands {
      _ = try world.purser(words)
      #expect(try world.folder.bytes(FleetWorld.storeName) == pristine, "\(words)")
    }
    // What a killed writer leaves: changes that stand in the write-ahead log only.
    let crashed = try world.shell(
      """
      hold "SELECT count(*) FROM agent"
      "$PURSER" agents set main --name Logged >/dev/null 9>&-
      crash
      test -s "$STORE-wal"
      """)
    #expect(crashed.exitCode == 0, "\(crashed)")
    for words in commands {
      _ = try world.purser(words)
      #expect(try world.folder.bytes(FleetWorld.storeName) == pristine, "\(words)")
    }
    #expect(try world.succeed("agents", "show", "main").contains("Logged"))
    try world.expectSound()
  }

  @Test func `init where no file can be made does not send people back to init`() throws {
    let world = try FleetWorld(examples: false)
    let result = try world.purser("init", "--store", "/proc/purser.db")
    #expect(result.exitCode == 69, "\(result)")
    #expect(!result.errors.contains("Hint: purser init"), "\(result)")
  }

  @Test func `init over an empty file that was there left the store open to others`() throws {
    let world = try FleetWorld(examples: false)
    let result = try world.shell(
      """
      umask 022
      : > s.db
      "$PURSER" --store s.db init && "$PURSER" --store s.db agents add main
      stat -c %a s.db
      """)
    #expect(result.output.hasSuffix("\n600\n"), "\(result)")
  }

  @Test func `a store that is a link to nothing was said to be made by init`() throws {
    let world = try FleetWorld(examples: false)
    let result = try world.shell(
      """
      ln -s /nowhere/s.db link.db
      for option in "" --dry-run; do "$PURSER" --store link.db init $option; echo $?; done
      """)
    #expect(result.output == "69\n69\n", "\(result)")
    #expect(result.errors.contains("a link that leads to nothing"), "\(result)")
    #expect(!result.errors.contains("Hint: purser init"), "\(result)")
  }

  @Test func `where nothing more can be stored a store can still be read`() throws {
    let world = try FleetWorld.imported()
    // As on a full disk: SQLite cannot make what it keeps beside the file.
    let read = try world.shell(
      """
      for words in agents "models status" "audit verify"; do
        (ulimit -f 1; "$PURSER" $words 2>&1 || echo "exit $?") | cat
      done
      """)
    #expect(read.exitCode == 0 && read.errors == "", "\(read)")
    #expect(read.output.contains("research") && read.output.contains("is sound"), "\(read)")
    #expect(!read.output.contains("Hint: ") && !read.output.contains("exit "), "\(read)")
    let write = try world.shell(#"ulimit -f 1; "$PURSER" agents set main --name x"#)
    #expect(write.exitCode == 74, "\(write)")
    #expect(write.errors.contains("No space is left"), "\(write)")
    try world.expectSound()
  }

  @Test func `a limit on the size of files is told and does not end the program`() throws {
    let world = try FleetWorld.imported()
    let events = try world.eventCount()
    let files = try world.files(below: "fleet")
    for words in ["export --all-agents", "agents set main --name x", "import fleet"] {
      // Long words, so that the write needs more than the limit has left.
      let result = try world.shell(
        """
        truncate -s 400000 fleet/agents/pad; rm fleet/agents/pad
        ulimit -f 1; "$PURSER" \(words) --reason "$(head -c 60000 /dev/zero | tr '\\0' x)"
        """)
      if words == "import fleet" { continue }
      #expect(result.exitCode == 74, "\(words): \(result)")
      #expect(result.errors.contains("Hint: "), "\(words): \(result)")
    }
    #expect(try world.eventCount() == events)
    #expect(try world.files(below: "fleet") == files)
    try world.expectSound()
  }
}
