import Foundation
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

/// SQLite's memory comes from slabs of ours (`small_pieces.h`): what it puts into one piece must not touch another.
@Suite struct `SQLite memory` {
  /// Texts of every length about which pieces are rounded, kept apart and handed to the general allocator.
  private static let lengths =
    Array(0...40) + [63, 64, 65, 495, 503, 504, 505, 511, 512, 513, 520, 1024, 5000, 70_000]

  private static func text(_ length: Int, _ seed: Int) -> String {
    String(repeating: Character(Unicode.Scalar(UInt8(97 + (length + seed) % 26))), count: length)
  }

  /// Writes, lengthens, shortens and reads back texts of all lengths while all are alive; returns those that changed.
  private static func changed(in database: SQLiteDatabase, seed: Int) throws -> [Int] {
    try database.transaction(.write) { connection in
      try connection.script(
        "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, body TEXT) STRICT; DELETE FROM t")
      for length in lengths {
        try connection.run(
          "INSERT INTO t VALUES (\(Int64(length)), \(text(length, seed) + text(length, seed + 1)))")
      }
      // One expression builds texts piece by piece, each larger than the one before.
      let joined = try connection.first(
        "SELECT group_concat(body, '') FROM (SELECT body FROM t ORDER BY id)"
      ) { try $0.next(String.self) }
      var wrong: [Int] = []
      let whole = lengths.map { text($0, seed) + text($0, seed + 1) }.joined()
      if joined != whole { wrong.append(-1) }
      for length in lengths.reversed() {
        try connection.run(
          "UPDATE t SET body = substr(body, 1, \(Int64(length))) WHERE id = \(Int64(length))")
      }
      let rows = try connection.rows("SELECT id, body FROM t ORDER BY id") {
        (Int(try $0.next(Int64.self)), try $0.next(String.self))
      }
      wrong += rows.filter { $0.1 != text($0.0, seed) }.map(\.0)
      return wrong + (rows.count == lengths.count ? [] : [-2])
    }
  }

  @Test func `texts of every length come back as they were, again and again`() throws {
    let database = try SQLiteDatabase.memory()
    for seed in 0..<20 { #expect(try Self.changed(in: database, seed: seed) == []) }
  }

  @Test func `connections opened on one thread may be used and closed on others`() throws {
    for _ in 0..<3 {
      let databases = try (0..<8).map { _ in try SQLiteDatabase.memory() }
      let wrong = Wrong()
      DispatchQueue.concurrentPerform(iterations: 64) { turn in
        let database = databases[turn % databases.count]
        do {
          wrong.add(try Self.changed(in: database, seed: turn))
        } catch {
          wrong.add([-3])
        }
      }
      #expect(wrong.lengths == [])
    }
  }

  private final class Wrong: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [Int] = []
    func add(_ lengths: [Int]) { lock.withLock { found += lengths } }
    var lengths: [Int] { lock.withLock { found } }
  }
}
