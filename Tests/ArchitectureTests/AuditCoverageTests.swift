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

  @Test func `a column that its trigger forgets is named`() {
    let table = "CREATE TABLE t (\n  -- Things. Class: audited.\n  id TEXT,\n  note TEXT\n) STRICT"
    let complete = [
      "CREATE TRIGGER t_i AFTER INSERT ON t BEGIN json_object('id', NEW.id, 'note', NEW.note)",
      "CREATE TRIGGER t_d AFTER DELETE ON t BEGIN json_object('id', OLD.id, 'note', OLD.note)",
    ]
    let forgetful = """
      CREATE TRIGGER t_u AFTER UPDATE ON t
      WHEN OLD.id IS NOT NEW.id
      BEGIN json_object('id', OLD.id, 'note', OLD.note) json_object('id', NEW.id)
      """
    #expect(
      violations(of: table, .audited(), triggers: complete + [forgetful]) == [
        "t, AFTER UPDATE: NEW.note is not recorded.",
        "t, AFTER UPDATE: a change of note is overlooked.",
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
