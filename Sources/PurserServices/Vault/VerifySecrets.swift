package import PurserStore

/// Finds sealed values that are not what was sealed: the trail holds digests of secrets, not the sealed bytes.
package struct VerifySecrets {
  private let vault: Vault

  /// Needs the vault of the store.
  package init(vault: Vault) { self.vault = vault }

  /// Returns a fault for each sealed value that was changed or moved, by id, at most `AuditReport.faultLimit`. What another
  /// key seals cannot be looked at, and without a key nothing can.
  package func run(in session: Session<some Any>) throws -> [AuditFault] {
    var faults: [AuditFault] = []
    for stored in try session.secrets.list() where faults.count < AuditReport.faultLimit {
      guard case .undecryptable(.changed) = vault.tryOpen(stored) else { continue }
      faults.append(
        AuditFault(
          kind: .secret, event: nil, table: "secret", key: "\(stored.owner) \(stored.field)"))
    }
    return faults
  }
}
