import PurserDomain
import PurserStore

/// The stored credentials that stand for the keys of providers which name none.
///
/// Read when the first such provider is met, which most stores do not have.
final class ExportProfileKeys {
  private let session: Session<ReadOnly>
  /// nil for all.
  private let scopes: [ScopeID]?
  private var known: [ScopeID: [String: KeyReference]]?

  init(_ session: Session<ReadOnly>, at scopes: [ScopeID]?) {
    self.session = session
    self.scopes = scopes
  }

  /// Returns what stands for the first key or token of `provider`, a canonical id, at `scope` itself, else for its first login;
  /// nil when it has none. [research/cli-and-formats.md 11.6]
  func key(of provider: String, at scope: ScopeID) throws -> KeyReference? {
    if let known { return known[scope]?[provider] }
    let profiles =
      try scopes.map { try $0.flatMap(session.profiles.list(at:)) } ?? session.profiles.list()
    var keys: [ScopeID: [String: KeyReference]] = [:]
    // Logins last: a key that every reader can send comes first.
    for profile in profiles.filter({ $0.type != .oauth }) + profiles.filter({ $0.type == .oauth }) {
      guard keys[profile.scope]?[profile.provider] == nil, let key = profile.exportedKey else {
        continue
      }
      keys[profile.scope, default: [:]][profile.provider] = key
    }
    known = keys
    return keys[scope]?[provider]
  }
}

extension StoredProfile {
  /// What stands for it where a provider's key belongs; nil when it has no secret.
  fileprivate var exportedKey: KeyReference? {
    if type == .oauth { return sealed == nil ? nil : .marker(word: "oauth:" + provider) }
    if let reference {
      return .secretRef(
        source: reference.source, provider: reference.provider ?? "default", id: reference.id)
    }
    return sealed.map { .sealed(id: $0.secret, digest: $0.digest) }
  }
}

extension EffectiveProvider {
  /// Whether its models could not be called with what the definition says: no key, and none that everybody knows by the id.
  var lacksKey: Bool {
    definition.key == .none && !models.isEmpty
      && [nil, "api-key", "token"].contains(definition.authMode)
      && ProviderEnvironment.standard.variables(of: definition.id).isEmpty
      && definition.keyInForce == .none
  }
}
