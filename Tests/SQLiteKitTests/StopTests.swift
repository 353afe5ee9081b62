import PurserTestSupport
import SQLKit
import SQLiteKit
import Synchronization
import Testing

@Suite struct `Stopping SQLite` {
  /// Asked whether to stop; says so from the question of that number on.
  private final class Request: Sendable {
    private let questions = Atomic(0)
    private let first: Int

    init(from first: Int) { self.first = first }

    var isMade: Bool { questions.add(1, ordering: .relaxed).oldValue >= first }
  }

  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("a.db")
    try SQLiteDatabase(path: path, access: .create).transaction(.write) { connection in
      try connection.script("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT")
    }
  }

  private func database(from first: Int) throws -> SQLiteDatabase {
    let request = Request(from: first)
    return try SQLiteDatabase(
      path: path, access: .readWrite, isInterrupted: { request.isMade })
  }

  private func insert(_ count: Int, into database: SQLiteDatabase) throws {
    try database.transaction(.write) { connection in
      try connection.run(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Int64(count)))
        INSERT INTO t SELECT i FROM n
        """)
    }
  }

  private func count() throws -> Int? {
    try database(from: .max).transaction(.read) { connection in
      try connection.first("SELECT count(*) FROM t") { try $0.next(Int.self) }
    }
  }

  @Test func `a request ends the wait for another writer`() throws {
    let waiting = try database(from: 1)
    let error = #expect(throws: SQLError.self) {
      try database(from: .max).transaction(.write) { _ in
        try waiting.transaction(.write) { _ in }
      }
    }
    #expect(error?.code == .interrupted)
  }

  @Test func `a request ends a statement that runs long, and takes back what it wrote`() throws {
    let error = #expect(throws: SQLError.self) {
      try insert(10_000_000, into: database(from: 1))
    }
    #expect(error?.code == .interrupted)
    #expect(try count() == 0)
  }

  @Test func `what begins after the request runs to its end`() throws {
    try insert(50_000, into: database(from: 0))
    #expect(try count() == 50_000)
  }
}
