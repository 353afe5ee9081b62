import Foundation
import PurserTestSupport
import Testing

/// SIGINT during long work: exit code 130, and everything is as before.
@Suite(.serialized) struct InterruptTests {
  private static let agents = 150

  /// A world with a directory that takes a while.
  private func largeWorld() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    var entries: [String] = []
    for number in 0..<Self.agents {
      entries.append("{ id: 'agent-\(number)', model: 'p\(number)/m1' }")
      let models = (0..<10).map { #"{ "id": "m\#($0)", "name": "Model \#($0)" }"# }
      try world.folder.write(
        """
        {"providers": {"p\(number)": {"baseUrl": "https://h\(number).example/v1", "apiKey": "KEY_\(number)",
          "api": "openai-completions", "models": [\(models.joined(separator: ","))]}}}
        """, to: "fleet/agents/agent-\(number)/agent/models.json")
    }
    try world.folder.write(
      "{ agents: { list: [\(entries.joined(separator: ","))] } }", to: "fleet/openclaw.json")
    return world
  }

  private func interrupted(
    _ world: FleetWorld, _ words: [String], after seconds: Double
  ) throws -> ProgramResult {
    let program = try world.runner.start(words)
    usleep(UInt32(seconds * 1_000_000))
    program.send(signal: SIGINT)
    return try program.wait()
  }

  /// Calls `check` with the outcomes of interrupts at moments that come later and later, until the
  /// program has done its work before, and holds when that has happened.
  private func interrupt(
    _ world: FleetWorld, _ words: [String],
    check: (ProgramResult) throws -> Void
  ) throws {
    var met = 0
    for moment in [0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2] {
      let result = try interrupted(world, words, after: moment)
      // Before the first instruction of the program the signal has its usual effect.
      guard result.signal != SIGINT else { continue }
      try check(result)
      if result.exitCode == 130 { met += 1 }
      if result.exitCode == 0 { break }
    }
    #expect(met > 0)
  }

  @Test func `an interrupted import leaves the old state`() throws {
    let world = try largeWorld()
    try world.succeed("init")
    let source = try world.files(below: "fleet")
    try interrupt(world, ["import", world.fleet]) { result in
      #expect([0, 130].contains(result.exitCode), "\(result)")
      if result.exitCode == 130 {
        #expect(try world.eventCount() == 1)
        #expect(try world.sqlite("SELECT count(*) FROM agent") == "0")
        #expect(result.output == "")
        #expect(result.errors.contains("Hint: "))
      }
      try world.expectSound()
    }
    #expect(try world.files(below: "fleet") == source)
    try world.succeed("import", world.fleet)
    #expect(try world.sqlite("SELECT count(*) FROM agent") == String(Self.agents))
  }

  @Test func `an interrupted export leaves the old state`() throws {
    let world = try largeWorld()
    try world.succeed("import", world.fleet)
    let words = ["export", "--all-agents", "--out", world.folder.path("out")]
    try world.succeed(words)
    let whole = try world.files(below: "out")
    #expect(whole.count == Self.agents)
    try world.folder.remove("out")
    let events = try world.eventCount()
    try interrupt(world, words) { result in
      #expect([0, 130].contains(result.exitCode), "\(result)")
      if result.exitCode == 130 {
        // No file, no folder, no temporary file, no event.
        #expect(!world.folder.exists("out"), "\(result)")
        #expect(try world.eventCount() == events)
      } else {
        #expect(try world.files(below: "out") == whole)
      }
      try world.expectSound()
    }
  }

  @Test(arguments: ["INT", "TERM"])
  func `a signal did not end a writer that waits for its turn`(signal: String) throws {
    let world = try FleetWorld.imported()
    let events = try world.eventCount()
    let result = try world.shell(
      """
      hold "BEGIN IMMEDIATE"
      "$PURSER" agents set main --name Patient 9>&- &
      writer=$!
      sleep 1
      kill -\(signal) $writer
      wait $writer
      echo "exit $?"
      release
      """)
    #expect(result.output == "exit 130\n", "\(result)")
    #expect(result.errors.contains("stopped; nothing was changed"), "\(result)")
    #expect(try world.eventCount() == events)
    try world.expectSound()
  }
}
