import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

/// The story a person follows by hand, told by every command the same.
struct ModelsResolveTests {
  let world: ModelsWorld
  static let secret = "planted-secret-of-work-0123456789"

  init() throws {
    world = try ModelsWorld()
    for name in ["work", "home"] {
      let text = name == "work" ? Self.secret : "planted-secret-of-home-0123456789"
      try text.write(
        toFile: world.folder.path("\(name).txt"), atomically: true, encoding: .utf8)
      let result = world.harness.run(
        "models auth paste-api-key --provider openai --profile-id openai:\(name) "
          + "--from-file \(world.folder.path("\(name).txt"))")
      #expect(result.exitCode == 0, "\(result.errors)")
    }
  }

  private func json(_ line: String, exit: Int32 = 0) throws -> JSON {
    let result = world.harness.run(line + " --json")
    #expect(result.exitCode == exit, "\(line): \(result.errors)")
    return try JSON.parse(result.output)
  }

  @Test func `two keys fail, rest, are cleared and serve again, and every page says the same`()
    throws
  {
    let resolve = "models resolve --agent main"
    var first = try #require(try json(resolve)["candidates"]?.array?.first)
    #expect(first["model"] == "openai/gpt-5.2")
    #expect(first["decision"] == "attempt")
    let names = first["credentials"]?.array?.compactMap { $0["name"]?.string } ?? []
    #expect(Set(names.prefix(2)) == ["openai:work", "openai:home"])
    #expect(names.last == "env: OPENAI_API_KEY")

    for name in ["work", "home"] {
      _ = try json("report failure --agent main --profile openai:\(name) --status 401")
    }
    first = try #require(try json(resolve)["candidates"]?.array?.first)
    #expect(first["decision"] == "skip")
    #expect(first["reason"] == "auth")
    #expect(first["message"] == "Provider openai has auth issue (skipping all models)")
    let freeAt = try #require(first["freeAt"]?.int64)
    #expect(first["resting"]?.array?.count == 2)
    let explained = try json("models explain openai/gpt-5.2 --agent main")["auth"]
    #expect(explained?["freeAt"]?.int64 == freeAt)
    #expect(explained?["reason"] == "auth")
    let windows = try json("models auth cooldowns list")["cooldowns"]?.array ?? []
    #expect(windows.compactMap { $0["until"]?.int64 ?? $0["untilAt"]?.int64 }.min() == freeAt)
    let status = world.harness.run("models status --agent main").output
    #expect(status.contains("openai:work") && status.contains("cooldown"))

    #expect(
      world.harness.run("models auth cooldowns clear --profile openai:home --yes").exitCode == 0)
    first = try #require(try json(resolve)["candidates"]?.array?.first)
    #expect(first["credentials"]?.array?.first?["profileId"] == "openai:home")
    _ = try json("report success --agent main --profile openai:work")
    first = try #require(try json(resolve)["candidates"]?.array?.first)
    #expect(first["resting"] == [])
    let log = world.harness.run("audit log").output
    for word in ["report failure", "cooldowns clear", "report success"] {
      #expect(log.contains(word), "\(word)")
    }
  }

  @Test func `a reference that leads nowhere hid the rest of the credential that is meant`() throws
  {
    let world = try ReportWorld()
    try world.done("models set anthropic/claude-opus-5")
    try world.done(
      "models auth paste-api-key --provider anthropic --profile-id anthropic:spare --ref env:NOPE")
    try world.done(
      "report failure --agent main --profile anthropic:work --status 401 --retry-after 3600")
    let result = world.run("models resolve --agent main --with-credential")
    #expect(result.exitCode == 1)
    let rests = try #require(result.errors.range(of: "anthropic:work: It rests until 2026-"))
    let unset = try #require(result.errors.range(of: "the variable 'NOPE' is not set"))
    #expect(rests.lowerBound < unset.lowerBound, "\(result.errors)")
    #expect(
      result.errors.contains(
        "Hint: purser models auth cooldowns list shows what rests. Set it where purser runs."))
  }

  @Test func `the secret is printed by --with-credential alone, and history says so`() throws {
    let line = "models resolve --agent main --model openai/gpt-5.2@openai:work"
    for form in ["", " --plain", " --json"] {
      #expect(!world.harness.run(line + form).output.contains(Self.secret))
    }
    #expect(world.harness.run(line + " --with-credential --plain").output == Self.secret + "\n")
    let document = try json(line + " --with-credential")
    #expect(document["credential"]?["value"]?.string == Self.secret)
    #expect(document["credential"]?["profileId"] == "openai:work")
    #expect(document["event"]?.int64 != nil)
    let history = try json("models auth history --kind revealed")["events"]?.array ?? []
    #expect(history.count == 2)
    #expect(history.first?["profileId"] == "openai:work")
    #expect(history.first?["agentId"] == "main")
    for page in ["audit log", "models auth history", "models auth list --all-agents"] {
      #expect(!world.harness.run(page + " --json").output.contains(Self.secret))
    }
  }

  @Test func `without a usable credential it exits with 1 and says what is in the way`() {
    let result = world.harness.run("models resolve --agent odd --model zed/z1 --with-credential")
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("There is no usable credential for 'zed/z1'"))
  }

  @Test func `one agent is answered for, and the past is refused`() {
    #expect(world.harness.run("models resolve --all-agents").exitCode == 64)
    #expect(world.harness.run("models resolve --at 1h").exitCode == 64)
  }

  @Test func `sessions are set, listed, previewed and cleared`() throws {
    let key = "agent:main:main"
    let preview = try json("sessions set \(key) --model anthropic/claude-opus-5 --dry-run")
    #expect(preview["dryRun"] == true)
    #expect(try json("sessions list --agent main")["sessions"] == [])
    let done = world.harness.run("sessions set \(key) --model lab/m1 --agent main --reason trial")
    #expect(done.output.contains("Model set to lab/m1."))
    let row = try #require(try json("sessions list --agent main")["sessions"]?.array?.first)
    #expect(row["model"] == "lab/m1")
    #expect(row["source"] == "user")
    let resolved = try json("models resolve --agent main --session \(key)")
    #expect(resolved["strict"] == true)
    #expect(resolved["origin"] == "session")
    #expect(resolved["candidates"]?.array?.map { $0["model"] } == ["lab/m1"])
    let stale = world.harness.run("sessions clear \(key) --agent main --if-revision 1")
    #expect(stale.exitCode == 1)
    #expect(stale.errors.contains("has moved on"))
    #expect(world.harness.run("sessions clear --all --all-agents").exitCode == 0)
    #expect(try json("sessions list --all-agents")["sessions"] == [])
    #expect(world.harness.run("audit log").output.contains("trial"))
  }

  @Test func `a research agent's list refuses what it does not name`() {
    let result = world.harness.run("sessions set s1 --model openai/gpt-5.2 --agent research")
    #expect(result.exitCode == 77)
    #expect(result.errors.contains("Model \"openai/gpt-5.2\" is not allowed."))
    #expect(world.harness.run("sessions set s1 --agent research").exitCode == 64)
    #expect(world.harness.run("sessions clear --agent research").exitCode == 64)
  }
}
