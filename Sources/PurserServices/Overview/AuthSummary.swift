import PurserDomain
import PurserStore

/// What is known of the credentials an agent needs. What was not looked at is never called present.
package struct AuthSummary: Equatable, Sendable {
  /// What is known of the credential of one provider.
  package enum Evidence: String, Equatable, Sendable {
    /// There is one, in the environment or as a key; whether it works was not tried.
    case present
    /// Something is stored, and all of it has expired, rests, cannot be opened, or refers to what is not there.
    case unusable
    /// There is none.
    case missing
    /// It is kept elsewhere: by a command, a gateway, a secret manager or AWS.
    case unchecked = "not_checked"
    /// Nobody can tell any more: variables, and when a profile rested, are not in the trail.
    case unknown = "not_known"
  }

  /// Providers in use, in list order.
  package private(set) var present: [String] = []
  package private(set) var missing: [String] = []
  package private(set) var unusable: [String] = []
  package private(set) var unchecked: [String] = []

  /// Whether anything is known; false for a moment of the past.
  private let isKnown: Bool

  /// The worst that is known; nil when no provider in use needs a credential.
  package var status: Evidence? {
    if !isKnown { return .unknown }
    if !missing.isEmpty { return .missing }
    if !unusable.isEmpty { return .unusable }
    if !unchecked.isEmpty { return .unchecked }
    return present.isEmpty ? nil : .present
  }

  /// What can be said of a moment of the past.
  package static let unknown = AuthSummary()

  private init() { isKnown = false }

  /// Sums up the providers of `evidence`.
  package init(_ evidence: [(provider: String, Evidence)]) {
    isKnown = true
    for (provider, evidence) in evidence.sorted(by: { $0.provider.precedesInLists($1.provider) }) {
      switch evidence {
      case .present: present.append(provider)
      case .missing: missing.append(provider)
      case .unusable: unusable.append(provider)
      case .unchecked: unchecked.append(provider)
      case .unknown: break
      }
    }
  }
}

/// Tells credentials that are there from those kept elsewhere, for one agent after the other; what holds for
/// all that have a provider from the defaults is found out once.
struct FleetCredentials {
  private let credentials: ProviderCredentials
  private var shared: [String: Found] = [:]
  private var own: [CredentialGround: Found] = [:]

  /// What the environment and the configuration have for a provider.
  private struct Found {
    let evidence: AuthSummary.Evidence
    /// Whether it comes before every profile.
    let leads: Bool
  }

  init(_ credentials: ProviderCredentials) {
    self.credentials = credentials
  }

  /// Returns what is known of the providers that the agent of `row` uses.
  mutating func summary(
    of row: FleetStatus.Row, in session: Session<some Any>
  ) throws -> AuthSummary {
    var evidence: [(provider: String, AuthSummary.Evidence)] = []
    for provider in row.models.providersInUse
    where !evidence.contains(where: { $0.provider == provider }) {
      evidence.append((provider, try self.evidence(of: provider, row, in: session)))
    }
    return AuthSummary(evidence)
  }

  private mutating func evidence(
    of provider: String, _ row: FleetStatus.Row, in session: Session<some Any>
  ) throws -> AuthSummary.Evidence {
    if row.missingProviders.contains(provider) {
      return row.closed.contains { $0.provider == provider } ? .unusable : .missing
    }
    let found = try found(for: provider, row.models, in: session)
    if found.leads { return found.evidence }
    // A run takes neither a variable nor a key in place of profiles that rest.
    if row.resting.contains(provider) { return .unusable }
    if row.unchecked.contains(provider), found.evidence == .missing { return .unchecked }
    // What neither the environment nor the configuration has comes from a profile.
    guard found.evidence == .missing else { return found.evidence }
    return row.exhausted.contains(provider) ? .unusable : .present
  }

  private mutating func found(
    for provider: String, _ models: AgentModels, in session: Session<some Any>
  ) throws -> Found {
    let place = try credentials.declaringScope(of: models, in: session)
    if let definition = models.ownProvider(provider) {
      let ground = CredentialGround(definition, declaredAt: place)
      if let answer = own[ground] { return answer }
      let answer = try found(for: provider, definition, at: place, in: session)
      own[ground] = answer
      return answer
    }
    if place == .defaults, let answer = shared[provider] { return answer }
    let inherited = models.provider(provider)?.definition
    let answer = try found(for: provider, inherited, at: place, in: session)
    if place == .defaults { shared[provider] = answer }
    return answer
  }

  /// What the environment and the configuration have, where the declarations of `place` hold.
  private func found(
    for provider: String, _ definition: ProviderDefinition?, at place: ScopeID,
    in session: Session<some Any>
  ) throws -> Found {
    let row = try credentials.row(
      of: provider, definition: definition, usedAt: place, in: session)
    let isChain = AWSChain(provider: provider, authMode: definition?.authMode) == .first
    return Found(
      evidence: Self.evidence(row.effective, definition?.key),
      leads: row.leadsByReference || isChain)
  }

  private static func evidence(
    _ source: ProviderAuth.Source, _ key: KeyReference?
  ) -> AuthSummary.Evidence {
    switch source {
    case .missing: return .missing
    case .profiles, .env, .local: return .present
    case .awsSDK: return .unchecked
    case .modelsJSON:
      switch key {
      case .environment, .sealed: return .present
      default: return .unchecked
      }
    }
  }
}
