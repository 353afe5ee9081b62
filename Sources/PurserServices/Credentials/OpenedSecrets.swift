import PurserStore
import SecretKit

/// Opens sealed values for a page that goes on without those that cannot be opened.
package final class OpenedSecrets {
  private let vault: Vault?
  private var verdicts: [Int64: Bool] = [:]

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

  /// Whether the sealed secret of a profile cannot be opened, tried once; false when it has none, or when there is no key
  /// to try with.
  func isUndecryptable(_ profile: StoredProfile, in session: Session<some Any>) throws -> Bool {
    guard let sealed = profile.sealed else { return false }
    if let verdict = verdicts[sealed.secret] { return verdict }
    var verdict = false
    if case .undecryptable = try open(sealed.secret, in: session) { verdict = true }
    verdicts[sealed.secret] = verdict
    return verdict
  }
}
