import PurserDomain
import SQLKit

/// How many rows one write added to a ledger.
package struct AuditRecords: Equatable, Sendable {
  /// The ledger.
  package let table: String
  /// How many rows it added.
  package let rowCount: Int
}

extension AuditTrail {
  /// Whether an agent of that id was ever there: a row was changed at its scope, or something that happened to a profile is
  /// about it.
  package func knows(agent id: String) throws -> Bool {
    try connection.first(
      """
      SELECT 1
      WHERE EXISTS (SELECT 1 FROM audit_change WHERE scope_id = \(id))
        OR EXISTS (SELECT 1 FROM profile_event WHERE agent_id = \(id))
      """
    ) { _ in true } ?? false
  }

  /// Returns how many rows an event added to ledgers of what happened and of evidence, by table, only those with any and
  /// still there. The files of an export are asked for themselves.
  package func records(of event: Int64) throws -> [AuditRecords] {
    let ledgers = (["profile_event"] as [StaticString]) + StoredTable.evidence
    return try ledgers.compactMap { ledger in
      let count = try connection.first(
        """
        SELECT count(*) FROM \(raw: ledger)
        WHERE \(raw: StoredTable.eventColumn(of: ledger)) = \(event)
        """
      ) { try $0.next(Int.self) }
      guard let count, count > 0 else { return nil }
      return AuditRecords(table: ledger.description, rowCount: count)
    }
  }
}
