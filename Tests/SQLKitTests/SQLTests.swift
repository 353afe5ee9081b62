import SQLKit
import Testing

@Suite struct `SQL statements` {
  @Test func `a value is bound and never spliced`() {
    let name = "'; DROP TABLE agent; --"
    let statement: SQL = "SELECT id FROM agent WHERE name = \(name) AND position > \(3)"
    #expect(statement.text == "SELECT id FROM agent WHERE name = ? AND position > ?")
    #expect(statement.values == [.text(name), .integer(3)])
  }

  @Test func `an absent value is bound as NULL`() {
    let name: String? = nil
    let size: Int64? = 7
    let statement: SQL = "UPDATE agent SET name = \(name), size = \(size)"
    #expect(statement.values == [.null, .integer(7)])
  }

  @Test func `each type is bound as its kind`() {
    let statement: SQL = """
      \(true) \(false) \(1.5) \([UInt8]([0, 255])) \("text".dropFirst()) \(Int64.min) \(SQLValue.null)
      """
    #expect(
      statement.values == [
        .integer(1), .integer(0), .real(1.5), .blob([0, 255]), .text("ext"), .integer(.min), .null,
      ])
  }

  @Test func `a list is bound value by value, and an empty one matches nothing`() {
    let full: SQL = "id IN \(list: ["a", "b"])"
    #expect(full.text == "id IN (?, ?)")
    #expect(full.values == [.text("a"), .text("b")])
    let empty: SQL = "id IN \(list: [String]())"
    #expect(empty.text == "id IN (NULL)")
    #expect(empty.values == [])
  }

  @Test func `a statement inside a statement keeps its values in place`() {
    let condition: SQL = "b = \(2)"
    let statement: SQL = "SELECT a FROM t WHERE a = \(1) AND \(condition) AND c = \(3)"
    #expect(statement.text == "SELECT a FROM t WHERE a = ? AND b = ? AND c = ?")
    #expect(statement.values == [.integer(1), .integer(2), .integer(3)])
    #expect(
      statement.render(placeholder: .numbered)
        == "SELECT a FROM t WHERE a = $1 AND b = $2 AND c = $3")
  }

  @Test func `a question mark of the text is no placeholder`() {
    let statement: SQL = "SELECT 'é?' WHERE a = \(1)"
    #expect(statement.render(placeholder: .question) == "SELECT 'é?' WHERE a = ?")
    #expect(statement.render(placeholder: .numbered) == "SELECT 'é?' WHERE a = $1")
  }

  @Test func `raw text is a literal of the program`() {
    let statement: SQL = "SELECT \(raw: "id, name") FROM agent"
    #expect(statement.text == "SELECT id, name FROM agent")
    #expect(statement.values == [])
  }
}
