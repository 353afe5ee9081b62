import PurserDomain
import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@Suite(.enabled(if: StockShell.isPresent)) struct `Tampering` {
  let fixture: TemporaryStore

  init() throws {
    fixture = try TemporaryStore(.file)
    try fixture.add("alpha", "beta")
    try fixture.write("agents set alpha") { session in
      var alpha = try agent("alpha")
      alpha.name = "Alpha"
      try session.agents.update(alpha)
    }
    try fixture.write("export") { session in
      try session.connection.run(Rows.exportFile(event: session.eventID))
    }
  }

  private func faults(after sql: String) throws -> [AuditFault] {
    let result = try StockShell.run(sql, on: fixture.path)
    #expect(result.code == 0, "\(result.errors)")
    return try fixture.store.verifyTrail().faults
  }

  @Test func `a sound store has no faults`() throws {
    let report = try fixture.store.verifyTrail()
    #expect(report.faults == [])
    #expect([report.eventCount, report.changeCount, report.rowCount] == [5, 6, 5])
    #expect(report.newestSeal?.hasPrefix("fnv1a:") == true)
  }

  @Test(arguments: [
    "UPDATE agent SET name = 'x'", "DELETE FROM agent", "INSERT INTO scope VALUES ('gamma')",
    "INSERT INTO audit_event SELECT 99, at, actor, host, command, reason, request_id, NULL, 'x' FROM audit_event LIMIT 1",
    "DELETE FROM audit_seal", "UPDATE audit_change SET after = '{}'", "DELETE FROM secret",
  ])
  func `another program is refused`(sql: String) throws {
    // Guarded tables refuse row by row, so there must be one.
    try fixture.write { session in
      try session.connection.run(
        "INSERT INTO secret (owner, field, key_id, nonce, sealed, created_at) VALUES ('[]', 'f', 'k', x'01', x'02', 1)"
      )
    }
    let result = try StockShell.run(sql, on: fixture.path)
    #expect(result.code != 0)
    #expect(
      result.errors.contains("no such function: audit_event") || result.errors.contains("ledger"))
    #expect(try fixture.store.verifyTrail().isSound)
  }

  @Test func `a row altered by force is named`() throws {
    let faults = try faults(
      after: "DROP TRIGGER agent_updated; UPDATE agent SET name = 'Mallory' WHERE id = 'alpha'")
    #expect(faults == [AuditFault(kind: .different, event: 4, table: "agent", key: "alpha")])
    #expect(
      faults[0].message == "Row 'alpha' of 'agent' differs from its newest change, event '4'.")
  }

  @Test func `a row removed by force is named`() throws {
    let faults = try faults(
      after: "DROP TRIGGER agent_deleted; DELETE FROM agent WHERE id = 'beta'")
    #expect(faults == [AuditFault(kind: .missing, event: 3, table: "agent", key: "beta")])
  }

  @Test func `a row added by force is named`() throws {
    let faults = try faults(
      after: "DROP TRIGGER scope_inserted; INSERT INTO scope VALUES ('gamma')")
    #expect(faults == [AuditFault(kind: .extra, event: nil, table: "scope", key: "gamma")])
  }

  @Test func `a row altered by force and then changed properly is named`() throws {
    try StockShell.run(
      """
      CREATE TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'agent_updated';
      DROP TRIGGER agent_updated;
      UPDATE agent SET name = 'Mallory' WHERE id = 'alpha';
      """, on: fixture.path)
    try fixture.database.transaction(.write) { connection in
      let sql = try connection.first("SELECT sql FROM kept") { try $0.next(String.self) }
      try connection.script((sql ?? "") + "; DROP TABLE kept;")
    }
    try fixture.write { session in
      var alpha = try agent("alpha")
      alpha.name = "Alpha the second"
      try session.agents.update(alpha)
    }
    #expect(
      try fixture.store.verifyTrail().faults
        == [AuditFault(kind: .gap, event: 6, table: "agent", key: "alpha")])
  }

  private static let openAll = """
    DROP TRIGGER audit_event_insert_guard; DROP TRIGGER audit_event_update_guard;
    DROP TRIGGER audit_event_delete_guard; DROP TRIGGER audit_change_update_guard;
    DROP TRIGGER audit_change_delete_guard; DROP TRIGGER audit_seal_update_guard;
    DROP TRIGGER audit_seal_delete_guard; DROP TRIGGER export_file_update_guard;
    DROP TRIGGER export_file_delete_guard;
    """

  @Test(arguments: [
    "UPDATE audit_event SET actor = 'somebody else' WHERE id = 3",
    "UPDATE audit_event SET at = at + 1 WHERE id = 3",
    "UPDATE audit_event SET reason = '' WHERE id = 3",
    "UPDATE audit_change SET scope_id = 'x' WHERE event_id = 3 AND ordinal = 1",
    "UPDATE audit_seal SET digest = 'fnv1a:0' WHERE event_id = 3",
  ])
  func `an altered trail breaks at the first altered event`(sql: String) throws {
    let faults = try faults(after: Self.openAll + sql)
    #expect(faults.first == AuditFault(kind: .seal, event: 3, table: "audit_event", key: nil))
  }

  @Test func `an altered ledger row breaks the seal of its event`() throws {
    let faults = try faults(after: Self.openAll + "UPDATE export_file SET digest = 'x:2'")
    #expect(faults == [AuditFault(kind: .seal, event: 5, table: "audit_event", key: nil)])
  }

  @Test func `a column of another name was told as a fault of the program`() throws {
    try fixture.database.transaction(.write) { connection in
      try connection.script("ALTER TABLE audit_seal RENAME COLUMN evidence TO evidenze")
    }
    let error = #expect(throws: StoreError.self) {
      _ = try fixture.reopen().verifyTrail(against: SQLiteDatabase.memory())
    }
    #expect(error?.code == .corrupt)
    #expect(error?.cause?.contains("table 'audit_seal'") == true, "\(error?.cause ?? "")")
    #expect(error?.cause?.contains("no such column") == true, "\(error?.cause ?? "")")
  }

  @Test func `an event that was cut out is missed`() throws {
    let newest = try faults(
      after: Self.openAll
        + "DELETE FROM audit_seal WHERE event_id = 5; DELETE FROM audit_event WHERE id = 5")
    #expect(newest == [AuditFault(kind: .orphan, event: 5, table: "export_file", key: nil)])
    let middle = try self.faults(
      after: """
        DELETE FROM audit_change WHERE event_id = 3;
        DELETE FROM audit_seal WHERE event_id = 3;
        DELETE FROM audit_event WHERE id = 3
        """)
    #expect(middle.contains(AuditFault(kind: .seal, event: 4, table: "audit_event", key: nil)))
    #expect(middle.contains(AuditFault(kind: .extra, event: nil, table: "agent", key: "beta")))
  }

  @Test func `an event that was slipped in has no seal`() throws {
    let faults = try faults(
      after: Self.openAll
        + "INSERT INTO audit_event SELECT 9, at, actor, host, command, reason, request_id, NULL, 'x' FROM audit_event WHERE id = 1"
    )
    #expect(faults == [AuditFault(kind: .unsealed, event: 9, table: "audit_event", key: nil)])
  }

  @Test func `another key does not fit any seal`() throws {
    let store = try fixture.reopen(.readOnly, digest: TemporaryStore.digest(salt: 1))
    #expect(try store.verifyTrail().faults.map(\.event) == [1, 2, 3, 4, 5])
  }

  @Test func `moving bytes from one column to the next breaks the seal`() throws {
    let faults = try faults(
      after: Self.openAll
        + "UPDATE audit_event SET actor = actor || substr(host, 1, 1), host = substr(host, 2) WHERE id = 2"
    )
    #expect(faults == [AuditFault(kind: .seal, event: 2, table: "audit_event", key: nil)])
  }
}
