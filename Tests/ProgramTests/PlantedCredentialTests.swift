import Foundation
import PurserTestSupport
import Testing

/// Secrets of every type of profile, in by every door, are nowhere but sealed.
@Suite struct PlantedCredentialTests {
  private static let word = "PLANTED"
  // Long enough that its first and last eight characters, which people see, are other words.
  private static func secret(_ name: String) -> String { "sk-first-\(word)-\(name)-the-last1" }

  /// Every way in: the command, and what its standard input has.
  private static let doors: [(words: String, input: String)] = [
    ("models auth paste-api-key --provider acme --profile-id acme:stdin --stdin", secret("stdin")),
    ("models auth paste-api-key --provider acme --profile-id acme:env --from-env GIVEN", ""),
    ("models auth paste-api-key --provider acme --profile-id acme:file --from-file given", ""),
    (
      "models auth paste-token --provider lab --profile-id lab:t --expires-in 2d --stdin",
      secret("token")
    ),
    (
      "models auth paste-api-key --provider openai --profile-id openai:a --agent main --stdin",
      secret("own")
    ),
  ]

  /// Everything that shows or moves credentials, in all three forms.
  private static let commands = [
    "models auth list", "models auth list --all-agents", "models auth order get --provider acme",
    "models auth order set --provider acme acme:env acme:stdin", "models status",
    "models status --check", "models status --all-agents --check", "models resolve",
    "models resolve --model acme/m1", "models explain acme/m1", "models auth history",
    "report failure --agent main --profile acme:stdin --model acme/m1 --status 401 --message -",
    "report failure --agent main --profile acme:env --model acme/m1 --status 429 --message -",
    "models auth cooldowns list", "models auth cooldowns explain",
    "models auth cooldowns clear --profile acme:env --dry-run", "audit log", "audit verify",
    "models auth logout --profile-id acme:file --dry-run", "probes list", "probes stats",
    "store rekey --dry-run", "export --all-agents", "export --all-agents --diff",
    "models auth paste-api-key --provider acme --profile-id acme:bad --from-file nowhere",
    "models auth paste-api-key --provider acme sk-first-PLANTED-as-an-argument-0123456789",
    "models auth add sk-first-PLANTED-as-a-word-0123456789",
  ]

