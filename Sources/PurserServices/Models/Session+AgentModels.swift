package import PurserDomain
package import PurserStore

extension Session {
  /// Returns the view of the defaults themselves.
  package func defaultModels() throws -> AgentModels {
    let configuration = try configuration(at: .defaults)
    return try AgentModels(
      agent: nil, own: configuration, base: DefaultsBase(configuration),
      providerModels: { try offered(at: .defaults) })
  }

  /// Returns the view of one agent; with nil that of the defaults.
  package func models(of agent: Agent?) throws -> AgentModels {
    guard let agent else { return try defaultModels() }
    let own = try configuration(at: .agent(agent.id))
    return try AgentModels(
      agent: agent, own: own, base: DefaultsBase(configuration(at: .defaults)),
      providerModels: { try refs(of: agent, hiding: own.providers) })
  }

  /// Returns the views of the given agents, in their order: a few are read each by itself, more of them with a number of
  /// queries that does not depend on how many they are.
  package func models(of agents: [Agent]) throws -> [AgentModels] {
    let all = try agents.count > ScopeReads.few ? configurations() : configurations(of: agents)
    let base = DefaultsBase(all[.defaults] ?? ScopeConfiguration())
    var defaultRefs: [ModelRef]?
    let defaultView = try AgentModels(agent: nil, own: base.configuration, base: base) {
      let refs = try offered(at: .defaults)
      defaultRefs = refs
      return refs
    }
    return try agents.map { agent in
      let own = all[.agent(agent.id)] ?? ScopeConfiguration()
      return try AgentModels(agent: agent, own: own, base: base, defaultView: defaultView) {
        let shared = try defaultRefs ?? offered(at: .defaults)
        defaultRefs = shared
        if own.providers.isEmpty { return shared }
        let hidden = Set(own.providers.map(\.id))
        return try offered(at: .agent(agent.id))
          + shared.filter { !hidden.contains($0.provider) }
      }
    }
  }

  private func configurations(of agents: [Agent]) throws -> [ScopeID: ScopeConfiguration] {
    var found: [ScopeID: ScopeConfiguration] = [:]
    for scope in [.defaults] + agents.map({ ScopeID.agent($0.id) }) where found[scope] == nil {
      found[scope] = try configuration(at: scope)
    }
    return found
  }

  /// Returns what reads `text` at the scope of `models`. What providers define is brought in where only that can explain the
  /// text: a view alone knows it only where its own routes or lists need it.
  func resolver(of models: AgentModels, for text: String) throws -> ModelResolver {
    let resolver = models.resolver
    guard resolver.offered.isEmpty, models.hasProviders, resolver.isBare(text) else {
      return resolver
    }
    return resolver.offering(
      try models.agent.map { try refs(of: $0, hiding: models.ownProviders) }
        ?? offered(at: .defaults))
  }

  /// Returns the models that providers at `scope` itself define, by all their names.
  private func offered(at scope: ScopeID) throws -> [ModelRef] {
    ModelNaming.standard.names(ofDefined: try providerModels.refs(at: scope))
  }

  private func refs(of agent: Agent, hiding own: [ProviderDefinition]) throws -> [ModelRef] {
    let shared = try offered(at: .defaults)
    if own.isEmpty { return shared }
    let hidden = Set(own.map(\.id))
    return try offered(at: .agent(agent.id))
      + shared.filter { !hidden.contains($0.provider) }
  }
}
