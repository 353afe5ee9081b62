package import PurserStore

/// Finds sealed values that are not what was sealed: the trail holds digests of secrets, not the sealed bytes.
package struct VerifySecrets {
  /// What was found.
  package struct Report: Sendable {
    /// Values that were changed or moved, by id, then rows whose value is gone; at most `AuditReport.faultLimit` of each.
    package var faults: [AuditFault]
    /// How many values could not be looked at: another master key seals them.
    package var uncheckedCount: Int
  }

  private let vault: Vault

  /// Needs the vault of the store.
  package init(vault: Vault) { self.vault = vault }

  /// Opens every sealed value and looks for those that rows name in vain. What another key seals is no fault: `store rekey`
  /// leaves such values where it is asked to.
  package func run(in session: Session<some Any>) throws -> Report {
    var report = Report(faults: [], uncheckedCount: 0)
    for stored in try session.secrets.list() {
      guard case .undecryptable(let reason) = vault.tryOpen(stored) else { continue }
      guard reason == .changed else {
        report.uncheckedCount += 1
        continue
      }
      guard report.faults.count < AuditReport.faultLimit else { continue }
      report.faults.append(
        AuditFault(
          kind: .secret, event: nil, table: "secret", key: "\(stored.owner) \(stored.field)"))
    }
    report.faults += try session.secrets.lost(limit: AuditReport.faultLimit).map {
      AuditFault(kind: .lost, event: nil, table: $0.table, key: $0.key)
    }
    return report
  }
}
