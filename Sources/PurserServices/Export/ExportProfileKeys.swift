import PurserDomain
import PurserStore

/// The stored credentials that stand for the keys of providers which name none.
///
/// Read when the first such provider is met, which most stores do not have.
final class ExportProfileKeys {
  private let session: Session<ReadOnly>
  /// nil for all.
  private let scopes: [ScopeID]?
  private let withSecrets: Bool
  private var known: [ScopeID: [String: KeyReference]]?

  init(_ session: Session<ReadOnly>, at scopes: [ScopeID]?, withSecrets: Bool) {
    self.session = session
    self.scopes = scopes
    self.withSecrets = withSecrets
  }

  /// Returns what stands for the key of `provider`, which lacks one, by a credential that stands at `scope` itself; nil
  /// when none does. Where everybody knows a variable by the provider's id, its name is as good as a word for a credential that
  /// is kept elsewhere. [research/cli-and-formats.md 11.6]
  func key(of provider: EffectiveProvider, at scope: ScopeID) throws -> KeyReference? {
    guard let key = try first(of: provider.definition.id, at: scope) else { return nil }
    if ProviderEnvironment.standard.variables(of: provider.definition.id).isEmpty { return key }
    switch key {
    case .secretRef("env", _, _): return key
    case .sealed: return withSecrets ? key : nil
    default: return nil
    }
  }

  /// What stands for the first key or token of `provider`, a canonical id, else for its first login.
  private func first(of provider: String, at scope: ScopeID) throws -> KeyReference? {
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
  /// Whether its models could not be called with what the definition says.
  var lacksKey: Bool {
    definition.key == .none && !models.isEmpty
      && [nil, "api-key", "token"].contains(definition.authMode)
      && definition.keyInForce == .none
  }
}
