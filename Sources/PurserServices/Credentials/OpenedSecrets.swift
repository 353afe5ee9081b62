import PurserDomain
import PurserStore
import SecretKit
package import SystemKit

/// Opens sealed values for pages that go on without those that cannot be opened, and judges what stands behind profiles.
package final class OpenedSecrets {
  private let vault: Vault?
  private let environment: Environment?
  private let sparesUnset: Bool
  private var looks: [Int64: Look] = [:]
  /// What knows the declarations in force for a scope, by the scope that has them.
  private var resolvers: [ScopeID: SecretResolver] = [:]
  /// The agents that declare some themselves; nil as long as nobody asked.
  private var declaring: Set<ScopeID>?

  /// What is known of the secret of a profile.
  struct Look {
    /// What is wrong with it; nil when nothing is known to be.
    var fault: StoredCredential.Material?
    /// What may be shown of it.
    var shown: AuthProfile.Secret
  }

  /// Without a vault nothing is opened. `environment` holds the variables that references name; nil where nobody asks for them.
  /// With `sparesUnset` one that is not set is no fault: it may be set for runtimes alone, which status cannot see (D.4: such a
  /// profile stays in the order).
  package init(vault: Vault?, environment: Environment?, sparesUnset: Bool = false) {
    self.vault = vault
    self.environment = environment
    self.sparesUnset = sparesUnset
  }

  /// Tries to open the sealed value `id`; nil when there is no vault, or when a state of the past is looked at, which has
  /// no secrets: then nothing is known of it.
  func open(_ id: Int64, in session: Session<some Any>) throws -> OpenedSecret? {
    guard let vault, !session.isPast else { return nil }
    guard let stored = try session.secrets.find(id) else { return .undecryptable(.changed) }
    return try vault.tryOpen(stored)
  }

  /// Returns what is wrong with what stands behind a profile that `scope` uses, looked at once: a sealed value that cannot be
  /// opened or cannot be a key, a reference without a declaration, a variable that is not set or whose text cannot be a key. Nil
  /// when nothing is, or nobody can tell without running something.
  func fault(
    of profile: StoredProfile, usedAt scope: ScopeID, in session: Session<some Any>
  ) throws -> StoredCredential.Material? {
    if let reference = profile.reference {
      if try unresolved(SecretReference(reference), usedAt: scope, in: session) != nil {
        return .unresolvedReference
      }
      guard let environment, reference.source == "env" else { return nil }
      let text = environment[reference.id]?.trimmed ?? ""
      if text.isEmpty { return sparesUnset ? nil : .unresolvedReference }
      return text.hasUnprintable ? .implausible : nil
    }
    return try profile.sealed.flatMap { try look(at: $0, of: profile.type, in: session).fault }
  }

  /// Returns why no secret can stand behind a reference that `scope` uses, as far as declarations tell; nil when they tell
  /// nothing.
  func unresolved(
    _ reference: SecretReference, usedAt scope: ScopeID, in session: Session<some Any>
  ) throws -> UnresolvedSecret? {
    let place = try declaringScope(of: scope, in: session)
    let resolver =
      try resolvers[place] ?? session.secretResolver(at: place, environment ?? Environment())
    resolvers[place] = resolver
    return resolver.declaredFault(of: reference)
  }

  /// Says of a reference that is being set that nothing can stand behind it, as far as declarations tell.
  static func remarks(
    on reference: SecretReference?, usedAt scope: ScopeID, in session: Session<some Any>
  ) throws -> [String] {
    guard let reference else { return [] }
    let fault = try OpenedSecrets(vault: nil, environment: nil)
      .unresolved(reference, usedAt: scope, in: session)
    return fault.map { [$0.remark] } ?? []
  }

  /// Returns the scope whose declarations hold for `scope`: its own where it has any, else that of the defaults.
  func declaringScope(
    of scope: @autoclosure () -> ScopeID, in session: Session<some Any>
  ) throws -> ScopeID {
    let declaring = try declaring ?? session.secretProviders.scopes().subtracting([.defaults])
    self.declaring = declaring
    if declaring.isEmpty { return .defaults }
    let scope = scope()
    return declaring.contains(scope) ? scope : .defaults
  }

  /// Returns what is known of the sealed value of a profile, which is opened once.
  func look(
    at sealed: StoredProfile.Sealed, of type: AuthProfile.Kind, in session: Session<some Any>
  ) throws -> Look {
    if let known = looks[sealed.secret] { return known }
    let look = Look(try open(sealed.secret, in: session), of: type)
    looks[sealed.secret] = look
    return look
  }
}

extension OpenedSecrets.Look {
  fileprivate init(_ opened: OpenedSecret?, of type: AuthProfile.Kind) {
    shown = .masked("sealed")
    switch opened {
    case .undecryptable: (fault, shown) = (.undecryptable, .undecryptable)
    case .secret where type == .oauth: shown = .masked("")
    case .secret(let secret):
      guard let text = secret.revealText() else { return }
      let word = text.trimmed
      // An export would hand what begins as a command does to readers that run it.
      let isCommand = type == .apiKey && PastedCommand.matches(text) || PlainCommand.isSealed(text)
      // Neither is what a line break or another control character makes of a key one that a server takes.
      fault = isCommand || Self.isWord(word) || word.hasUnprintable ? .implausible : nil
      // A word of gateways is shown as it is, anything else masked.
      shown =
        KnownMarkers.showsAsMarker(word) ? .marker(word) : .masked(SecretMask.masked(text))
    case nil: break
    }
  }

  /// Whether `text` is a word that a gateway put in place of a key and that no server takes for one.
  private static func isWord(_ text: String) -> Bool {
    KnownMarkers.contain(text) && !KnownMarkers.isFiller(text)
  }
}
