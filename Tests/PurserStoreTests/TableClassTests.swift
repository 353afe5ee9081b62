import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@Suite struct `Classes of tables` {
  let fixture: TemporaryStore
  let schema: [SchemaObject]

  init() throws {
    fixture = try TemporaryStore()
    schema = try fixture.database.transaction(.read) { try $0.schemaObjects() }
    try fixture.write { session in
      for row in Rows.all(event: session.eventID) { try session.connection.run(row) }
    }
  }

  private func names(_ isWanted: (TableClass) -> Bool) -> [String] {
    StoredTable.all.filter { isWanted($0.kind) }.map(\.name.description)
  }

  private func columns(_ table: String) throws -> [String] {
    try fixture.database.transaction(.read) { try $0.columnNames(of: table) }
  }

  private func triggers(on table: String) -> [String] {
    schema.filter { $0.kind == .trigger && $0.table == table }.map(\.sql)
  }

  @Test func `each table of the schema has exactly one class`() {
    let tables = schema.filter { $0.kind == .table }.map(\.name)
    #expect(StoredTable.all.map(\.name.description).sorted() == tables.sorted())
  }

  @Test func `each table has a row in the samples of these tests`() throws {
    for table in StoredTable.all {
      let count = try fixture.database.transaction(.read) { connection in
        try connection.first("SELECT count(*) FROM \(raw: table.name)") { try $0.next(Int.self) }
      }
      #expect(count != 0, "\(table.name)")
    }
  }

  @Test func `the triggers of an audited table copy each column that is not secret`() throws {
    for table in StoredTable.all {
      guard case .audited(let secret) = table.kind else { continue }
      let name = table.name.description
      let triggers = triggers(on: name)
      let inserted = triggers.filter { $0.contains(" AFTER INSERT ON \(name) ") }.joined()
      let updated = triggers.filter { $0.contains(" AFTER UPDATE ON \(name)\n") }.joined()
      let deleted = triggers.filter {
        $0.contains(" AFTER DELETE ON \(name) ") && $0.contains("audit_change")
      }.joined()
      for column in try columns(name) {
        let isKept = !secret.contains(column)
        #expect(inserted.contains("'\(column)', NEW.\(column)") == isKept, "\(name).\(column)")
        #expect(deleted.contains("'\(column)', OLD.\(column)") == isKept, "\(name).\(column)")
        #expect(updated.contains("'\(column)', OLD.\(column)") == isKept, "\(name).\(column)")
        #expect(updated.contains("'\(column)', NEW.\(column)") == isKept, "\(name).\(column)")
        #expect(updated.contains("OLD.\(column) IS NOT NEW.\(column)"), "\(name).\(column)")
      }
    }
  }

  @Test func `the view of audited rows has each row as the trail has it`() throws {
    let trail = try fixture.store.read { session in
      try session.connection.rows(
        "SELECT table_name, row_key, after FROM audit_change ORDER BY table_name, row_key"
      ) { [try $0.next(String.self), try $0.next(), try $0.next()] }
    }
    let view = try fixture.store.read { session in
      try session.connection.rows(
        "SELECT table_name, row_key, content FROM audited_row ORDER BY table_name, row_key"
      ) { [try $0.next(String.self), try $0.next(), try $0.next()] }
    }
    #expect(view == trail)
    #expect(
      Set(view.map { $0[0] })
        == Set(names { if case .audited = $0 { true } else { false } }))
  }

  @Test func `no table is written outside a recorded write`() throws {
    for table in StoredTable.all where table.name.description != "schema_migration" {
      let column: StaticString = try first(columns(table.name.description))
      for statement: SQL in [
        "DELETE FROM \(raw: table.name)",
        "INSERT INTO \(raw: table.name) SELECT * FROM \(raw: table.name)",
        "UPDATE \(raw: table.name) SET \(raw: column) = \(raw: column) || 'x'",
      ] {
        let error = #expect(throws: SQLError.self, "\(statement.text)") {
          try fixture.database.transaction(.write) { connection in
            try connection.setVariable("audit_event", nil)
            try connection.run(statement)
          }
        }
        #expect(error?.code == .refused, "\(statement.text): \(error?.description ?? "")")
      }
    }
  }

  /// A column whose values a test may name, since only literals can be raw.
  private func first(_ columns: [String]) throws -> StaticString {
    for name: StaticString in [
      "actor", "table_name", "digest", "key_id", "written_id", "written", "name", "value", "mode",
      "fallbacks", "pattern", "path", "id",
    ] where columns.contains(name.description) {
      return name
    }
    throw SQLError(.misuse, "none of the columns \(columns)")
  }

  @Test func `a ledger row is neither changed nor removed, not even by a recorded write`() throws {
    for table in StoredTable.all where table.kind == .ledger {
      let column = try first(columns(table.name.description))
      for statement: SQL in [
        "DELETE FROM \(raw: table.name)",
        "UPDATE \(raw: table.name) SET \(raw: column) = \(raw: column) || 'x'",
      ] {
        let error = #expect(throws: StoreError.self, "\(statement.text)") {
          try fixture.write { try $0.connection.run(statement) }
        }
        #expect(error?.code == .refused, "\(statement.text)")
      }
    }
  }

  @Test func `a ledger row cannot name another event than its own`() throws {
    let error = #expect(throws: StoreError.self) {
      try fixture.write { try $0.connection.run(Rows.exportFile(event: 1)) }
    }
    #expect(error?.code == .refused)
  }

  @Test func `the key of an audited row does not change`() throws {
    let error = #expect(throws: StoreError.self) {
      try fixture.write { try $0.connection.run("UPDATE setting SET key = 'other'") }
    }
    #expect(error?.code == .refused)
  }

  @Test func `a secret goes with its provider`() throws {
    try fixture.write { try $0.connection.run("DELETE FROM provider") }
    #expect(try fixture.store.read { try $0.secrets.list().isEmpty })
  }
}
