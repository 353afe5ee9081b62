import PurserTestSupport
import Testing

/// Hands on the database beside the program.
@Suite struct TamperingTests {
  @Test(arguments: [
    "UPDATE agent SET name = 'x'", "DELETE FROM agent", "INSERT INTO scope (id) VALUES ('y')",
    "UPDATE audit_event SET actor = 'nobody'", "DELETE FROM audit_change", "DELETE FROM audit_seal",
    "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event LIMIT 1",
    "INSERT INTO schema_migration VALUES (99, 'x', 'y', 1)",
    "INSERT OR REPLACE INTO schema_migration VALUES (1, 'trail', 'y', 1)",
  ])
  func `the stock shell cannot write behind the trail's back`(statement: String) throws {
    let world = try FleetWorld.imported()
    let before = try world.sqlite(".dump")
    let result = try world.sqliteResult(statement)
    #expect(result.exitCode != 0, "\(result)")
    #expect(try world.sqlite(".dump") == before)
    try world.expectSound()
  }

  @Test(arguments: [
    ("agent_updated", "UPDATE agent SET name = 'forged' WHERE id = 'coder'", ["agent", "coder"]),
    (
      "route_updated",
      "UPDATE route SET written = 'a/b', provider = 'a', model = 'b' WHERE scope_id = 'coder'",
      ["route", "coder"]
    ),
    ("audit_change_update_guard", "UPDATE audit_change SET after = '{}' WHERE event_id = 2", ["2"]),
    ("audit_event_update_guard", "UPDATE audit_event SET actor = 'nobody' WHERE id = 2", ["2"]),
    (
      "provider_updated", "UPDATE provider SET extra = '{x', headers = 'x' WHERE scope_id = '*'",
      ["provider"]
    ),
    ("alias_deleted", "DELETE FROM alias WHERE name = 'smart'", ["alias", "smart"]),
    (
      "schema_migration_update_guard", "UPDATE schema_migration SET checksum = 'x'",
      ["the list of steps"]
    ),
  ])
  func `a row changed by force is named by audit verify`(
    trigger: String, statement: String, named: [String]
  ) throws {
    let world = try FleetWorld.imported()
    _ = try world.sqlite("DROP TRIGGER \(trigger); \(statement)")
    let result = try world.purser("audit", "verify")
    #expect(result.exitCode == 1, "\(result)")
    for word in named { #expect(result.output.contains(word), "\(word): \(result)") }
    #expect(try world.purser("audit", "verify", "--json").exitCode == 1)
  }

  @Test(arguments: [
    "secret_update_guard", "agent_label_inserted", "setting_updated", "audited_inserted",
  ])
  func `a trigger that was taken away is named by audit verify`(trigger: String) throws {
    let world = try FleetWorld.imported()
    _ = try world.sqlite("DROP TRIGGER \(trigger)")
    let result = try world.purser("audit", "verify")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.contains("trigger '\(trigger)'"), "\(result)")
  }

