import PurserDomain

/// What of a provider's definition decides whether there is a credential, apart from profiles. Agents whose definitions are
/// alike in this, as those of a fleet are, get one answer.
struct CredentialGround: Hashable {
  private let provider: String
  private let key: KeyReference
  private let authMode: String?
  private let isKeyless: Bool

  init(_ definition: ProviderDefinition) {
    provider = definition.id
    key = definition.key
    authMode = definition.authMode
    isKeyless = definition.keylessEndpoint != nil
  }
}
