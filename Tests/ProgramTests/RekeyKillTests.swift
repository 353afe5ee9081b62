import Foundation
import PurserTestSupport
import Testing

/// kill -9 while the master key is changed; `PURSER_KILL_ROUNDS` makes it longer.
@Suite(.serialized) struct RekeyKillTests {
  private static let rounds = (TestLength.killRounds + 2) / 3

  @Test func `whenever a change of the key is killed the store has a key that opens it`() throws {
    var generator = SeededGenerator(seed: 4)
    let world = try FleetWorld.imported()
    for number in 0..<40 {
      try world.folder.write("sk-planted-\(number)-0123456789abcdef", to: "key")
      try world.succeed(
        "providers", "add", "p\(number)", "--base-url", "https://x.example", "--api",
        "openai-completions", "--key-file", world.folder.path("key"))
    }
    let start = ContinuousClock.now
    try world.succeed("store", "rekey")
    let took = (ContinuousClock.now - start).components
    let span = (Double(took.seconds) + Double(took.attoseconds) / 1e18) * 1.15
    var events = try world.eventCount()
    var unfinished = 0
    for round in 0..<Self.rounds {
      let program = try world.runner.start(["store", "rekey"])
      usleep(UInt32(Double.random(in: 0...span, using: &generator) * 1_000_000))
      program.send(signal: SIGKILL)
      let result = try program.wait()
      let note = "round \(round): \(result)"
      if result.signal != nil { unfinished += 1 }
      try world.expectSound(note)
      let keys = try world.sqlite(
        "SELECT DISTINCT key_id FROM (SELECT key_id FROM secret UNION SELECT key_id FROM trail_key)"
      )
      #expect(!keys.contains("\n"), "\(note)")
      let shown = try world.succeed("providers", "show", "p\(round % 40)")
      #expect(shown.contains("sk-plant...89abcdef"), "\(note) \(shown)")
      let now = try world.eventCount()
      #expect(result.output.isEmpty ? now - events <= 1 : now == events + 1, "\(note)")
      events = now
    }
    #expect(unfinished > 0)
    try world.succeed("store", "rekey")
    // Every staged key was used in the end.
    let left = try world.files(below: "home/.config/purser").keys
      .filter { $0.hasPrefix("master.key.new.") }
    #expect(left.isEmpty)
  }

  @Test func `stores that changed their key at once lost one for ever`() throws {
    var generator = SeededGenerator(seed: 5)
    let world = try FleetWorld(examples: false)
    let stores = (0..<6).map { world.folder.path("store\($0)/purser.db") }
    for store in stores {
      try world.folder.write("sk-planted-0123456789abcdef", to: "key")
      try world.succeed("--store", store, "init")
      try world.succeed(
        "--store", store, "providers", "add", "lab", "--base-url", "https://x.example", "--api",
        "openai-completions", "--key-file", world.folder.path("key"))
    }
    for round in 0..<max(4, Self.rounds / 2) {
      let programs = try stores.map { try world.runner.start(["--store", $0, "store", "rekey"]) }
      // Of every second round some are killed, whatever they are at.
      if round % 2 == 1 {
        for program in programs.prefix(4) {
          usleep(UInt32.random(in: 0...40_000, using: &generator))
          program.send(signal: SIGKILL)
        }
      }
      for program in programs {
        let result = try program.wait()
        #expect(result.exitCode == 0 || result.signal != nil, "round \(round): \(result)")
      }
      for store in stores {
        let verified = try world.purser("--store", store, "audit", "verify")
        #expect(verified.exitCode == 0, "round \(round): \(verified)")
        let shown = try world.succeed("--store", store, "providers", "show", "lab")
        #expect(shown.contains("sk-plant...89abcdef"), "round \(round): \(shown)")
      }
    }
  }
}
