import JSONKit
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
      guard case .undecryptable(let reason) = try vault.tryOpen(stored) else { continue }
      guard reason == .changed else {
        report.uncheckedCount += 1
        continue
      }
      guard report.faults.count < AuditReport.faultLimit else { continue }
      report.faults.append(
        AuditFault(
          kind: .secret, event: nil, table: "secret", key: "\(stored.owner) \(stored.field)"))
    }
    report.faults += try lost(in: session)
    return report
  }

  /// The rows that name a value which is not there, by table and key, at most `AuditReport.faultLimit`. A text that is no JSON
  /// names none: that it was changed by force is another fault.
  private func lost(in session: Session<some Any>) throws -> [AuditFault] {
    let known = Set(try session.secrets.list().map(\.id))
    var faults: [AuditFault] = []
    try session.secretUses.forEach { use in
      var named = use.secret.map { [$0] } ?? []
      for text in use.texts {
        guard let value = try? SealedMarks.parsed(text) else { continue }
        _ = SealedMarks.mapped(value) { mark in
          if let id = mark[CredentialSieve.mark]?.int64 { named.append(id) }
          return .object(mark)
        }
      }
      if !named.allSatisfy(known.contains) {
        faults.append(AuditFault(kind: .lost, event: nil, table: use.table, key: use.key))
      }
    }
    faults.sort { ($0.table, $0.key ?? "") < ($1.table, $1.key ?? "") }
    return Array(faults.prefix(AuditReport.faultLimit))
  }
}
