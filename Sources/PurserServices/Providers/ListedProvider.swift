package import PurserDomain
package import PurserStore

/// A provider in force for an agent, or for the defaults, without its models.
package struct ListedProvider: Equatable, Sendable {
  /// The agent it is in force for; nil for the defaults.
  package let agent: Agent.ID?
  /// The scope it stands at.
  package let scope: ScopeID
  package let definition: ProviderDefinition
  package let modelCount: Int
}

extension Session {
  /// Returns the providers of the defaults, in document order.
  package func providersOfDefaults() throws -> [ListedProvider] {
    let counts = try providerModels.counts(at: .defaults)
    return try providers.list(at: .defaults).map { provider in
      ListedProvider(
        agent: nil, scope: .defaults, definition: provider.definition,
        modelCount: counts[provider.definition.id] ?? 0)
    }
  }

  /// Returns the providers in force for each agent: those of the defaults in their order, each replaced
  /// where the agent has its own, then what the agent alone has. The number of queries does not depend on
  /// how many agents there are.
  package func providers(inForceFor agents: [Agent]) throws -> [ListedProvider] {
    let scopes: [ScopeID] = [.defaults] + agents.map { .agent($0.id) }
    var stored: [ScopeID: [EffectiveProvider]] = [:]
    var counts: [ScopeID: [String: Int]] = [:]
    if agents.count > ScopeReads.few {
      for provider in try providers.list() {
        stored[provider.scope, default: []].append(EffectiveProvider(provider))
      }
      counts = try providerModels.counts()
    } else {
      for scope in scopes {
        stored[scope] = try providers.list(at: scope).map(EffectiveProvider.init)
        counts[scope] = try providerModels.counts(at: scope)
      }
    }
    return agents.flatMap { agent in
      EffectiveProvider.overlay(
        defaults: stored[.defaults] ?? [], own: stored[.agent(agent.id)] ?? []
      ).map { provider in
        ListedProvider(
          agent: agent.id, scope: provider.scope, definition: provider.definition,
          modelCount: counts[provider.scope]?[provider.definition.id] ?? 0)
      }
    }
  }
}

extension EffectiveProvider {
  fileprivate init(_ stored: StoredProvider) {
    self.init(scope: stored.scope, definition: stored.definition, models: [])
  }
}
