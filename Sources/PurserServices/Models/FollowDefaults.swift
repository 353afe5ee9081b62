package import PurserDomain
package import PurserStore

/// Takes the word of scopes on a route away, so that agents follow the defaults again.
package struct FollowDefaults {
  private let purpose: Purpose

  /// Needs the purpose whose route is meant.
  package init(_ purpose: Purpose) {
    self.purpose = purpose
  }

  /// Takes the model away that each agent, or the defaults when there are none, has of its own; fallbacks stay as they are
  /// stored. Returns the model in effect then: where nothing names one, the built-in one for text, none for images.
  package func unsetModel(
    of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    try change(agents, in: session) { route in
      route.primary = nil
    } values: { models in
      if let primary = models.route(purpose).primary { return [primary.ref.key] }
      return purpose == .text ? [models.resolver.naming.defaultModel.key] : []
    }
  }

  /// Lets agents use the fallbacks of the defaults again; their own list is forgotten. Returns the fallbacks in effect then.
  ///
  /// An agent with a model of its own says so in words, since by itself it has none. Throws `invalid` without agents.
  package func inheritFallbacks(
    of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    guard !agents.isEmpty else {
      throw DomainError(
        .invalid, "The defaults have nobody to inherit fallbacks from.", subject: "scope",
        hint: "Name the agents, such as with --agent ID or --all-agents.")
    }
    return try change(agents, in: session) { route in
      route.fallbacks = []
      route.policy = route.primary == nil ? nil : .inherit
    } values: { models in
      models.route(purpose).fallbacks.map(\.written)
    }
  }

  private func change(
    _ agents: [Agent], in session: Session<ReadWrite>, _ edit: (inout StoredRoute) -> Void,
    values: (AgentModels) -> [String]
  ) throws -> ModelChanges {
    for models in try session.views(of: agents) {
      var route = models.ownRoute(purpose)
      edit(&route)
      try session.routes.replace(
        at: models.scope, purpose: purpose, with: route, resolve: models.resolver.fullReference)
    }
    var outcome = ModelChanges()
    for models in try session.views(of: agents) { outcome.add(values(models), at: models.scope) }
    return outcome
  }
}
