import SQLKit
import SQLiteKit
import Testing

@Suite struct `SQLite values` {
  private func stored(_ value: SQLValue, as type: SQL) throws -> SQLValue {
    let database = try SQLiteDatabase.memory()
    return try database.transaction(.write) { connection in
      try connection.run("CREATE TABLE t (v \(type)) STRICT")
      try connection.run("INSERT INTO t (v) VALUES (\(value))")
      return try connection.first("SELECT v FROM t") { row in
        switch row.kind {
        case .null: SQLValue.null
        case .integer: .integer(try row.next())
        case .real: .real(try row.next())
        case .text: .text(try row.next())
        case .blob: .blob(try row.next())
        }
      } ?? .null
    }
  }

  @Test(arguments: [
    "", "a", "é 世界 🏳️‍🌈", String(repeating: "x", count: 100_000), "\u{FEFF}x",
    "\u{1B}[31m",
  ])
  func `text comes back whole`(text: String) throws {
    #expect(try stored(.text(text), as: "TEXT") == .text(text))
  }

  @Test(arguments: ["\0", "a\0b", "ab\0"])
  func `a text with a NUL in it is refused, and no error repeats it`(text: String) throws {
    let error = #expect(throws: SQLError.self) { try stored(.text(text), as: "TEXT") }
    #expect(error?.code == .nulCharacter)
    #expect(error.map { "\($0)".contains("a") && "\($0)".contains("b\0") } == false)
  }

  @Test(arguments: [
    [UInt8](), [0], [0, 1, 255], [UInt8](repeating: 7, count: 70_000),
  ])
  func `bytes come back whole, none included`(bytes: [UInt8]) throws {
    #expect(try stored(.blob(bytes), as: "BLOB") == .blob(bytes))
  }

  @Test(arguments: [0, 1, -1, .max, .min, 1 << 53 + 1] as [Int64])
  func `whole numbers come back with all 64 bits`(number: Int64) throws {
    #expect(try stored(.integer(number), as: "INTEGER") == .integer(number))
  }

  @Test(arguments: [0.1, -0.0, 1e308, Double.infinity] as [Double])
  func `floating-point numbers come back exactly`(number: Double) throws {
    #expect(try stored(.real(number), as: "REAL") == .real(number))
  }

  @Test func `an absent value stays absent and is not an empty one`() throws {
    #expect(try stored(.null, as: "TEXT") == .null)
  }

  @Test func `text of the wrong type is refused by a strict column`() throws {
    let error = #expect(throws: SQLError.self) { try stored(.text("many"), as: "INTEGER") }
    #expect(error?.code == .check)
    #expect(error.map { "\($0)".contains("many") } == false)
  }
}
