import PurserStore
import SQLKit
import Testing

@Suite struct AuditCoverageTests {
  @Test func `every table keeps the promise of its class`() throws {
    #expect(AuditCoverage(try GeneratedPage.freshSchema()).violations == [])
  }

  @Test func `a table without a class is named, in the code and in its comment`() {
    let table = "CREATE TABLE t (\n  -- Things.\n  event_id INTEGER\n) STRICT"
    #expect(violations(of: table, nil) == ["t has no class."])
    #expect(
      violations(of: table, .ledger).first == "t does not say its class in its first comment.")
  }

  @Test func `every declared table is there`() throws {
    let tables = try GeneratedPage.freshSchema().objects.filter { $0.kind == .table }
    #expect(tables.map(\.name).sorted() == AuditCoverage.declared.keys.sorted())
  }

  @Test func `a table that is not strict is named`() {
    #expect(
      violations(of: "CREATE TABLE t (\n  -- Things. Class: guarded.\n  id TEXT\n)", .guarded).first
        == "t is not STRICT.")
  }

  private static func audited(_ json: String) -> String {
    """
    CREATE TABLE t (
      -- Things. Class: audited.
      id TEXT,
      note TEXT,
      row_json TEXT GENERATED ALWAYS AS (json_object(
        \(json))) VIRTUAL
    ) STRICT
    """
  }

  private static let complete = [
    "CREATE TRIGGER t_i AFTER INSERT ON t BEGIN\n"
      + "  INSERT INTO audited VALUES ('t', '*', NULL, NEW.id, NULL, NEW.row_json);\nEND",
    "CREATE TRIGGER t_d AFTER DELETE ON t BEGIN\n"
      + "  INSERT INTO audited VALUES ('t', '*', OLD.id, NULL, OLD.row_json, NULL);\nEND",
  ]

  private static func updating(_ values: String, when condition: String = "") -> String {
    "CREATE TRIGGER t_u AFTER UPDATE ON t\(condition) BEGIN\n"
      + "  INSERT INTO audited VALUES ('t', '*', OLD.id, NEW.id, \(values));\nEND"
  }

  @Test func `a column that the trail would not hold is named`() {
    let updating = Self.updating("OLD.row_json, NEW.row_json")
    let triggers = Self.complete + [updating]
    let whole = Self.audited("'id', id, 'note', note")
    #expect(violations(of: whole, .audited(), triggers: triggers) == [])
    #expect(
      violations(of: Self.audited("'id', id"), .audited(), triggers: triggers) == [
        "t: note is not part of row_json."
      ])
    #expect(
      violations(of: whole, .audited(secretColumns: ["note"]), triggers: triggers) == [
        "t: note is secret and part of row_json."
      ])
  }

  @Test func `a change that the trail would not hold is named`() {
    let whole = Self.audited("'id', id, 'note', note")
    let updating = Self.updating("NULL, NEW.row_json", when: "\nWHEN OLD.id IS NOT NEW.id\n")
    #expect(
      violations(of: whole, .audited(), triggers: Self.complete + [updating]) == [
        "t, AFTER UPDATE: is not recorded.", "t, AFTER UPDATE: changes are overlooked.",
      ])
    #expect(
      violations(of: whole, .audited(), triggers: Array(Self.complete.dropLast())) == [
        "t, AFTER UPDATE: is not recorded.", "t, AFTER DELETE: is not recorded.",
      ])
  }

  @Test func `a ledger that can be rewritten is named`() {
    let table = "CREATE TABLE t (\n  -- Marks. Class: ledger.\n  event_id INTEGER\n) STRICT"
    let triggers = [
      "CREATE TRIGGER t_i BEFORE INSERT ON t\nWHEN NEW.event_id IS NOT audit_event() BEGIN",
      "CREATE TRIGGER t_u BEFORE UPDATE ON t BEGIN SELECT RAISE(ABORT, 'no'); END",
    ]
    #expect(
      violations(of: table, .ledger, triggers: triggers) == ["t, BEFORE DELETE: is not refused."])
  }

  @Test func `a guarded table that is open is named`() {
    let table = "CREATE TABLE t (\n  -- State. Class: guarded.\n  id INTEGER\n) STRICT"
    #expect(violations(of: table, .guarded).count == 3)
  }

  private func violations(of table: String, _ kind: TableClass?, triggers: [String] = [])
    -> [String]
  {
    AuditCoverage(
      SchemaSnapshot(
        [SchemaObject(kind: .table, name: "t", table: "t", sql: table)]
          + triggers.enumerated().map {
            SchemaObject(kind: .trigger, name: "t_\($0.offset)", table: "t", sql: $0.element)
          }),
      classes: kind.map { ["t": $0] } ?? [:]
    ).violations
  }
}
