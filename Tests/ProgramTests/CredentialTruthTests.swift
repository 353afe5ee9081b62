import Foundation
import JSONKit
import PurserTestSupport
import Testing

/// What the program says of credentials is so, and what it is told of them stays where it belongs.
@Suite struct CredentialTruthTests {
  private static let key = "sk-proj-VERIFYabcdef1234567890QRSTuvwx"

  /// A world with one agent and one stored key, for the model in use.
  private func world(key: String = Self.key) throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.succeed("init")
    try world.succeed("agents", "add", "main")
    try paste(key, as: "openai:work", in: world)
    try world.succeed("models", "set", "openai/gpt-5.2")
    return world
  }

  private func paste(_ key: String, as id: String, in world: FleetWorld) throws {
    let result = try world.runner.run(
      [
        "models", "auth", "paste-api-key", "--provider", String(id.prefix { $0 != ":" }),
        "--profile-id", id, "--stdin",
      ], input: key + "\n")
    try #require(result.exitCode == 0, "\(result)")
  }

  private func status(of id: String, in world: FleetWorld, _ more: String...) throws -> String? {
    let list = try world.succeed(["models", "auth", "list", "--json"] + more)
    return try JSON.parse(list)["profiles"]?.array?.first { $0["id"]?.string == id }?["status"]?
      .string
  }

  @Test func `the text of an error is in no record of the command`() throws {
    let world = try world(key: "hunter2plainpass")
    let said = "Incorrect API key provided: \(Self.key), not hunter2plainpass."
    try world.succeed(
      "report", "failure", "--profile", "openai:work", "--status", "429", "--message", said)
    for words in [
      ["audit", "log"], ["audit", "log", "--json"], ["models", "auth", "history"], [],
    ] {
      let output = try world.succeed(words)
      #expect(!output.contains("VERIFY") && !output.contains("hunter2"), "\(words): \(output)")
    }
    for (name, bytes) in try world.files(below: "home") {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("VERIFYabcdef") && !text.contains("hunter2plain"), "\(name)")
    }
  }

  @Test func `a command that does not print the key runs once`() throws {
    let world = try world()
    try paste("sk-other-0123456789abcdef", as: "openai:other", in: world)
    let log = world.folder.path("runs")
    let command = try world.folder.write("#!/bin/sh\necho run >>'\(log)'\nexit 1\n", to: "key.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: command)
    world.runner.environment["PURSER_KEY_COMMAND"] = command
    _ = try world.purser("models", "auth", "list")
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "run\n")
  }

  @Test func `everybody waited with their writes for a slow key command`() throws {
    let world = try world()
    // It cannot lock the store where a write waits for it.
    let command = try world.folder.write(
      "#!/bin/sh\nsqlite3 '\(world.store)' 'BEGIN IMMEDIATE; ROLLBACK' >&2 && cat '\(world.key)'\n",
      to: "key.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: command)
    world.runner.environment["PURSER_KEY_COMMAND"] = command
    try world.succeed("agents", "add", "other")
    try paste("sk-other-0123456789abcdef", as: "openai:other", in: world)
    try world.succeed("audit", "verify")
  }

  @Test func `without a usable master key nothing sealed counts as usable`() throws {
    let world = try world()
    #expect(try world.purser("models", "status", "--check").exitCode == 0)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: world.key)
    let list = try world.purser("models", "auth", "list")
    #expect(list.output.contains("undecryptable"), "\(list)")
    #expect(list.errors.contains("chmod 600"), "\(list)")
    #expect(try world.purser("models", "status", "--check").exitCode == 1)
    let resolved = try world.purser("models", "resolve")
    #expect(resolved.output.contains("undecryptable"), "\(resolved)")
  }

  @Test func `a state of the past does not call credentials broken that nobody looked at`() throws {
    let world = try world()
    let newest = try world.eventCount()
    #expect(try status(of: "openai:work", in: world, "--at", "\(newest)") == "ok")
    let past = try world.purser("models", "status", "--check", "--at", "\(newest)")
    #expect(past.exitCode == 0, "\(past)")
    let explained = try world.succeed("models", "explain", "openai/gpt-5.2", "--at", "\(newest)")
    #expect(!explained.contains("state after event"), "\(explained)")
  }

  @Test func `what a run would have tried then was not told`() throws {
    let world = try world()
    let before = try world.eventCount()
    try world.succeed(
      "report", "failure", "--agent", "main", "--profile", "openai:work", "--status", "401")
    let failed = try world.eventCount()
    try world.succeed("models", "auth", "cooldowns", "clear", "--profile", "openai:work")
    try world.succeed("models", "set", "anthropic/claude-opus-4-5")
    func resolve(_ words: String...) throws -> JSON {
      try JSON.parse(world.purser(["models", "resolve", "--json"] + words).output)
    }
    func first(_ answer: JSON) -> JSON? { answer["candidates"]?.array?.first }
    #expect(try first(resolve())?["model"]?.string == "anthropic/claude-opus-4-5")
    let usable = try resolve("--at", "\(before)")
    #expect(first(usable)?["model"]?.string == "openai/gpt-5.2", "\(usable)")
    #expect(
      first(usable)?["credentials"]?.array?.first?["profileId"]?.string == "openai:work",
      "\(usable)")
    let resting = try resolve("--at", "\(failed)")
    #expect(first(resting)?["credentials"]?.array?.isEmpty == true, "\(resting)")
    let handed = try world.purser("models", "resolve", "--with-credential", "--at", "\(before)")
    #expect(handed.exitCode == 64 && handed.errors.contains("--at"), "\(handed)")
  }

  @Test(arguments: [
    ["models", "set", key], ["models", "set", "openai/" + key], ["agents", "add", key],
    ["models", "explain", key], ["models", "set", "openai/o1", "--reason", key],
    ["models", "set", "openai/o1", "--actor", key],
  ])
  func `a key in the place of a name is refused and not repeated`(words: [String]) throws {
    let world = try world()
    let events = try world.eventCount()
    let result = try world.purser(words)
    #expect(result.exitCode == 64, "\(result)")
    #expect(!(result.output + result.errors).contains("VERIFY"), "\(result)")
    #expect(result.errors.contains("looks like a key"))
    #expect(try world.eventCount() == events)
  }

  @Test func `a variable that is not set is no usable credential`() throws {
    let world = try world()
    try world.succeed(
      "models", "auth", "paste-api-key", "--provider", "groq", "--ref", "env:GROQ_API_KEY")
    #expect(try status(of: "groq:manual", in: world) == "unresolved")
    let resolved = try world.purser("models", "resolve", "--model", "groq/m")
    #expect(resolved.output.contains("unresolved_ref"), "\(resolved)")
    world.runner.environment["GROQ_API_KEY"] = "gsk-0123456789abcdef"
    #expect(try status(of: "groq:manual", in: world) == "ok")
  }

  @Test func `a pasted shell command is no credential`() throws {
    let world = try world(key: "export OPENAI_API_KEY=sk-abc")
    #expect(try status(of: "openai:work", in: world) == "ineligible")
    #expect(try world.purser("models", "resolve").output.contains("ineligible_profile"))
  }

  @Test(arguments: [
    "image exceeds 5 MB maximum", "LLM request failed with an unknown error.",
  ])
  func `a fault of the request rests no profile`(message: String) throws {
    let world = try world()
    let result = try world.succeed(
      "report", "failure", "--profile", "openai:work", "--message", message, "--json")
    #expect(try JSON.parse(result)["outcome"]?.string == "ignored: not_recorded", "\(result)")
    #expect(try status(of: "openai:work", in: world) == "ok")
  }

  @Test(arguments: ["fast", "openai/gpt-5.2", "openai/gpt-5.2@openai:work", "gpt-5.2"])
  func `a report names the model as people do`(model: String) throws {
    let world = try world()
    try world.succeed("models", "aliases", "add", "fast", "openai/gpt-5.2")
    try world.succeed(
      "report", "failure", "--profile", "openai:work", "--status", "429", "--model", model)
    let history = try world.succeed("models", "auth", "history", "--json", "--kind", "failed")
    #expect(
      try JSON.parse(history)["events"]?.array?.first?["model"]?.string == "gpt-5.2", "\(history)")
  }

  @Test func `an old report does not rest a profile that was cleared since`() throws {
    let world = try world()
    try world.succeed("report", "failure", "--profile", "openai:work", "--status", "429")
    try world.succeed("models", "auth", "cooldowns", "clear", "--profile", "openai:work")
    let at = Int(Date().timeIntervalSince1970 * 1000) - 3_600_000
    let line = #"{"outcome":"failure","profile":"openai:work","status":402,"at":\#(at)}"#
    let result = try world.runner.run(["report", "batch"], input: line + "\n")
    #expect(result.exitCode == 0, "\(result)")
    #expect(try status(of: "openai:work", in: world) == "ok")
  }
}
