import JSONKit
import PurserTestSupport
import Testing

/// What a command does with the scope it is given, and with names that are nearly right.
@Suite struct ScopeRuleTests {
  private func world() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.succeed("init")
    try world.succeed("agents", "add", "ops")
    try world.succeed("agents", "add", "main", "--default")
    return world
  }

  @Test func `a setting was read at the defaults while other readers took the current agent`()
    throws
  {
    let world = try world()
    try world.succeed("settings", "set", "models.mode", "replace", "--agent", "main")
    #expect(try world.succeed("settings", "get", "models.mode") == "replace\n")
    #expect(try world.succeed("settings", "get", "models.mode", "--agent", "ops") == "merge\n")
    let list = try JSON.parse(world.succeed("settings", "list", "--json"))["settings"]?.array
    let mode = list?.first { $0["key"] == "models.mode" }
    #expect(mode?["agentId"] == "main" && mode?["source"] == "agent", "\(mode ?? .null)")
    #expect(try !world.succeed("settings", "list").contains("Agent"))
  }

  @Test(arguments: [
    ["settings", "set", "auth.warn-window", "2d", "--agent", "ops"],
    ["settings", "unset", "auth.warn-window", "--all-agents"],
    ["report", "success", "--profile", "openai:a", "--agent", "main,ops"],
  ])
  func `a scope that a command cannot honour was refused as bad data`(words: [String]) throws {
    let world = try world()
    #expect(try world.purser(words).exitCode == 64)
  }

  @Test func `names that are nearly right got no suggestion`() throws {
    let world = try world()
    try world.succeed("models", "aliases", "add", "smart", "openai/gpt-5.2")
    try world.succeed("providers", "add", "acme", "--base-url", "https://acme.example")
    for (words, near) in [
      (["models", "aliases", "remove", "smrt"], "smart"), (["providers", "show", "acmee"], "acme"),
      (["providers", "remove", "acmee", "--yes"], "acme"),
      (["settings", "set", "models.mode", "repalce"], "replace"),
    ] {
      let result = try world.purser(words)
      #expect(result.errors.contains("Did you mean '\(near)'?"), "\(words): \(result)")
    }
    #expect(
      try world.purser("providers", "show", "zzzzzz").errors.contains("purser providers list"))
  }

  @Test func `what init and a migration would do is told, and nothing is made`() throws {
    let world = try FleetWorld(examples: false)
    let told = try world.succeed("init", "--dry-run")
    #expect(told.contains("would be made") && told.contains("would be new"), "\(told)")
    #expect(try world.files(below: "home").isEmpty)
    try world.succeed("init")
    #expect(try world.purser("init", "--dry-run").exitCode == 1)
    let migration = try JSON.parse(world.succeed("store", "migrate", "--dry-run", "--json"))
    #expect(migration["from"] == migration["to"] && migration["dryRun"] == true)
  }

  @Test func `a reason of blanks is none`() throws {
    let world = try world()
    try world.succeed("agents", "add", "new", "--reason", " ")
    #expect(try !world.succeed("audit", "log", "--limit", "1", "--json").contains("\"reason\""))
  }
}
