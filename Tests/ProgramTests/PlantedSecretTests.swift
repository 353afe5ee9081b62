import Foundation
import PurserTestSupport
import Testing

/// A secret goes in and comes out nowhere but where it was asked for.
@Suite struct PlantedSecretTests {
  /// Command lines, one each; every one is run in all three forms.
  private static let commands = [
    "import fleet --dry-run", "import fleet", "", "models status", "models status --all-agents",
    "models status --agent a1", "models list", "models list --all", "models list --all --agent a1",
    "models explain", "models explain --agent a1", "models aliases list", "models fallbacks list",
    "models allow list", "agents", "agents show a1",
    "agents copy a1 copied --agent-dir copied --dry-run",
    "settings", "settings list", "providers list", "providers show acme",
    "providers show mine --agent a1", "export --all-agents --dry-run", "export --all-agents --diff",
    "export --all-agents --check", "export --all-agents --dialect literal --out literal",
    "export --all-agents --diff --secrets", "export --all-agents --check --secrets",
    "export --all-agents --dry-run --secrets",
    "audit log", "audit show 1", "audit show 2", "audit show 3", "audit verify", "store info",
    "store path", "models set nowhere/x", "agents show nobody",
    "models set live/z --agent a1 --dry-run",
    "export --agent nobody", "import nowhere", "agents remove a1 --yes --dry-run",
  ]

  /// Whether more of a secret is in `text` than its first and last eight characters, which `models
  /// status` shows so that people can tell keys apart.
  private func hasSecret(_ text: String) -> Bool {
    text.replacing(PlantedFleet.word + "-...", with: "").contains(PlantedFleet.word)
  }

  private func expectSilence(
    _ world: FleetWorld, _ words: [String], location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try world.purser(words)
    #expect(
      !hasSecret(result.output) && !hasSecret(result.errors), "\(words): \(result)",
      sourceLocation: location)
    #expect(result.signal == nil && result.exitCode != 70, "\(words): \(result)")
  }

  /// Names of the files of the world that hold a secret.
  private func filesWithSecret(_ world: FleetWorld, below name: String = "") throws -> [String] {
    let word = Data(PlantedFleet.word.utf8)
    return try world.files(below: name).filter { Data($0.value).firstRange(of: word) != nil }.keys
      .sorted()
  }

  private func planted() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try PlantedFleet.plant(in: world)
    world.runner.folder = world.folder.path
    return world
  }

  @Test func `a planted secret is in no output, no error, no row and no file`() throws {
    let world = try planted()
    let sources = try filesWithSecret(world)
    #expect(sources.count == 4)
    for form in [[], ["--json"], ["--plain"]] {
      for command in Self.commands {
        try expectSilence(world, command.split(separator: " ").map(String.init) + form)
      }
    }
    for mode in ["merge", "replace"] {
      for dialect in ["legacy", "dollar"] {
        try expectSilence(
          world,
          [
            "export", "--all-agents", "--out", "\(mode)-\(dialect)", "--mode", mode, "--dialect",
            dialect,
          ])
      }
    }
    #expect(try world.files(below: "merge-dollar").count == 3)
    try expectSilence(world, ["agents", "copy", "a1", "copied", "--agent-dir", "copied"])
    try expectSilence(world, ["audit", "show", "3", "--json"])
    #expect(try filesWithSecret(world) == sources)
    try world.expectSound()
  }

  @Test func `a secret is neither in the journal nor in a copy of the store`() throws {
    let world = try planted()
    try world.succeed("init")
    // A reader that stays open keeps the write-ahead log where it is.
    let result = try world.shell(
      """
      hold "SELECT count(*) FROM agent"
      "$PURSER" import fleet >/dev/null 9>&- || echo "exit $?"
      test -s "$STORE-wal" || echo "no log"
      grep -c PLANTED "$STORE" "$STORE-wal" "$STORE-shm" | grep -v ':0$'
      release
      sqlite3 "$STORE" "VACUUM INTO 'copy.db'" ".backup backup.db" .dump > dump.sql
      grep -c PLANTED copy.db backup.db dump.sql | grep -v ':0$'
      grep -c '"$sealed"' dump.sql
      """)
    #expect(result.errors == "", "\(result)")
    #expect(Int(result.output.trimmingCharacters(in: .newlines)) ?? 0 > 0, "\(result)")
  }

  @Test func `exporting with secrets writes them and leaves an event that says so`() throws {
    let world = try planted()
    try world.succeed("import", "fleet")
    let events = try world.eventCount()
    let result = try world.purser("export", "--all-agents", "--out", "open", "--secrets")
    #expect(result.exitCode == 0 && !hasSecret(result.output + result.errors), "\(result)")
    #expect(try filesWithSecret(world, below: "open").count == 3)
    let own = try world.folder.text("open/b/models.json")
    for secret in ["userinfo", "query", "config-key", "header", "request-value", "passphrase"] {
      #expect(own.contains("PLANTED-\(secret)"), "\(secret)")
    }
    #expect(try world.folder.mode("open/b/models.json") == 0o600)
    #expect(try world.eventCount() == events + 1)
    #expect(
      try world.sqlite(
        "SELECT DISTINCT with_secrets FROM export_file ORDER BY event_id DESC LIMIT 1")
        == "1")
    #expect(try filesWithSecret(world, below: "home") == [])
  }

  @Test func `an address in a file keeps no password that the store has sealed`() throws {
    let world = try planted()
    try world.succeed("import", "fleet")
    try world.succeed("export", "--all-agents")
    let written = try world.exportedFiles()
    #expect(written.count == 3)
    for (agent, bytes) in written {
      #expect(!hasSecret(String(decoding: bytes, as: UTF8.self)), "\(agent)")
    }
  }

  @Test func `the difference to a hand edit shows no secret of the edit`() throws {
    let world = try planted()
    try world.succeed("import", "fleet")
    try world.succeed("export", "--all-agents")
    try world.folder.write(
      """
      {"providers": {"mine": {"baseUrl": "https://other.example/v1?api_key=PLANTED-by-hand-in-a-query",
        "apiKey": "PLANTED-by-hand", "request": {"auth": {"mode": "header", "headerName": "x",
        "value": "PLANTED-by-hand-as-value"}}, "models": []}}}
      """, to: "fleet/agents/a1/agent/models.json")
    for option in ["--check", "--diff", "--dry-run"] {
      try expectSilence(world, ["export", "--all-agents", option])
      try expectSilence(world, ["export", "--all-agents", option, "--json"])
      try expectSilence(world, ["export", "--all-agents", option, "--mode", "replace"])
    }
  }
}
