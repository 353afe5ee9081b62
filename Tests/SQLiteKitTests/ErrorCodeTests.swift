import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@Suite struct `SQLite errors` {
  static let constraints: [(SQL, SQLError.Code)] = [
    ("INSERT INTO box VALUES (1, 1, NULL)", .unique),
    ("INSERT INTO box VALUES (2, -1, NULL)", .check),
    ("INSERT INTO box VALUES (2, NULL, NULL)", .notNull),
    ("INSERT INTO box VALUES (2, 1, 77)", .foreignKey),
    ("DELETE FROM box", .refused),
    ("INSERT INTO nowhere VALUES (1)", .undefined),
    ("INSERT INTO box (depth) VALUES (1)", .undefined),
    ("UPDATE box SET depth = 1", .undefined),
    ("INSERT INTO box VALUES (", .other),
    ("INSERT INTO box VALUES ('x', 1, NULL)", .misuse),
    ("INSERT INTO box VALUES (2, 'x', NULL)", .check),
  ]

  @Test(arguments: constraints.indices)
  func `each refusal has its neutral code`(index: Int) throws {
    let database = try SQLiteDatabase.memory()
    try database.transaction(.write) { connection in
      try connection.script(
        """
        CREATE TABLE box (
          id INTEGER PRIMARY KEY, size INTEGER NOT NULL CHECK (size > 0),
          inside INTEGER REFERENCES box (id)
        ) STRICT;
        CREATE TRIGGER box_guard BEFORE DELETE ON box BEGIN SELECT RAISE(ABORT, 'no'); END;
        INSERT INTO box VALUES (1, 1, NULL);
        """)
    }
    let (statement, code) = Self.constraints[index]
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.write) { try $0.run(statement) }
    }
    #expect(error?.code == code, "\(error?.description ?? "")")
    #expect(error?.sql == statement.text)
  }

  @Test func `a file that is not there is missing`() throws {
    let folder = try TemporaryFolder()
    for access in [SQLiteDatabase.Access.readOnly, .readWrite] {
      for path in [folder.path("no.db"), folder.path("no/such/folder/a.db")] {
        let error = #expect(throws: SQLError.self) {
          _ = try SQLiteDatabase(path: path, access: access)
        }
        #expect(error?.code == .missing)
      }
    }
  }

  @Test func `a folder cannot be opened as a file`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SQLError.self) {
      _ = try SQLiteDatabase(path: folder.path, access: .readWrite)
    }
    #expect(error?.code == .unavailable)
  }

  @Test(arguments: [SQLiteDatabase.Access.readOnly, .readWrite, .create])
  func `a file of something else is no database`(access: SQLiteDatabase.Access) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(repeating: 0x41, count: 8192), to: "a.txt")
    let error = #expect(throws: SQLError.self) {
      let database = try SQLiteDatabase(path: path, access: access)
      try database.transaction(.read) { _ = try $0.schemaObjects() }
    }
    #expect(error?.code == .notADatabase)
    #expect(try folder.bytes("a.txt") == Array(repeating: 0x41, count: 8192))
  }

  @Test func `a damaged page is found`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    do {
      let database = try SQLiteDatabase(path: path, access: .create)
      try database.transaction(.write) { connection in
        try connection.script("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
        for _ in 0..<200 {
          try connection.run("INSERT INTO t (text) VALUES (\(String(repeating: "x", count: 100)))")
        }
      }
    }
    var bytes = try folder.bytes("a.db")
    for index in 4096..<8192 { bytes[index] = 0xAA }
    try folder.write(bytes, to: "a.db")
    let database = try SQLiteDatabase(path: path, access: .readOnly)
    let error = #expect(throws: SQLError.self) {
      try database.transaction(.read) { connection in
        _ = try connection.rows("SELECT text FROM t") { try $0.next(String.self) }
      }
    }
    #expect(error?.code == .corrupt)
    #expect(try database.integrityCheck().isEmpty == false)
  }

  @Test func `a full disk takes the transaction back, and nothing after it is written alone`()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    let database = try SQLiteDatabase(path: path, access: .create, pageLimit: 20)
    try database.transaction(.write) { try $0.script("CREATE TABLE t (text TEXT)") }
    var codes: [SQLError.Code] = []
    #expect(throws: SQLError.self) {
      try database.transaction(.write) { connection in
        for _ in 0..<200 {
          do throws(SQLError) {
            try connection.run("INSERT INTO t VALUES (\(String(repeating: "x", count: 3000)))")
          } catch {
            codes.append(error.code)
            if codes.count == 3 { throw error }
          }
        }
      }
    }
    #expect(codes.first == .full)
    let count = try database.transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) }
    }
    #expect(count == 0)
    #expect(try database.integrityCheck() == [])
  }

  @Test func `whoever waits longer than its patience is told that others write`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    let first = try SQLiteDatabase(path: path, access: .create)
    let second = try SQLiteDatabase(path: path, access: .readWrite, patience: .milliseconds(30))
    let error = #expect(throws: SQLError.self) {
      try first.transaction(.write) { _ in
        try second.transaction(.write) { _ in }
      }
    }
    #expect(error?.code == .busy)
  }
}
