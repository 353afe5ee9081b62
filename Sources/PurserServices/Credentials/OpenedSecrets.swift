import PurserDomain
import PurserStore
import SecretKit
package import SystemKit

/// Opens sealed values for pages that go on without those that cannot be opened, and judges what stands behind profiles.
package final class OpenedSecrets {
  private let vault: Vault?
  private let environment: Environment?
  private var faults: [Int64: StoredCredential.Material?] = [:]

  /// Without a vault nothing is opened. `environment` holds the variables that references name; nil where they may be set for
  /// runtimes alone, which status cannot see (D.4: such a profile stays in the order).
  package init(vault: Vault?, environment: Environment?) {
    self.vault = vault
    self.environment = environment
  }

  /// Tries to open the sealed value `id`; nil when there is no vault, or when a state of the past is looked at, which has
  /// no secrets: then nothing is known of it.
  func open(_ id: Int64, in session: Session<some Any>) throws -> OpenedSecret? {
    guard let vault, !session.isRebuilt else { return nil }
    guard let stored = try session.secrets.find(id) else { return .undecryptable(.changed) }
    return vault.tryOpen(stored)
  }

  /// Returns what is wrong with what stands behind a profile, looked at once: a sealed value that cannot be opened or cannot
  /// be a key, a variable that is not set. Nil when nothing is, or nobody can tell without running something.
  func fault(
    of profile: StoredProfile, in session: Session<some Any>
  ) throws -> StoredCredential.Material? {
    if let reference = profile.reference {
      guard let environment, reference.source == "env" else { return nil }
      let isSet = environment[reference.id]?.trimmed.isEmpty == false
      return isSet ? nil : .unresolvedReference
    }
    guard let sealed = profile.sealed else { return nil }
    if let known = faults[sealed.secret] { return known }
    let fault: StoredCredential.Material?
    switch try open(sealed.secret, in: session) {
    case .undecryptable: fault = .undecryptable
    case .secret(let secret):
      let text = profile.type == .oauth ? nil : secret.revealText()
      let isCommand = profile.type == .apiKey && text.map(PastedCommand.matches) == true
      let isWord = text.map { Self.isWord($0.trimmed) } == true
      fault = isCommand || isWord ? .implausible : nil
    case nil: fault = nil
    }
    faults[sealed.secret] = .some(fault)
    return fault
  }

  /// Whether `text` is a word that a gateway put in place of a key and that no server takes for one.
  private static func isWord(_ text: String) -> Bool {
    KnownMarkers.contain(text) && !KnownMarkers.isFiller(text)
  }
}
