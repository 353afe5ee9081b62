import SQLKit
import SQLiteKit
import Testing

@Suite struct `Rows` {
  let database: SQLiteDatabase

  init() throws {
    database = try SQLiteDatabase.memory()
  }

  private func error(
    _ statement: SQL, _ body: (RowReader) throws -> Void
  ) throws -> SQLError? {
    try database.transaction(.read) { connection in
      do {
        try connection.forEach(statement, body)
        return nil
      } catch let error as SQLError {
        return error
      }
    }
  }

  @Test func `columns are read in order as the asked-for types`() throws {
    let row = try database.transaction(.read) { connection in
      try connection.first("SELECT 1, 'two', 2.5, x'03', NULL, NULL, 1, 7") { row in
        let first = try row.next(Int64.self)
        let second = try row.next(String.self)
        let third: Double = try row.next()
        let fourth = try row.next([UInt8].self)
        let fifth = try row.next(String?.self)
        row.skip()
        return "\(first) \(second) \(third) \(fourth) \(fifth ?? "nil") \(try row.next(Bool.self)) "
          + "\(try row.next(Int?.self) ?? 0)"
      }
    }
    #expect(row == "1 two 2.5 [3] nil true 7")
  }

  @Test func `an inferred optional reads NULL as nil`() throws {
    let value: Int64?? = try database.transaction(.read) { connection in
      try connection.first("SELECT NULL") { row in
        let value: Int64? = try row.next()
        return value
      }
    }
    #expect(value == .some(nil))
  }

  @Test(arguments: [
    "SELECT 'secret' AS count", "SELECT NULL AS count", "SELECT 1.5 AS count",
    "SELECT x'31' AS count",
  ])
  func `a column of another type is an error that names column, type and statement`(
    text: String
  ) throws {
    let statement: SQL =
      switch text {
      case "SELECT 'secret' AS count": "SELECT 'secret' AS count"
      case "SELECT NULL AS count": "SELECT NULL AS count"
      case "SELECT 1.5 AS count": "SELECT 1.5 AS count"
      default: "SELECT x'31' AS count"
      }
    let error = try error(statement) { _ = try $0.next(Int64.self) }
    #expect(error?.code == .wrongType)
    #expect(error?.message.hasPrefix("column count holds ") == true)
    #expect(error?.message.hasSuffix(" not Int64") == true)
    #expect(error?.sql == text)
  }

  @Test func `a number that is neither 0 nor 1 is no boolean`() throws {
    #expect(try error("SELECT 2") { _ = try $0.next(Bool.self) }?.code == .wrongType)
  }

  @Test func `bytes that are not UTF-8 are no text`() throws {
    #expect(
      try error("SELECT CAST(x'61FF' AS TEXT)") { _ = try $0.next(String.self) }?.code == .wrongType
    )
  }

  @Test func `reading more columns than there are is a fault of the program`() throws {
    let error = try error("SELECT 1") { row in
      row.skip()
      _ = try row.next(Int64.self)
    }
    #expect(error?.code == .misuse)
  }

  @Test func `a bound value never stands in an error`() throws {
    let secret = "sk-very-secret"
    let error = try error("SELECT \(secret) AS name") { _ = try $0.next(Int64.self) }
    #expect(error.map { "\($0)".contains(secret) } == false)
  }
}
