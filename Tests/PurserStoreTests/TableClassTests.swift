@testable import PurserStore
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
      let table = schema.first { $0.kind == .table && $0.name == name }?.sql ?? ""
      let json = table.split(separator: "row_json TEXT GENERATED ALWAYS AS").last ?? ""
      for column in try columns(name) {
        let isKept = !secret.contains(column)
        #expect(json.contains("'\(column)', \(column)") == isKept, "\(name).\(column)")
      }
      let triggers = triggers(on: name).filter { $0.contains("INTO audited VALUES ('\(name)', ") }
      #expect(triggers.count == 3, "\(name)")
      for (moment, rows) in [
        ("INSERT", "NULL, NEW.row_json"), ("UPDATE", "OLD.row_json, NEW.row_json"),
        ("DELETE", "OLD.row_json, NULL"),
      ] {
        #expect(
          triggers.contains {
            $0.contains(" AFTER \(moment) ON \(name)") && $0.contains(", \(rows));")
          }, "\(name), \(moment)")
      }
    }
  }

  @Test func `the rows that are verified are as the trail has them`() throws {
    let trail = try fixture.store.read { session in
      try session.connection.rows(
        "SELECT table_name, row_key, after FROM audit_change ORDER BY table_name, row_key"
      ) { [try $0.next(String.self), try $0.next(), try $0.next()] }
    }
    let view = try fixture.store.read { session in
      try session.connection.rows(
        "SELECT table_name, row_key, content FROM (\(AuditedRows.statement)) ORDER BY table_name, row_key"
      ) { [try $0.next(String.self), try $0.next(), try $0.next()] }
    }
    #expect(view == trail)
    #expect(
      Set(view.map { $0[0] })
        == Set(names { if case .audited = $0 { true } else { false } }))
  }

  private func refusal(of statement: SQL, _ database: SQLiteDatabase) -> SQLError.Code? {
    let error = #expect(throws: SQLError.self, "\(statement.text)") {
      try database.transaction(.write) { connection in
        try connection.setVariable("audit_event", nil)
        try connection.run(statement)
      }
    }
    return error?.code
  }

  @Test func `no row is added outside a recorded write`() throws {
    let empty = try TemporaryStore().database
    for statement in Rows.all(event: 1) {
      #expect(refusal(of: statement, empty) == .refused, "\(statement.text)")
    }
  }

  @Test func `no row is changed outside a recorded write`() throws {
    for statement in Rows.updates {
      #expect(refusal(of: statement, fixture.database) == .refused, "\(statement.text)")
    }
  }

  @Test func `no row is removed outside a recorded write`() throws {
    for table in StoredTable.all {
      let statement: SQL = "DELETE FROM \(raw: table.name)"
      #expect(refusal(of: statement, fixture.database) == .refused, "\(statement.text)")
    }
  }

  @Test func `a ledger row is neither changed nor removed, not even by a recorded write`() throws {
    let ledgers = StoredTable.all.filter { $0.kind == .ledger }.map(\.name)
    let removals = ledgers.map { "DELETE FROM \(raw: $0)" as SQL }
    #expect(Rows.ledgerUpdates.count == ledgers.count)
    for statement in removals + Rows.ledgerUpdates {
      let error = #expect(throws: StoreError.self, "\(statement.text)") {
        try fixture.write { try $0.connection.run(statement) }
      }
      #expect(error?.code == .refused, "\(statement.text)")
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