  private func world() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    world.runner.folder = world.folder.path
    world.runner.environment["GIVEN"] = Self.secret("env")
    try world.folder.write(Self.secret("file"), to: "given")
    try world.folder.write(
      """
      {"version": 1, "profiles": {
        "codex:me": {"type": "oauth", "provider": "openai-codex", "access": "\(Self.secret("access"))",
          "refresh": "\(Self.secret("refresh"))", "expires": 1893456000000, "accountId": "acc"},
        "acme:imported": {"type": "api_key", "provider": "acme", "key": "\(Self.secret("imported"))"}}}
      """, to: "fleet/agents/main/agent/auth-profiles.json")
    try world.folder.write(
      """
      { models: { providers: { acme: { baseUrl: 'http://127.0.0.1:9/v1', api: 'openai-completions',
          models: [{ id: 'm1', name: 'M1' }] } } },
        agents: { defaults: { model: 'acme/m1' }, list: [{ id: 'main', default: true }] } }
      """, to: "fleet/openclaw.json")
    try world.succeed("init")
    try world.succeed("import", "fleet")
    for door in Self.doors {
      let result = try world.runner.run(
        door.words.split(separator: " ").map(String.init), input: door.input)
      try #require(result.exitCode == 0, "\(door.words): \(result)")
      #expect(!(result.output + result.errors).contains(Self.word), "\(door.words)")
    }
    return world
  }

  private func places(_ world: FleetWorld) throws -> [String] {
    let word = Data(Self.word.utf8)
    return try world.files().filter { Data($0.value).firstRange(of: word) != nil }.keys.sorted()
  }

  @Test func `of a profile no secret is in an output, an error, a row, a journal or a file`() throws
  {
    let world = try world()
    let sources = ["fleet/agents/main/agent/auth-profiles.json", "given"]
    #expect(try places(world) == sources)
    for form in [[], ["--json"], ["--plain"]] {
      for command in Self.commands {
        let words = command.split(separator: " ").map(String.init) + form
        // What runtimes report may repeat a key: it is not kept.
        let result = try world.runner.run(
          words, input: "Incorrect API key provided: \(Self.secret("stdin"))")
        #expect(!(result.output + result.errors).contains(Self.word), "\(words): \(result)")
        #expect(result.signal == nil && result.exitCode != 70, "\(words): \(result)")
      }
    }
    #expect(try places(world) == sources)
    let result = try world.shell(
      """
      hold "SELECT count(*) FROM agent"
      printf '%s' '\(Self.secret("late"))' > late
      "$PURSER" models auth paste-api-key --provider acme --profile-id acme:late --from-file late >/dev/null 9>&-
      rm late
      test -s "$STORE-wal" || echo "no log"
      sqlite3 "$STORE" "VACUUM INTO 'copy.db'" ".backup backup.db" .dump > dump.sql
      grep -c PLANTED "$STORE" "$STORE-wal" "$STORE-shm" copy.db backup.db dump.sql | grep -v ':0$'
      release
      """)
    #expect(result.output == "" && result.errors == "", "\(result)")
    try world.expectSound()
  }

  @Test func `handing out prints the one secret and nothing else keeps it`() throws {
    let world = try world()
    let result = try world.purser(
      "models", "resolve", "--model", "acme/m1", "--with-credential", "--plain")
    #expect(result.exitCode == 0 && result.output.hasPrefix("sk-first-PLANTED-"))
    #expect(result.output.split(separator: "\n").count == 1)
    #expect(try places(world) == ["fleet/agents/main/agent/auth-profiles.json", "given"])
    #expect(try !world.succeed("models", "auth", "history", "--json").contains(Self.word))
    #expect(try !world.succeed("audit", "log", "--json").contains(Self.word))
  }

  /// Whether a crash writes a plain file here at all.
  private static let coresAreFiles =
    (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8))
    .map { !$0.hasPrefix("|") && !$0.hasPrefix("/") } ?? false

  @Test(.enabled(if: coresAreFiles, "a program takes the core files of this machine"))
  func `a crash leaves no core file`() throws {
    let world = try world()
    let result = try world.shell(
      """
      ulimit -c unlimited 2>/dev/null || { echo "no core files here"; exit 0; }
      mkfifo waiting; exec 9<>waiting
      # Without the reports of crashes that a toolchain adds, which read on after the signal.
      SWIFT_BACKTRACE=enable=no "$PURSER" models auth paste-api-key --provider acme \\
        --profile-id acme:crash --stdin <waiting >/dev/null 2>&1 9>&- &
      child=$!
      printf 'sk-first-PLANTED-in-a-crash-the-last1' >&9
      sleep 1
      kill -SEGV $child
      wait $child 2>/dev/null
      ls | grep -c '^core' | grep -v '^0$' && echo "left by purser"
      true
      """)
    #expect(!result.output.contains("left by purser"), "\(result)")
  }

  @Test func `the process list shows no secret and no environment to others`() throws {
    let world = try world()
    let result = try world.shell(
      """
      mkfifo waiting; exec 9<>waiting
      "$PURSER" models auth paste-api-key --provider acme --profile-id acme:p --stdin <waiting >/dev/null 9>&- &
      child=$!
      printf 'sk-first-PLANTED-in-a-pipe-the-last1' >&9
      sleep 1
      tr '\\0' ' ' </proc/$child/cmdline | grep -c PLANTED
      stat -c %U "/proc/$child/environ"
      exec 9>&-
      kill $child; wait $child 2>/dev/null
      true
      """)
    // Whoever is not root cannot read what root owns.
    #expect(result.output == "0\nroot\n", "\(result)")
  }
}
