import Foundation
import PurserTestSupport
import Testing

/// kill -9 at random moments. `PURSER_KILL_ROUNDS=200 swift test --filter KillTests` is the long run.
@Suite(.serialized) struct KillTests {
  private static let rounds = (TestLength.killRounds + 2) / 3

  /// Starts the program and kills it after a random part of `span` seconds.
  private func killed(
    _ world: FleetWorld, _ words: [String], within span: Double,
    _ generator: inout SeededGenerator
  ) throws -> ProgramResult {
    let delay = Double.random(in: 0...span, using: &generator)
    let program = try world.runner.start(words)
    usleep(UInt32(delay * 1_000_000))
    program.send(signal: SIGKILL)
    return try program.wait()
  }

  /// How long `words` takes, with a little more so that some rounds come to their end.
  private func span(_ world: FleetWorld, _ words: [String]) throws -> Double {
    let start = ContinuousClock.now
    try world.succeed(words)
    let took = ContinuousClock.now - start
    return Double(took.components.attoseconds) / 1e18 * 1.15 + Double(took.components.seconds)
  }

  /// Whether the program told that it was done before it was killed.
  private func isAcknowledged(_ result: ProgramResult) -> Bool {
    result.signal == nil || !result.output.isEmpty
  }

  @Test func `a killed import is there whole or not at all`() throws {
    var generator = SeededGenerator(seed: 1)
    let first = try FleetWorld()
    try first.succeed("init")
    let span = try span(first, ["import", first.fleet])
    var unfinished = 0
    for round in 0..<Self.rounds {
      let world = try FleetWorld()
      let hadStore = round % 2 == 0
      if hadStore { try world.succeed("init") }
      let source = try world.files(below: "fleet")
      let result = try killed(world, ["import", world.fleet], within: span, &generator)
      let note = "round \(round): \(result)"
      if result.signal != nil { unfinished += 1 }

      let verified = try world.purser("audit", "verify")
      if verified.exitCode == 78 {
        // Killed before the store was whole; only a world without a store gets there.
        #expect(!hadStore && !isAcknowledged(result), "\(note)")
      } else {
        try world.expectSound(note)
        let agents = try world.sqlite("SELECT count(*) FROM agent")
        #expect(isAcknowledged(result) ? agents == "8" : ["0", "8"].contains(agents), "\(note)")
        #expect(try world.eventCount() == (agents == "8" ? 2 : 1), "\(note)")
      }
      #expect(try world.files(below: "fleet") == source, "\(note)")

      // Whatever was left, the same words lead to the end.
      try world.succeed("import", world.fleet)
      try world.expectSound(note)
      #expect(try world.sqlite("SELECT count(*) FROM agent") == "8", "\(note)")
      #expect(try world.eventCount() == 2, "\(note)")
    }
    #expect(unfinished > 0)
  }

  @Test func `a killed change of many agents is there for all or for none`() throws {
    var generator = SeededGenerator(seed: 2)
    let world = try FleetWorld.imported()
    let models = ["openai/gpt-5.2", "anthropic/claude-opus-4-5"]
    let words = { (model: String) in ["models", "set", model, "--all-agents"] }
    let span = try span(world, words(models[0]))
    var present = models[0]
    var events = try world.eventCount()
    var unfinished = 0
    for round in 0..<Self.rounds {
      let wanted = models.first { $0 != present } ?? present
      let result = try killed(world, words(wanted), within: span, &generator)
      let note = "round \(round): \(result)"
      if result.signal != nil { unfinished += 1 }
      try world.expectSound(note)

      let found = try world.sqlite(
        """
        SELECT DISTINCT written FROM route
        WHERE purpose = 'text' AND position = 0 AND scope_id <> '*'
        """)
      #expect(isAcknowledged(result) ? found == wanted : models.contains(found), "\(note)")
      let now = try world.eventCount()
      #expect(now == events + (found == present ? 0 : 1), "\(note)")
      present = found
      events = now
    }
    #expect(unfinished > 0)
  }

  @Test func `a killed export leaves each file old or new and whole`() throws {
    var generator = SeededGenerator(seed: 3)
    let world = try FleetWorld.imported()
    let words = { (dialect: String) in ["export", "--all-agents", "--dialect", dialect] }
    try world.succeed(words("legacy"))
    let old = try world.exportedFiles()
    let span = try span(world, words("dollar"))
    let new = try world.exportedFiles()
    #expect(old.count == 8 && old.keys == new.keys)
    #expect(old.contains { new[$0.key] != $0.value })

    var aim = "legacy"
    var unfinished = 0
    for round in 0..<Self.rounds {
      let result = try killed(world, words(aim), within: span, &generator)
      let note = "round \(round): \(result)"
      if result.signal != nil { unfinished += 1 }
      let found = try world.exportedFiles()
      let wanted = aim == "legacy" ? old : new
      #expect(found.keys == old.keys, "\(note)")
      for (agent, bytes) in found {
        #expect(bytes == old[agent] || bytes == new[agent], "\(agent), \(note)")
        #expect(try world.folder.mode("fleet/agents/\(agent)/agent/models.json") == 0o600)
      }
      if isAcknowledged(result) { #expect(found == wanted, "\(note)") }
      try world.expectSound(note)
      // The same words finish what was begun.
      try world.succeed(words(aim))
      #expect(try world.exportedFiles() == wanted, "\(note)")
      aim = aim == "legacy" ? "dollar" : "legacy"
    }
    #expect(unfinished > 0)
  }
}
