package import PurserDomain
package import PurserStore

/// The profiles that one agent, or the defaults, can use: those of the defaults, with an agent's own
/// in place of those of the same id, and what is known of each.
package struct AgentProfiles: Sendable {
  /// The agent's scope; the defaults' own for the defaults.
  package let scope: ScopeID
  /// Those of the defaults in their order, then the agent's further ones in theirs.
  package let profiles: [StoredProfile]
  /// By profile; of those that somebody has used.
  package let states: [String: ProfileState]
  /// What the config says of profiles, the agent's own before those of the defaults.
  package let declarations: [StoredDeclaration]
  /// The orders of the agent and of the defaults.
  package let orders: [StoredOrder]
  /// Whether the agent has nothing of its own, so that all of this is that of the defaults.
  package let isShared: Bool

  /// Combines what stands at the agent's scope and at the defaults.
  package init(
    scope: ScopeID, own: ScopeCredentials, shared: ScopeCredentials
  ) {
    self.scope = scope
    isShared = scope == .defaults || own.isEmpty
    guard !isShared else {
      (profiles, states) = (shared.profiles, shared.states)
      (declarations, orders) = (shared.declarations, shared.orders)
      return
    }
    let byID = Dictionary(own.profiles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let sharedIDs = Set(shared.profiles.map(\.id))
    profiles =
      shared.profiles.map { byID[$0.id] ?? $0 }
      + own.profiles.filter { !sharedIDs.contains($0.id) }
    // The state belongs to the profile that is used: a shadowed one says nothing of the agent's own.
    states = shared.states.filter { byID[$0.key] == nil }.merging(own.states) { _, own in own }
    let declared = Set(own.declarations.map(\.id))
    declarations =
      own.declarations + shared.declarations.filter { !declared.contains($0.id) }
    orders = own.orders + shared.orders
  }

  /// The profile of that id that the agent uses; nil when there is none.
  package func profile(_ id: String) -> StoredProfile? { profiles.first { $0.id == id } }

  /// What the profiles of `provider` are ranked from, still without credentials: orders, declarations and policy.
  func ranking(of provider: String, by policy: CooldownPolicy, now: Timestamp)
    -> ProfileRanking.Input
  {
    var input = ProfileRanking.Input(provider: provider, agent: scope, now: now)
    input.policy = policy
    input.declarations = declarations.map(\.declaration)
    input.orders = orders.map(\.order)
    return input
  }

  /// The state of a profile.
  package func state(of id: String) -> ProfileState { states[id] ?? .unused }
}

/// The credentials that stand at one scope itself.
package struct ScopeCredentials: Sendable {
  package var profiles: [StoredProfile] = []
  package var states: [String: ProfileState] = [:]
  package var declarations: [StoredDeclaration] = []
  package var orders: [StoredOrder] = []

  /// Whether nothing stands there.
  package var isEmpty: Bool {
    profiles.isEmpty && declarations.isEmpty && orders.isEmpty
  }
}

extension Session {
  /// Returns the credentials that stand at `scope` itself; with `provider` only that provider's.
  package func credentials(at scope: ScopeID, of provider: String? = nil) throws
    -> ScopeCredentials
  {
    var found = ScopeCredentials()
    if let provider {
      found.profiles = try profiles.list(at: scope, of: provider).filter { $0.scope == scope }
      for profile in found.profiles {
        found.states[profile.id] = try profileStates.find(profile.id, at: scope)
      }
    } else {
      found.profiles = try profiles.list(at: scope)
      found.states = found.profiles.isEmpty ? [:] : try profileStates.list(at: scope)
    }
    found.declarations = try profileDeclarations.list(at: scope)
    found.orders = try profileOrders.list(at: scope)
    return found
  }

  /// Returns the profiles that `agent` can use, or those of the defaults for nil; with `provider` only that
  /// provider's.
  package func profiles(of agent: Agent.ID?, of provider: String? = nil) throws -> AgentProfiles {
    let shared = try credentials(at: .defaults, of: provider)
    guard let agent else {
      return AgentProfiles(scope: .defaults, own: ScopeCredentials(), shared: shared)
    }
    return AgentProfiles(
      scope: .agent(agent), own: try credentials(at: .agent(agent), of: provider), shared: shared)
  }

  /// Returns the profiles of each of `agents`, with a number of queries that does not depend on how many
  /// they are.
  package func profiles(of agents: [Agent.ID]) throws -> [Agent.ID: AgentProfiles] {
    var byScope: [ScopeID: ScopeCredentials] = [:]
    for profile in try profiles.list() {
      byScope[profile.scope, default: .init()].profiles.append(profile)
    }
    for (scope, states) in try profileStates.list() {
      byScope[scope, default: .init()].states = states
    }
    for declaration in try profileDeclarations.list() {
      byScope[declaration.scope, default: .init()].declarations.append(declaration)
    }
    for order in try profileOrders.list() {
      byScope[order.scope, default: .init()].orders.append(order)
    }
    let shared = byScope[.defaults] ?? ScopeCredentials()
    return Dictionary(
      uniqueKeysWithValues: agents.map { agent in
        let own = byScope[.agent(agent)] ?? ScopeCredentials()
        return (agent, AgentProfiles(scope: .agent(agent), own: own, shared: shared))
      })
  }
}

extension ProfileRanking.Input {
  /// Adds a stored profile and what is known of it.
  mutating func add(
    _ profile: StoredProfile, fault: StoredCredential.Material?, state: ProfileState?
  ) {
    credentials.append(profile.credential(fault: fault))
    states[ProfileKey(scope: profile.scope, id: profile.id)] = state
  }
}
