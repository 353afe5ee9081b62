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
