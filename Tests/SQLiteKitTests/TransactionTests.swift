import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

private struct Stop: Error {}

@Suite struct `SQLite transactions` {
  let database: SQLiteDatabase

  init() throws {
    database = try SQLiteDatabase.memory()
    try database.transaction(.write) { connection in
      try connection.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT) STRICT")
    }
  }

  private func count() throws -> Int {
    try database.transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) } ?? 0
    }
  }

  @Test func `what a closure throws takes everything back`() throws {
    #expect(throws: Stop.self) {
      try database.transaction(.write) { connection in
        try connection.run("INSERT INTO t VALUES (1, 'a')")
        throw Stop()
      }
    }
    #expect(try count() == 0)
  }

  @Test func `a closure may conclude by taking everything back`() throws {
    let inside = try database.concluding(.write) { connection in
      try connection.run("INSERT INTO t VALUES (1, 'a')")
      return .rollBack(
        try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) })
    }
    #expect(inside == 1)
    #expect(try count() == 0)
  }

  @Test func `rows changed are those of the statement itself`() throws {
    try database.transaction(.write) { connection in
      try connection.script(
        """
        CREATE TABLE log (id INTEGER PRIMARY KEY);
        CREATE TRIGGER t_log AFTER INSERT ON t BEGIN INSERT INTO log VALUES (NEW.id); END;
        """)
      #expect(try connection.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')") == 2)
      #expect(try connection.run("UPDATE t SET name = 'c' WHERE id = 9") == 0)
      #expect(try connection.run("INSERT INTO t VALUES (1, 'x') ON CONFLICT DO NOTHING") == 0)
      #expect(try connection.run("CREATE TABLE u (id INTEGER)") == 0)
      #expect(connection.totalChanges == 4)
    }
  }

  @Test func `a statement may run inside the rows of the same statement`() throws {
    try database.transaction(.write) { connection in
      try connection.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
      var seen: [Int] = []
      try connection.forEach("SELECT id FROM t ORDER BY id") { outer in
        let id = try outer.next(Int.self)
        try connection.forEach("SELECT id FROM t ORDER BY id") { inner in
          seen.append(id * 10 + (try inner.next(Int.self)))
        }
      }
      #expect(seen == [11, 12, 21, 22])
    }
  }

  @Test func `the first row of a writing statement ends it whole`() throws {
    let id = try database.transaction(.write) { connection in
      try connection.first("INSERT INTO t VALUES (4, 'a'), (5, 'b') RETURNING id") {
        try $0.next(Int.self)
      }
    }
    #expect(id == 4)
    #expect(try count() == 2)
  }

  @Test func `a text of two statements is refused`() throws {
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.write) { connection in
        _ = try connection.run("INSERT INTO t VALUES (1, 'a'); DELETE FROM t")
      }
    }
    #expect(error?.code == .misuse)
  }

  @Test func `a reading transaction on a file cannot write`() throws {
    let folder = try TemporaryFolder()
    let database = try SQLiteDatabase(path: folder.path("a.db"), access: .create)
    try database.transaction(.write) { try $0.script("CREATE TABLE t (id INTEGER)") }
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.read) { try $0.run("INSERT INTO t VALUES (1)") }
    }
    #expect(error?.code == .readOnly)
  }

  @Test func `a closure that ends the transaction itself can do no more`() throws {
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.write) { connection in
        try connection.run("INSERT INTO t VALUES (1, 'a')")
        try connection.script("ROLLBACK")
        try connection.run("INSERT INTO t VALUES (2, 'b')")
      }
    }
    #expect(error?.code == .interrupted)
    #expect(try count() == 0)
  }

  @Test func `a write inside a write traps with a clear message`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let database = try SQLiteDatabase.memory()
      try database.transaction(.write) { _ in
        try database.transaction(.write) { _ in }
      }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("A transaction began inside another one"))
  }

  @Test func `a variable has its value for one transaction only`() throws {
    try database.transaction(.write) { connection in
      try connection.setVariable("event", 7)
      let value = try connection.first("SELECT event() + event()") { try $0.next(Int64.self) }
      #expect(value == 14)
      #expect(connection.variableUses("event") == 2)
    }
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.write) { connection in
        _ = try connection.first("SELECT event()") { try $0.next(Int64.self) }
      }
    }
    #expect(error?.code == .refused)
    #expect(error?.message == "event() has no value: this write is not part of a recorded one")
  }

  @Test func `a plan shows the index that a query uses`() throws {
    let plan = try database.transaction(.read) { connection in
      try (connection as? SQLiteConnection)?.queryPlan("SELECT name FROM t WHERE id = \(1)")
    }
    #expect(plan == ["SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"])
  }
}