  @Test func `a sealed value changed by force is named by audit verify`() throws {
    let world = try FleetWorld.imported()
    let guardSQL = try world.sqlite(
      "SELECT sql FROM sqlite_schema WHERE name = 'secret_update_guard'")
    _ = try world.sqlite(
      "DROP TRIGGER secret_update_guard; UPDATE secret SET sealed = x'00' WHERE id = 1; \(guardSQL)"
    )
    let result = try world.purser("audit", "verify")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.contains("sealed value"), "\(result)")
  }

  @Test(arguments: [
    "DELETE FROM secret", "UPDATE secret SET id = id + 100",
    "DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)",
  ])
  func `a sealed value that was taken away is named by audit verify`(statement: String) throws {
    let world = try FleetWorld.imported()
    let triggers = try world.sqlite(
      "SELECT group_concat(sql, '; ') FROM sqlite_schema WHERE tbl_name = 'secret' AND type = 'trigger'"
    )
    _ = try world.sqlite(
      ["insert", "update", "delete"].map { "DROP TRIGGER secret_\($0)_guard;" }.joined()
        + statement + "; " + triggers)
    let result = try world.purser("audit", "verify")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.contains("The sealed value of row '"), "\(result)")
    #expect(!result.output.contains("schema was altered"), "\(result)")
    #expect(try world.purser("audit", "verify", "--json").output.contains("\"kind\": \"lost\""))
  }

  /// Runs statements on the sealed values with their guards away.
  private func force(_ statements: String, _ world: FleetWorld) throws {
    let triggers = try world.sqlite(
      "SELECT group_concat(sql, '; ') FROM sqlite_schema WHERE tbl_name = 'secret' AND type = 'trigger'"
    )
    _ = try world.sqlite(
      ["insert", "update", "delete"].map { "DROP TRIGGER secret_\($0)_guard;" }.joined()
        + statements + "; " + triggers)
  }

  private func worldWithKey() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.folder.write(
      """
      {models: {providers: {a: {baseUrl: 'https://a.example.com', apiKey: 'aaaa-planted-1111',
        models: [{id: 'm'}]}, b: {baseUrl: 'https://b.example.com', apiKey: 'bbbb-planted-2222',
        headers: {'X-Api-Key': 'hhhh-planted-3333'}, models: [{id: 'm'}]}}},
        agents: {list: [{id: 'main'}]}}
      """, to: "fleet/openclaw.json")
    try world.succeed("import", world.fleet)
    return world
  }

  @Test func `an old sealed value that was put back was called sound`() throws {
    let world = try worldWithKey()
    let old = try world.sqlite(
      "SELECT quote(nonce) || ', sealed = ' || quote(sealed) FROM secret WHERE owner LIKE '%\"a\"%'"
    )
    let set = try world.shell(
      "printf %s cccc-planted-9999 | $PURSER providers set a --key-stdin")
    #expect(set.exitCode == 0, "\(set)")
    try world.expectSound()
    try force("UPDATE secret SET nonce = \(old) WHERE owner LIKE '%\"a\"%'", world)
    let result = try world.purser("audit", "verify")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.contains(#"["provider","*","a"] apiKey' was changed"#), "\(result)")
    #expect(result.output.split(separator: "\n").count == 4, "\(result)")
  }

  @Test func `a sealed value under the name of another key was called sound`() throws {
    let world = try worldWithKey()
    try force(
      "UPDATE secret SET key_id = 'ffffffffffffffff' WHERE field LIKE 'headers%'", world)
    let result = try world.purser("audit", "verify")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.lowercased().contains("x-api-key' was changed"), "\(result)")
    #expect(!result.errors.contains("The master key is not the one"), "\(result)")
  }

  @Test func `a sealed value that is gone stopped exports and imports of everything else`() throws {
    let world = try FleetWorld(examples: false)
    try world.folder.write("{agents: {list: [{id: 'main'}]}}", to: "fleet/openclaw.json")
    let name = "fleet/agents/main/agent/models.json"
    try world.folder.write(
      """
      {"providers": {
        "a": {"baseUrl": "https://a.example.com", "api": "openai-completions",
          "apiKey": "aaaa-planted-1111", "models": [{"id": "m"}]},
        "b": {"baseUrl": "https://b.example.com", "api": "openai-completions",
          "apiKey": "bbbb-planted-2222", "models": [{"id": "m"}]}}}
      """, to: name)
    try world.succeed("import", world.fleet)
    try world.succeed("export", "--all-agents")
    try force("DELETE FROM secret WHERE owner LIKE '%\"a\"%'", world)
    #expect(
      try world.succeed("providers", "show", "a", "--agent", "main").contains("undecryptable"))
    let out = world.folder.path("out")
    let text = try world.succeed("export", "--all-agents", "--secrets", "--out", out)
    #expect(text.contains("A sealed value is undecryptable: it is gone."), "\(text)")
    let file = try world.folder.text("out/main/models.json")
    #expect(file.contains("bbbb-planted-2222") && file.contains("\"a\""))
    try world.folder.write(
      world.folder.text(name).replacing(".example.com", with: ".example.org"), to: name)
    let imported = try world.purser("import", world.fleet)
    #expect(imported.exitCode == 0, "\(imported)")
    #expect(imported.output.contains("Provider 'a' was left out"), "\(imported)")
    #expect(
      try world.sqlite("SELECT base_url FROM provider WHERE scope_id = 'main' ORDER BY id")
        == "https://a.example.com\nhttps://b.example.org")
  }

  @Test func `a change that would not be on record is refused, and not called no change`() throws {
    let world = try FleetWorld.imported()
    _ = try world.sqlite(
      ["inserted", "updated", "deleted"].map { "DROP TRIGGER setting_\($0);" }.joined())
    let result = try world.purser("settings", "set", "models.mode", "replace", "--agent", "main")
    #expect(result.exitCode == 65, "\(result)")
    #expect(result.errors.contains("keeps no record of 'setting'"), "\(result)")
    #expect(result.errors.contains("purser audit verify"))
    #expect(try world.sqlite("SELECT count(*) FROM setting WHERE value = 'replace'") == "0")
  }

  @Test func `a trail cut off at its end is found by the seal that was noted`() throws {
    let world = try FleetWorld.imported()
    let seal = try #require(
      world.succeed("audit", "verify").split(separator: "\n").last?.split(separator: " ").last)
    try world.succeed("agents", "set", "main", "--name", "Later")
    try world.succeed("audit", "verify", "--seal", String(seal))
    let other = try FleetWorld.imported()
    #expect(try other.purser("audit", "verify", "--seal", String(seal)).exitCode == 1)
  }
}
