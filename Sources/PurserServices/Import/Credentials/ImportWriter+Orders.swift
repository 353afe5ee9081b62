import PurserDomain
import PurserStore

extension ImportWriter {
  /// Writes what the configuration says of credentials.
  mutating func write(_ auth: ConfigAuth) throws {
    for declaration in auth.declarations {
      if stored.declarations[declaration.id] == declaration {
        log.count(.profileDeclarations, \.unchanged)
      } else {
        try session.profileDeclarations.save(declaration)
        stored.declarations[declaration.id] = declaration
        log.count(.profileDeclarations, \.stored)
      }
    }
    for order in auth.orders { try write(order, .config, at: .defaults) }
    for setting in auth.settings { try write(setting.key, setting.value) }
    for provider in auth.secretProviders {
      if stored.secretProviders[provider.name] == provider {
        log.count(.secretProviders, \.unchanged)
      } else {
        try session.secretProviders.save(provider)
        stored.secretProviders[provider.name] = provider
        log.count(.secretProviders, \.stored)
      }
    }
  }

  /// Writes the orders that stand beside credentials: those of `main` for all agents, those of an agent that
  /// say something else at its scope.
  mutating func write(ordersOf sources: [CredentialSource], sharing main: Agent.ID?) throws {
    var shared: [String: [String]] = [:]
    /// Those of `main` that became the shared ones.
    var leading: Set<String> = []
    for source in sources where source.agent == nil || source.agent == main {
      for order in source.state.orders {
        guard shared[order.provider] == nil else {
          // Main's own one counts for main, as any agent's does. [research/selection-and-auth.md D7]
          if source.agent == nil { log.count(.profileOrders, \.skipped) }
          continue
        }
        shared[order.provider] = order.ids
        if source.agent != nil { leading.insert(order.provider) }
        try write(order, .store, at: .defaults)
      }
    }
    for source in sources {
      guard let agent = source.agent else { continue }
      for order in source.state.orders where agent != main || !leading.contains(order.provider) {
        log.agent = agent
        if shared[order.provider] == order.ids {
          try settle(order, at: .agent(agent))
        } else {
          try write(order, .store, at: .agent(agent))
        }
        log.agent = nil
      }
    }
  }

  private mutating func write(
    _ order: ReadAuthState.Order, _ source: StoredOrder.Source, at scope: ScopeID
  ) throws {
    let place = StoredState.OrderPlace(scope: scope, provider: order.provider, source: source)
    let wanted = StoredOrder(
      scope: scope, provider: order.provider, source: source, profiles: order.ids)
    guard stored.orders[place] != wanted else { return log.count(.profileOrders, \.unchanged) }
    try session.profileOrders.save(wanted)
    stored.orders[place] = wanted
    try noteOrder(place)
    log.count(.profileOrders, \.stored)
  }

  /// An agent whose list says what the shared one says follows that.
  private mutating func settle(_ order: ReadAuthState.Order, at scope: ScopeID) throws {
    let place = StoredState.OrderPlace(scope: scope, provider: order.provider, source: .store)
    guard stored.orders[place] != nil else { return log.count(.profileOrders, \.unchanged) }
    try session.profileOrders.delete(order.provider, at: scope, source: .store)
    stored.orders[place] = nil
    try noteOrder(place)
    log.count(.profileOrders, \.stored)
  }

  private func noteOrder(_ place: StoredState.OrderPlace) throws {
    let ids = stored.orders[place]?.profiles
    let order = ids.map { $0.isEmpty ? "(none)" : $0.joined(separator: ", ") }
    try session.profileEvents.insert(
      ProfileEvent(
        .orderChanged, of: nil, provider: place.provider, at: place.scope, on: session.now,
        reason: "import", detail: order ?? "cleared"))
  }
}
