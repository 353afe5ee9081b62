import Foundation
import PurserTestSupport
import Testing

/// Processes that start at once where there is nothing yet: no store and no key.
@Suite struct FirstRunTests {
  private static let rounds = 6

  /// Starts the program with each of these lines at once and returns how each ended.
  private func atOnce(_ world: FleetWorld, _ lines: [[String]]) throws -> [ProgramResult] {
    let programs = try lines.map { try world.runner.start($0) }
    return try programs.map { try $0.wait(timeout: 240) }
  }

  private func keys(_ world: FleetWorld) throws -> [String] {
    try world.files(below: "home/.config/purser").keys.sorted()
  }

  @Test func `of inits at once the last one replaced the key of the store`() throws {
    for round in 0..<Self.rounds {
      let world = try FleetWorld(examples: false)
      let results = try atOnce(world, Array(repeating: ["init", "--json"], count: 3))
      #expect(results.map(\.exitCode).sorted() == [0, 1, 1], "round \(round): \(results)")
      for result in results where result.exitCode == 1 {
        #expect(result.errors.contains(#""code": "conflict""#), "round \(round): \(result)")
      }
      #expect(try keys(world) == ["master.key"])
      #expect(try world.eventCount() == 1)
      #expect(try world.sqlite("PRAGMA journal_mode") == "wal")
      try world.expectSound("round \(round)")
    }
  }

  @Test func `imports at once into no store are one import`() throws {
    for round in 0..<Self.rounds {
      let world = try FleetWorld()
      let results = try atOnce(world, Array(repeating: ["import", world.fleet], count: 3))
      #expect(results.map(\.exitCode) == [0, 0, 0], "round \(round): \(results)")
      #expect(results.count { $0.errors.contains("Made the store") } == 1, "\(results)")
      #expect(try world.eventCount() == 2, "round \(round)")
      try world.expectSound("round \(round)")
    }
  }

  @Test func `stores made at once share the key that was made first`() throws {
    for round in 0..<Self.rounds {
      let world = try FleetWorld(examples: false)
      let paths = ["a.db", "b.db", "c.db"].map(world.folder.path)
      let results = try atOnce(world, paths.map { ["init", "--json", "--store", $0] })
      #expect(results.map(\.exitCode) == [0, 0, 0], "round \(round): \(results)")
      #expect(results.count { $0.output.contains(#""keyCreated": true"#) } == 1, "\(results)")
      for path in paths { try world.succeed("audit", "verify", "--store", path) }
    }
  }

  /// What `init` leaves that is killed while it gives the new file its mode: a journal that waits to be rolled back.
  @Test func `a reader of a store whose making was cut short asked for a writable file`() throws {
    let world = try FleetWorld(examples: false)
    let made = try world.shell(
      """
      mkdir -p "$(dirname "$STORE")"
      sqlite3 "$STORE" 'CREATE TABLE t (a); DROP TABLE t; VACUUM'
      hold "PRAGMA cache_size = 1; BEGIN; CREATE TABLE t (a);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO t SELECT zeroblob(4000) FROM n"
      crash
      test -s "$STORE-journal"
      """)
    #expect(made.exitCode == 0, "\(made)")
    let result = try world.purser("agents")
    #expect(result.exitCode == 78, "\(result)")
    #expect(result.errors.contains("was never finished"), "\(result)")
    #expect(result.errors.contains("Hint: purser init"), "\(result)")
    try world.succeed("init")
    #expect(try world.sqlite("PRAGMA journal_mode") == "wal")
    try world.expectSound()
  }
}
