import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct TimeTravelTests {
  let world: SampleWorld

  init() throws {
    world = try SampleWorld()
  }

  private func plainStatus(_ options: String) -> String {
    world.run("purser models status --plain --agent support \(options)").output
  }

  @Test(arguments: ["store path", "plugins list", "completion bash", "help models"])
  func `a moment was passed over by what does not read the store`(command: String) throws {
    let result = world.run("purser \(command) --at 2")
    #expect(result.exitCode == 64, "\(result)")
    #expect(result.output == "")
    #expect(result.errors.contains("cannot take --at"), "\(result)")
  }

  @Test func `a reader answers as it was after an event`() {
    let before = plainStatus("")
    #expect(world.run("purser models set openai/gpt-5.2 --agent support").exitCode == 0)
    #expect(plainStatus("") == "openai/gpt-5.2\n")
    #expect(plainStatus("--at 2") == before)
    #expect(before != "openai/gpt-5.2\n")
  }

  @Test func `the configuration of the newest event is that of the present`() throws {
    #expect(world.run("purser models aliases add quick openai/gpt-5.2").exitCode == 0)
    #expect(world.run("purser agents remove ops --yes").exitCode == 0)
    let newest = try #require(
      JSON.parse(world.run("purser audit log --limit 1 --json").output)["events"]?.array?.first?[
        "id"]?
        .int64)
    for line in [
      "agents list --json", "models list --json", "settings --json", "models allow list",
    ] {
      let present = world.run("purser \(line)")
      #expect(present.exitCode == 0)
      #expect(world.run("purser \(line) --at \(newest)").output == present.output)
    }
    #expect(world.run("purser agents list --plain --at 2").output.contains("ops\n"))
  }

  @Test func `who made a change stands in the past too, and no later change does`() throws {
    func document(_ line: String) throws -> JSON {
      let json = try JSON.parse(world.run("purser \(line) --json").output)
      // Sealed keys are not in the past, so of a provider only its last change is the same.
      return json["provider"]?["lastChange"] ?? json
    }
    let readers = [
      "agents show support", "providers show lab", "models explain openai/gpt-5.2 --agent support",
    ]
    #expect(world.run("purser models set openai/gpt-5.2 --agent support").exitCode == 0)
    #expect(
      world.run("purser providers add lab --base-url https://lab.example/v1").exitCode == 0)
    let newest = try #require(
      document("audit log --limit 1")["events"]?[0]?["id"]?.int64)
    let before = try readers.map(document)
    #expect(before[0]["agent"]?["lastChange"]?["id"]?.int64 == newest - 1)
    #expect(before[2]["origins"]?.array?.isEmpty == false)
    for line in [
      "models set openai/gpt-5.3 --agent support", "models set openai/gpt-5.2 --agent support",
      "providers set lab --base-url https://other.example/v1",
    ] { #expect(world.run("purser \(line)").exitCode == 0, "\(line)") }
    for (line, old) in zip(readers, before) {
      #expect(try document("\(line) --at \(newest)") == old, "\(line)")
      #expect(try document(line) != old, "\(line)")
    }
  }

  @Test(arguments: [
    ("models set a/b --at 2", 64), ("audit log --at 2", 64), ("export --check --at 2", 64),
    ("store info --at 2", 64), ("init --at 2", 64), ("store migrate --at 2", 64),
    ("agents list --at 99", 1), ("agents list --at 1970-01-01", 1),
    ("agents list --at yesterday", 64),
  ])
  func `a moment that cannot be honoured is refused`(line: String, code: Int32) {
    let result = world.run("purser \(line)")
    #expect(result.exitCode == code)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: "))
  }
}
