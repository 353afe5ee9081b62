import JSONKit
package import PurserStore
import SecretKit

/// Finds sealed values that are not what was sealed: the trail holds digests of secrets, not the sealed bytes.
package struct VerifySecrets {
  /// What was found.
  package struct Report: Sendable {
    /// Values that were changed, moved or put back, by id, then rows whose value is gone; at most `AuditReport.faultLimit` of
    /// each.
    package var faults: [AuditFault]
    /// How many values could not be looked at: another master key seals them.
    package var uncheckedCount: Int
  }

  private let vault: Vault

  /// Needs the vault of the store.
  package init(vault: Vault) { self.vault = vault }

  /// Opens every sealed value, compares it with the digests that rows have beside it, and looks for those that rows name in
  /// vain. What another key seals is no fault: `store rekey` leaves such values where it is asked to.
  package func run(in session: Session<ReadOnly>) throws -> Report {
    var report = Report(faults: [], uncheckedCount: 0)
    let stored = try session.secrets.list()
    let (digests, lost) = try uses(of: Set(stored.map(\.id)), in: session)
    let digester = stored.isEmpty ? nil : try vault.digester(in: session)
    for secret in stored {
      switch try vault.look(into: secret) {
      case .secret(let value):
        // An older value of the same owner opens as well.
        guard let digester, let named = digests[secret.id], named != [digester.digest(value)] else {
          continue
        }
      case .undecryptable(.changed): break
      case .undecryptable:
        guard try isMisnamed(secret) else {
          // Says once which key is missing.
          _ = try vault.tryOpen(secret)
          report.uncheckedCount += 1
          continue
        }
      }
      guard report.faults.count < AuditReport.faultLimit else { continue }
      report.faults.append(
        AuditFault(
          kind: .secret, event: nil, table: "secret", key: "\(secret.owner) \(secret.field)"))
    }
    report.faults += lost
    return report
  }

  /// Whether the row names another master key than the one that opens it.
  private func isMisnamed(_ secret: StoredSecret) throws -> Bool {
    guard let key = try? vault.key() else { return false }
    var renamed = secret
    renamed.keyID = key.id
    if case .secret = try vault.look(into: renamed) { return true }
    return false
  }

  /// The digests that rows have beside each sealed value, and the rows that name one which is not `known`, by table and key, at
  /// most `AuditReport.faultLimit`. A text that is no JSON names none: that it was changed by force is another fault.
  private func uses(
    of known: Set<Int64>, in session: Session<ReadOnly>
  ) throws -> (digests: [Int64: Set<String>], lost: [AuditFault]) {
    var digests: [Int64: Set<String>] = [:]
    var faults: [AuditFault] = []
    try session.secretUses.forEach { use in
      var isLost = false
      func add(_ id: Int64, _ digest: String?) {
        if !known.contains(id) { isLost = true }
        if let digest { digests[id, default: []].insert(digest) }
      }
      if let secret = use.secret { add(secret, use.digest) }
      for text in use.texts {
        guard let value = try? SealedMarks.parsed(text) else { continue }
        _ = SealedMarks.mapped(value) { mark in
          if let id = mark[CredentialSieve.mark]?.int64 { add(id, mark["digest"]?.string) }
          return .object(mark)
        }
      }
      if isLost {
        faults.append(AuditFault(kind: .lost, event: nil, table: use.table, key: use.key))
      }
    }
    faults.sort { ($0.table, $0.key ?? "") < ($1.table, $1.key ?? "") }
    return (digests, Array(faults.prefix(AuditReport.faultLimit)))
  }
}
