import Foundation
import PurserTestSupport
import SQLKit
import Testing

@testable import SQLiteKit

@Suite struct `SQLite files` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func made(_ name: String) throws -> String {
    let path = folder.path(name)
    let database = try SQLiteDatabase(path: path, access: .create)
    try database.transaction(.write) { connection in
      try connection.script(
        "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)")
    }
    return path
  }

  private func sum(_ database: SQLiteDatabase) throws -> Int? {
    try database.transaction(.read) { connection in
      try connection.first("SELECT sum(id) FROM t") { try $0.next(Int.self) }
    }
  }

  @Test func `a new file is private from the beginning, and so is what lies beside it`() throws {
    let database = try SQLiteDatabase(path: folder.path("a.db"), access: .create)
    #expect(try folder.mode("a.db") == 0o600)
    try database.transaction(.write) { try $0.script("CREATE TABLE t (id INTEGER)") }
    #expect(try folder.mode("a.db-wal") == 0o600)
    #expect(try folder.mode("a.db-shm") == 0o600)
  }

  @Test func `the settings of a writing connection are those of the design`() throws {
    let database = try SQLiteDatabase(path: folder.path("a.db"), access: .create)
    let settings = try database.transaction(.write) { connection in
      [
        try connection.first("PRAGMA foreign_keys") { try $0.next(Int.self) },
        try connection.first("PRAGMA recursive_triggers") { try $0.next(Int.self) },
        try connection.first("PRAGMA synchronous") { try $0.next(Int.self) },
        try connection.first("PRAGMA secure_delete") { try $0.next(Int.self) },
      ]
    }
    #expect(settings == [1, 1, 2, 1])
    let mode = try database.transaction(.read) { connection in
      try connection.first("PRAGMA journal_mode") { try $0.next(String.self) }
    }
    #expect(mode == "wal")
  }

  @Test func `what was read of a file that others wrote to meanwhile is not passed on`() throws {
    let path = try made("a.db")
    let frozen = try SQLiteDatabase(path: path, access: .frozen)
    #expect(try sum(frozen) == 3)
    func write() throws {
      let writer = try SQLiteDatabase(path: path, access: .readWrite)
      try writer.transaction(.write) { connection in
        try connection.script("CREATE TABLE big (x); INSERT INTO big VALUES (zeroblob(100000))")
      }
    }
    let error = #expect(throws: SQLError.self) {
      try frozen.transaction(.read) { connection in
        try write()
        return try connection.first("SELECT sum(id) FROM t") { try $0.next(Int.self) }
      }
    }
    #expect(error?.code == .busy)
    #expect(try sum(SQLiteDatabase(path: path, access: .frozen)) == 3)
  }

  @Test(arguments: [
    SQLiteDatabase.Access.readOnly, .frozen, .readWrite, .create,
  ])
  func `a pipe in the place of a file was waited for`(access: SQLiteDatabase.Access) throws {
    let path = folder.path("pipe")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let error = #expect(throws: SQLError.self) { try SQLiteDatabase(path: path, access: access) }
    #expect(error?.code == .unavailable)
    #expect(error?.message == "it is no regular file")
  }

  @Test func `a file whose maker was stopped at once never got its log`() throws {
    try folder.write("", to: "a.db")
    let database = try SQLiteDatabase(path: folder.path("a.db"), access: .create)
    let mode = try database.transaction(.read) { connection in
      try connection.first("PRAGMA journal_mode") { try $0.next(String.self) }
    }
    #expect(mode == "wal")
  }

  @Test func `the files that stand in the way of writing are named`() throws {
    let path = try made("a.db")
    let isRoot = geteuid() == 0
    // Left by a reader of a file that nobody could write then.
    try folder.write("", to: "a.db-shm")
    for (name, mode) in [("", 0o777), ("a.db", 0o666), ("a.db-shm", 0o444)] {
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: name.isEmpty ? folder.path : folder.path(name))
    }
    try UnprivilegedThread.run {
      let error = #expect(throws: SQLError.self) {
        let database = try SQLiteDatabase(path: path, access: .readWrite)
        try database.transaction(.write) { try $0.run("INSERT INTO t VALUES (7)") }
      }
      #expect(error?.code == .readOnly, "\(error?.description ?? "")")
      // Where it is the user's own, SQLite makes a new one on the way, and nothing stands in the way any more.
      #expect(error?.files == (isRoot ? [path + "-shm"] : []))
    }
  }

  @Test func `a store on a read-only mount was said not to be a file that can be opened`() {
    // What SQLite says when it opened the file for reading and could not make the index of the log.
    let met = SQLError(.unavailable, "unable to open database file", backendCode: 14)
    let refused = FileState.refused(met, at: "/mnt/a.db") { path in
      path.hasSuffix("-wal") || path.hasSuffix("-shm") ? ENOENT : EROFS
    }
    #expect(refused.code == .readOnly)
    #expect(refused.message == "the file system is read-only")
    #expect(refused.files == ["/mnt/a.db", "/mnt"])
    #expect(FileState.refused(met, at: "/mnt/a.db") { _ in 0 } == met)
    let busy = SQLError(.busy, "database is locked")
    #expect(FileState.refused(busy, at: "/mnt/a.db") { _ in EROFS } == busy)
  }

  @Test(arguments: ["removed", "replaced", "renamed"])
  func `a change of a file that was replaced meanwhile was said to be made`(fate: String) throws {
    let path = try made("a.db")
    _ = try made("b.db")
    let database = try SQLiteDatabase(path: path, access: .readWrite)
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.write) { connection in
        try connection.run("INSERT INTO t VALUES (10)")
        switch fate {
        case "removed": try folder.remove("a.db")
        case "replaced":
          try folder.remove("a.db")
          try FileManager.default.moveItem(atPath: folder.path("b.db"), toPath: path)
        default: try FileManager.default.moveItem(atPath: path, toPath: folder.path("c.db"))
        }
      }
    }
    #expect(error?.code == .moved)
    if fate == "replaced" {
      #expect(try sum(SQLiteDatabase(path: path, access: .readOnly)) == 3)
    }
  }

  @Test func `a reader who may make no index was told nothing of the log that needs one`() throws {
    let path = try made("a.db")
    let writer = try SQLiteDatabase(path: path, access: .readWrite)
    try writer.transaction(.write) { try $0.run("INSERT INTO t VALUES (10)") }
    // As a writer leaves them that was killed, and a copy of both.
    try folder.makeFolder("copy")
    for name in ["a.db", "a.db-wal"] {
      try folder.copy(folder.path(name), to: "copy/" + name)
      try folder.setMode("copy/" + name, 0o444)
    }
    try folder.setMode("", 0o755)
    try folder.setMode("copy", 0o555)
    defer { try? folder.setMode("copy", 0o755) }
    try UnprivilegedThread.run {
      let error = #expect(throws: SQLError.self) {
        _ = try SQLiteDatabase(path: folder.path("copy/a.db"), access: .readOnly)
      }
      #expect(error?.code == .unrecovered, "\(error?.description ?? "")")
    }
    // With an index that others keep and this user may not read, nothing was cut short.
    try folder.setMode("copy", 0o755)
    try folder.write("", to: "copy/a.db-shm")
    try folder.setMode("copy/a.db-shm", 0)
    try folder.setMode("copy", 0o555)
    try UnprivilegedThread.run {
      let error = #expect(throws: SQLError.self) {
        _ = try SQLiteDatabase(path: folder.path("copy/a.db"), access: .readOnly)
      }
      #expect(error?.code != .unrecovered, "\(error?.description ?? "")")
    }
  }

  @Test func `closing leaves the whole state in one file`() throws {
    let path = try made("a.db")
    do {
      let database = try SQLiteDatabase(path: path, access: .readWrite)
      try database.transaction(.write) { try $0.run("INSERT INTO t VALUES (10)") }
      #expect(try sum(database) == 13)
    }
    #expect(!folder.exists("a.db-wal"))
    #expect(!folder.exists("a.db-shm"))
    #expect(try sum(SQLiteDatabase(path: path, access: .readOnly)) == 13)
  }

  @Test func `creating leaves a file that is there as it is`() throws {
    let path = try made("a.db")
    #expect(try sum(SQLiteDatabase(path: path, access: .create)) == 3)
  }

  @Test func `a reader never changes a byte of the file`() throws {
    let path = try made("a.db")
    let before = try folder.bytes("a.db")
    #expect(try sum(SQLiteDatabase(path: path, access: .readOnly)) == 3)
    #expect(try folder.bytes("a.db") == before)
    let error = #expect(throws: SQLError.self) {
      try SQLiteDatabase(path: path, access: .readOnly).transaction(.write) { _ in }
    }
    #expect(error?.code == .readOnly)
  }

  @Test func `a reader sees one state while another connection writes`() throws {
    let path = try made("a.db")
    let reader = try SQLiteDatabase(path: path, access: .readOnly)
    let writer = try SQLiteDatabase(path: path, access: .readWrite)
    let sums = try reader.transaction(.read) { connection in
      let before = try connection.first("SELECT sum(id) FROM t") { try $0.next(Int.self) }
      try writer.transaction(.write) { try $0.run("INSERT INTO t VALUES (10)") }
      let after = try connection.first("SELECT sum(id) FROM t") { try $0.next(Int.self) }
      return [before, after]
    }
    #expect(sums == [3, 3])
    #expect(try sum(reader) == 13)
  }

  @Test(arguments: ["plain", "with space", "100%", "a?b#c&d=e", "quo'te\"", "é", "line\nbreak"])
  func `a folder that cannot be written is still read`(name: String) throws {
    try folder.makeFolder(name)
    let path = try made(name + "/a.db")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o555], ofItemAtPath: folder.path(name))
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.path(name))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    try UnprivilegedThread.run {
      let sum = try sum(SQLiteDatabase(path: path, access: .readOnly))
      #expect(sum == 3)
      let error = #expect(throws: SQLError.self) {
        let database = try SQLiteDatabase(path: path, access: .readWrite)
        try database.transaction(.write) { try $0.run("INSERT INTO t VALUES (7)") }
      }
      #expect(error?.code == .readOnly, "\(error?.description ?? "")")
      #expect(error?.files == [path, folder.path(name)])
    }
    #expect(try folder.bytes(name + "/a.db").isEmpty == false)
  }

  @Test func `a file that may not be read is told apart from a missing one`() throws {
    let path = try made("a.db")
    try folder.setMode("a.db", 0)
    try folder.setMode("", 0o755)
    try UnprivilegedThread.run {
      let error = #expect(throws: SQLError.self) {
        _ = try SQLiteDatabase(path: path, access: .readOnly)
      }
      #expect(error?.code == .permission)
    }
  }

  @Test func `a copy is whole, private and checked`() throws {
    let path = try made("a.db")
    let database = try SQLiteDatabase(path: path, access: .readWrite)
    try database.transaction(.write) { connection in
      try connection.setApplicationID(77)
      try connection.setSchemaVersion(5)
      try connection.run("INSERT INTO t VALUES (100)")
    }
    try database.copy(to: folder.path("copy.db"))
    #expect(try folder.mode("copy.db") == 0o600)
    // Put in the place of a store it writes with a log, as one does. [https://sqlite.org/fileformat2.html 1.3.3]
    #expect(try folder.bytes("copy.db")[18..<20].elementsEqual([2, 2]))
    let copy = try SQLiteDatabase(path: folder.path("copy.db"), access: .readOnly)
    #expect(try sum(copy) == 103)
    let stamp = try copy.transaction(.read) {
      [try $0.applicationID(), try $0.schemaVersion()]
    }
    #expect(stamp == [77, 5])
  }

  @Test func `a copy never replaces a file`() throws {
    let path = try made("a.db")
    try folder.write("mine", to: "copy.db")
    let error = #expect(throws: SQLError.self) {
      try SQLiteDatabase(path: path, access: .readOnly).copy(to: folder.path("copy.db"))
    }
    #expect(error?.code == .unavailable)
    #expect(try folder.text("copy.db") == "mine")
  }

  @Test func `many writers with connections of their own all get their turn`() async throws {
    let path = try made("a.db")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<16 {
        group.addTask {
          let database = try SQLiteDatabase(path: path, access: .readWrite)
          for turn in 0..<20 {
            try database.transaction(.write) { connection in
              try connection.run("INSERT INTO t VALUES (\(1000 + writer * 100 + turn))")
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let count = try SQLiteDatabase(path: path, access: .readOnly).transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) }
    }
    #expect(count == 2 + 16 * 20)
  }

  @Test func `one database serves many threads`() async throws {
    let database = try SQLiteDatabase(path: try made("a.db"), access: .readWrite)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for turn in 0..<20 {
            try database.transaction(.write) { connection in
              try connection.run("INSERT INTO t VALUES (\(1000 + writer * 100 + turn))")
            }
            _ = try database.transaction(.read) { connection in
              try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let count = try database.transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) }
    }
    #expect(count == 2 + 8 * 20)
  }
}
