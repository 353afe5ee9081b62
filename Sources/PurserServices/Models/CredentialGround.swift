import PurserDomain

/// What of a provider's definition decides whether there is a credential, apart from profiles. Agents whose definitions are
/// alike in this, as those of a fleet are, get one answer.
struct CredentialGround: Hashable {
  private let provider: String
  private let key: KeyReference
  private let authMode: String?
  private let isKeyless: Bool
  /// The scope whose declarations a key depends on that is a reference; nil for any other key.
  private let declarations: ScopeID?

  /// Needs the scope whose declarations of secret providers hold.
  init(_ definition: ProviderDefinition, declaredAt place: ScopeID) {
    if case .secretRef = definition.key { declarations = place } else { declarations = nil }
    provider = definition.id
    key = definition.key
    authMode = definition.authMode
    isKeyless = definition.keylessEndpoint != nil
  }
}
