import Foundation
import PurserTestSupport
import SQLKit
import Synchronization
import Testing

@testable import SQLiteKit

/// The databases of others, read from copies that nobody else can enter.
@Suite struct PrivateCopyTests {
  let folder: TemporaryFolder
  private let path: String
  /// Where copies are made.
  private let scratch: String

  /// A database with a log that nobody has open, as a program that was killed leaves it.
  init() throws {
    folder = try TemporaryFolder()
    scratch = try folder.makeFolder("scratch")
    path = folder.path("theirs/b.db")
    let writer = try SQLiteDatabase(path: folder.path("a.db"), access: .create)
    try writer.transaction(.write) {
      try $0.script("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (3), (10)")
    }
    for suffix in ["", "-wal"] {
      try folder.write(try folder.bytes("a.db" + suffix), to: "theirs/b.db" + suffix)
    }
  }

  private func sum(_ database: SQLiteDatabase) throws -> Int? {
    try database.transaction(.read) { connection in
      try connection.first("SELECT sum(id) FROM t") { try $0.next(Int.self) }
    }
  }

  private func files(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test func `reading the database of a killed program left an index beside it`() throws {
    let before = try folder.bytes("theirs/b.db")
    let foreign = try SQLiteDatabase.foreign(path: path, temporaryFolder: scratch)
    // The copy is gone and can be read all the same, again and again.
    #expect(try files(scratch) == [])
    #expect(try [sum(foreign), sum(foreign)] == [13, 13])
    #expect(try files(folder.path("theirs")) == ["b.db", "b.db-wal"])
    #expect(try folder.bytes("theirs/b.db") == before)
    // Without a place for the copy it is read where it is.
    let direct = try SQLiteDatabase.foreign(path: path, temporaryFolder: folder.path("none"))
    #expect(try sum(direct) == 13)
  }

  @Test func `the copy of a database stayed after a kill`() throws {
    // None of these was left by a killed process, more than an hour ago.
    let kept = [
      "copy-young1", "copy-other1", "copy-linked", "copy-inside", "copy-toolong", "mine01",
    ]
    .map { "purser-" + $0 }
    for name in ["purser-copy-aB3xY9"] + kept where name != "purser-copy-linked" {
      for file in ["copy", "copy-wal"] { try folder.write("k", to: "scratch/\(name)/\(file)") }
    }
    try folder.write("k", to: "scratch/purser-copy-other1/notes")
    try folder.write("k", to: "away/copy")
    try folder.link("scratch/purser-copy-linked", to: folder.path("away"))
    try folder.link("scratch/purser-copy-inside/copy-shm", to: folder.path("away/copy"))
    let old = Date(timeIntervalSinceNow: -4000)
    for name in ["purser-copy-aB3xY9"] + kept.dropFirst() {
      for file in ["/copy", "/copy-wal", "/notes", ""] {
        try? FileManager.default.setAttributes(
          [.modificationDate: old], ofItemAtPath: scratch + "/" + name + file)
      }
    }
    #expect(try sum(SQLiteDatabase.foreign(path: path, temporaryFolder: scratch)) == 13)
    #expect(try files(scratch) == kept.sorted())
    #expect(try files(scratch + "/purser-copy-other1") == ["copy", "copy-wal", "notes"])
    #expect(folder.exists("away/copy"))
  }

  @Test func `one interrupt did not end the copying of a database`() throws {
    // A few pieces.
    try folder.write(
      folder.bytes("theirs/b.db") + [UInt8](repeating: 0, count: 1 << 20), to: "theirs/b.db")
    let looks = Mutex(0)
    let error = #expect(throws: SQLError.self) {
      try SQLiteDatabase.foreign(path: path, temporaryFolder: scratch) {
        looks.withLock { looks in
          looks += 1
          return looks == 3
        }
      }
    }
    #expect(error?.code == .interrupted)
    #expect(looks.withLock { $0 } == 3)
    #expect(try files(scratch) == [])
  }
}
