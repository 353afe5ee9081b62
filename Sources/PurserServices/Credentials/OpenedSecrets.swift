import PurserStore
import SecretKit

/// Opens sealed values for a page that goes on without those that cannot be opened.
package struct OpenedSecrets {
  private let vault: Vault?

  /// Without a vault nothing is opened.
  package init(vault: Vault?) { self.vault = vault }

  /// Tries to open the sealed value `id`; nil when there is no master key at hand to try with.
  func open(_ id: Int64, in session: Session<some Any>) throws -> OpenedSecret? {
    guard let vault else { return nil }
    guard let stored = try session.secrets.find(id) else { return .undecryptable(.changed) }
    let opened = vault.tryOpen(stored)
    if case .undecryptable(.noKey) = opened { return nil }
    return opened
  }
}
