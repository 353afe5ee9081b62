/// One thing a run can authenticate with, without its secret.
package enum RunCredential: Equatable, Sendable {
  /// What has to be done about a login before it can be used.
  package enum Renewal: Equatable, Sendable {
    case none
    /// Its access has to be renewed.
    case refresh
    /// Its access has ended, and it has nothing to be renewed with: a person has to log in again.
    case login
  }

  /// A stored profile.
  case profile(ProfileRanking.Place, renewal: Renewal)
  /// A variable of the environment. One that is `isAmbient` is read by the provider's own libraries.
  case environment(variable: String, source: String, isAmbient: Bool)
  /// The key that the configuration gives the provider.
  case key(KeyReference)
  /// The chain of the AWS libraries: a role of the machine, files, a metadata service.
  case awsChain
  /// A program on this machine with a login of its own.
  case program

  /// The stable word of its kind.
  package var kind: String {
    switch self {
    case .profile: "profile"
    case .environment: "env"
    case .key: "models.json"
    case .awsChain: "aws-sdk"
    case .program: "program"
    }
  }

  /// Whether nothing but another login makes it usable.
  package var needsLogin: Bool {
    if case .profile(_, .login) = self { true } else { false }
  }

  /// The profile's place; nil for anything else.
  package var place: ProfileRanking.Place? {
    if case .profile(let place, _) = self { place } else { nil }
  }
}

/// What an agent has to call one provider with, before anybody asks for a model.
package struct ProviderSupply: Sendable {
  /// The profiles, with orders and states; model, preference and time are filled in for each question.
  package var profiles: ProfileRanking.Input
  /// What the environment has that can be used, and why what it has cannot be, if it cannot.
  package var environment: RunCredential?
  package var environmentFault: Eligibility?
  /// The key of the configuration, and why it cannot be used, if it cannot.
  package var key = KeyReference.none
  package var keyFault: Eligibility?
  /// Where the chain of the AWS libraries stands; nil when it is not tried.
  package var awsChain: AWSChain?
  /// Whether the provider is a program on this machine.
  package var isProgram = false
  /// When the agent last probed the provider.
  package var lastProbe: Timestamp?

  /// Makes a supply of profiles alone.
  package init(_ profiles: ProfileRanking.Input) {
    self.profiles = profiles
  }

  /// How calls authenticate, as gateways call it: `aws-sdk`, `oauth`, `token`, `api-key`, `mixed` for profiles of several
  /// kinds, `unknown` when nothing is there.
  var authMode: String {
    if awsChain == .first { return "aws-sdk" }
    let visible = StoredCredential.visible(to: profiles.agent, among: profiles.credentials)
    let kinds = Set(
      visible.filter { profiles.naming.provider($0.provider) == profiles.provider }.map(\.kind))
    if kinds.count > 1 { return "mixed" }
    if let kind = kinds.first { return kind == .apiKey ? "api-key" : kind.rawValue }
    if awsChain == .last { return "aws-sdk" }
    if case .environment(let name, _, _) = environment {
      return name.split(separator: "_").contains("OAUTH") ? "oauth" : "api-key"
    }
    return key.isPresent && keyFault == nil ? "api-key" : "unknown"
  }

  /// What the configuration puts before every profile: the AWS chain, or a key that is a reference to a secret.
  var leader: RunCredential? {
    if awsChain == .first { return .awsChain }
    if case .secretRef = key { return .key(key) }
    return nil
  }

  /// What comes after the profiles, in order.
  var others: [RunCredential] {
    var found: [RunCredential] = []
    if let environment { found.append(environment) }
    if key.isPresent, keyFault == nil { found.append(.key(key)) }
    if awsChain == .last { found.append(.awsChain) }
    return found.filter { $0 != leader }
  }
}
