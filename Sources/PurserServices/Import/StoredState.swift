import JSONKit
import PurserDomain
import PurserStore

/// What the store holds before an import, read with one query per table so that a thousand agents cost no
/// more than one.
struct StoredState {
  /// A provider at a scope.
  struct Place: Hashable {
    var scope: ScopeID
    var provider: String
  }

  /// A profile at a scope.
  struct ProfilePlace: Hashable {
    var scope: ScopeID
    var id: String
  }

  /// An order at a scope.
  struct OrderPlace: Hashable {
    var scope: ScopeID
    var provider: String
    var source: StoredOrder.Source
  }

  var agents: [Agent.ID: Agent] = [:]
  var nextPosition = 0
  var defaultAgent: Agent.ID?
  var routes: [ScopeID: [Purpose: StoredRoute]] = [:]
  var aliases: [ScopeID: [StoredAlias]] = [:]
  var modelSettings: [ScopeID: [ModelRef: StoredModelSetting]] = [:]
  var allowlists: [ScopeID: StoredAllowlist] = [:]
  /// Settings at the defaults, by key.
  var settings: [String: String] = [:]
  var providers: [Place: ProviderDefinition] = [:]
  var models: [Place: [ModelDefinition]] = [:]
  /// Profiles by scope and id.
  var profiles: [ProfilePlace: StoredProfile] = [:]
  /// The position behind the last profile of a scope.
  var nextProfilePosition: [ScopeID: Int] = [:]
  var profileStates: [ScopeID: [String: ProfileState]] = [:]
  var orders: [OrderPlace: StoredOrder] = [:]
  /// At the defaults, by id.
  var declarations: [String: StoredDeclaration] = [:]
  /// At the defaults, by name.
  var secretProviders: [String: StoredSecretProvider] = [:]
  /// Sealed credentials by field, per owner.
  var secrets: [String: [String: StoredSecret]] = [:]
  /// The digests that stand for sealed credentials, by row id.
  var digests: [Int64: String] = [:]

  /// Reads everything.
  init(_ session: Session<ReadOnly>) throws {
    for agent in try session.agents.list() {
      agents[agent.id] = agent
      nextPosition = max(nextPosition, agent.position + 1)
      if agent.isDefault { defaultAgent = agent.id }
    }
    routes = try session.routes.list()
    aliases = Dictionary(grouping: try session.aliases.list(), by: \.scope)
    for setting in try session.modelSettings.list() {
      modelSettings[setting.scope, default: [:]][setting.ref] = setting
    }
    allowlists = try session.allow.list()
    settings = try session.settings.values(at: .defaults)
    for secret in try session.secrets.list() {
      secrets[secret.owner, default: [:]][secret.field] = secret
    }
    try readProfiles(session)
    for provider in try session.providers.list() {
      let place = Place(scope: provider.scope, provider: provider.definition.id)
      providers[place] = provider.definition
      try note(provider.definition)
    }
    guard !providers.isEmpty else { return }
    try session.providerModels.forEach { model in
      models[Place(scope: model.scope, provider: model.provider), default: []]
        .append(model.definition)
      try note([
        model.definition.headersJSON, model.definition.compatJSON, model.definition.extraJSON,
      ])
    }
  }

  /// Takes in a profile that is in the store now.
  mutating func note(_ profile: StoredProfile) {
    profiles[ProfilePlace(scope: profile.scope, id: profile.id)] = profile
    nextProfilePosition[profile.scope] = max(
      nextProfilePosition[profile.scope] ?? 0, profile.position + 1)
  }

  private mutating func readProfiles(_ session: Session<ReadOnly>) throws {
    for profile in try session.profiles.list() {
      note(profile)
      if let sealed = profile.sealed { digests[sealed.secret] = sealed.digest }
      try note([profile.extraJSON])
    }
    profileStates = try session.profileStates.list()
    for order in try session.profileOrders.list() {
      orders[OrderPlace(scope: order.scope, provider: order.provider, source: order.source)] = order
    }
    for declaration in try session.profileDeclarations.list(at: .defaults) {
      declarations[declaration.id] = declaration
    }
    for provider in try session.secretProviders.all(at: .defaults) {
      secretProviders[provider.name] = provider
    }
  }

  private mutating func note(_ provider: ProviderDefinition) throws {
    if case .sealed(let id, let digest) = provider.key { digests[id] = digest }
    try note([provider.headersJSON, provider.compatJSON, provider.extraJSON])
  }

  private mutating func note(_ texts: [String?]) throws {
    guard !secrets.isEmpty else { return }
    for text in texts {
      guard let text, text != "{}" else { continue }
      var found: [Int64: String] = [:]
      try SealedMarks.forEach(text) { found[$0] = $1 }
      digests.merge(found) { first, _ in first }
    }
  }
}
