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
  /// Those of the defaults that one of the agent's own for the same provider stands in front of, and whose place it takes.
  private let hidden: [StoredProfile]
  /// Whether the agent has nothing of its own, so that all of this is that of the defaults.
  package let isShared: Bool

  /// Combines what stands at the agent's scope and at the defaults. With `provider` only its profiles are kept; `own` must
  /// then hold those of other providers, too, that hide one of it.
  package init(
    scope: ScopeID, own: ScopeCredentials, shared: ScopeCredentials, of provider: String? = nil
  ) {
    self.scope = scope
    isShared = scope == .defaults || own.isEmpty
    guard !isShared else {
      (profiles, states) = (shared.profiles, shared.states)
      (declarations, orders) = (shared.declarations, shared.orders)
      hidden = []
      return
    }
    let byID = Dictionary(own.profiles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let sharedIDs = Set(shared.profiles.map(\.id))
    let all =
      shared.profiles.map { byID[$0.id] ?? $0 }
      + own.profiles.filter { !sharedIDs.contains($0.id) }
    profiles = provider.map { wanted in all.filter { $0.provider == wanted } } ?? all
    hidden = shared.profiles.filter { byID[$0.id]?.provider == $0.provider }
    // The state belongs to the profile that is used: a shadowed one says nothing of the agent's own.
    states = shared.states.filter { byID[$0.key] == nil }.merging(own.states) { _, own in own }
    let declared = Set(own.declarations.map(\.id))
    declarations =
      own.declarations + shared.declarations.filter { !declared.contains($0.id) }
    orders = own.orders + shared.orders
  }

  /// The profile of that id that the agent uses; nil when there is none.
  package func profile(_ id: String) -> StoredProfile? { profiles.first { $0.id == id } }

  /// What the profiles of `provider` are ranked from, still without them: orders, declarations, policy, the profiles that
  /// only hold a place, and those of other providers that are named for this one.
  func ranking(of provider: String, by policy: CooldownPolicy, now: Timestamp)
    -> ProfileRanking.Input
  {
    var input = ProfileRanking.Input(provider: provider, agent: scope, now: now)
    input.policy = policy
    input.declarations = declarations.map(\.declaration)
    input.orders = orders.map(\.order)
    input.credentials = hidden.filter { $0.provider == provider }.map { $0.credential(fault: nil) }
    let named = input.namedIDs
    if !named.isEmpty {
      input.credentials += profiles.filter { $0.provider != provider && named.contains($0.id) }
        .map { $0.credential(fault: nil) }
    }
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
  /// Returns the credentials that stand at `scope` itself.
  package func credentials(at scope: ScopeID) throws -> ScopeCredentials {
    let stored = try profiles.list(at: scope)
    return try credentials(
      at: scope, stored, stored.isEmpty ? [:] : profileStates.list(at: scope))
  }

  private func credentials(
    at scope: ScopeID, _ profiles: [StoredProfile], _ states: [String: ProfileState]
  ) throws -> ScopeCredentials {
    ScopeCredentials(
      profiles: profiles, states: states, declarations: try profileDeclarations.list(at: scope),
      orders: try profileOrders.list(at: scope))
  }

  /// Returns the profiles that `agent` can use, or those of the defaults for nil.
  package func profiles(of agent: Agent.ID?) throws -> AgentProfiles {
    let shared = try credentials(at: .defaults)
    guard let agent else {
      return AgentProfiles(scope: .defaults, own: ScopeCredentials(), shared: shared)
    }
    return AgentProfiles(
      scope: .agent(agent), own: try credentials(at: .agent(agent)), shared: shared)
  }

  /// Returns those of `provider` among the profiles that `agent` can use, or that the defaults can for nil. Only rows of
  /// that provider are read, and those of the agent that hide one of them.
  package func profiles(of agent: Agent.ID?, of provider: String) throws -> AgentProfiles {
    let scope = agent.map(ScopeID.agent) ?? .defaults
    var stored = Dictionary(
      grouping: try profiles.list(at: scope, of: provider), by: \.scope)
    if scope != .defaults {
      for shared in stored[.defaults] ?? []
      where stored[scope]?.contains(where: { $0.id == shared.id }) != true {
        if let own = try profiles.find(shared.id, at: scope) { stored[scope, default: []] += [own] }
      }
    }
    func credentials(at scope: ScopeID) throws -> ScopeCredentials {
      let list = stored[scope] ?? []
      var states: [String: ProfileState] = [:]
      for profile in list {
        states[profile.id] = try profileStates.find(profile.id, at: scope)
      }
      return try self.credentials(at: scope, list, states)
    }
    return AgentProfiles(
      scope: scope, own: agent == nil ? ScopeCredentials() : try credentials(at: scope),
      shared: try credentials(at: .defaults), of: provider)
  }

  /// Returns the profiles of each of `agents`: a few are read each by itself, more of them with a number of queries that
  /// does not depend on how many they are.
  package func profiles(of agents: [Agent.ID]) throws -> [Agent.ID: AgentProfiles] {
    let all = try agents.count > ScopeReads.few ? allCredentials() : credentials(of: agents)
    let shared = all[.defaults] ?? ScopeCredentials()
    return Dictionary(
      uniqueKeysWithValues: agents.map { agent in
        let own = all[.agent(agent)] ?? ScopeCredentials()
        return (agent, AgentProfiles(scope: .agent(agent), own: own, shared: shared))
      })
  }

  private func credentials(of agents: [Agent.ID]) throws -> [ScopeID: ScopeCredentials] {
    if agents.isEmpty { return [:] }
    return Dictionary(
      uniqueKeysWithValues: try ([.defaults] + agents.map { ScopeID.agent($0) }).map {
        ($0, try credentials(at: $0))
      })
  }

  private func allCredentials() throws -> [ScopeID: ScopeCredentials] {
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
    return byScope
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
