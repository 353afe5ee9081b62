/// The models one agent (or the defaults) uses for one purpose, after inheritance, each with the layer it came from.
package struct EffectiveRoute: Equatable, Sendable {
  /// Why the fallbacks are what they are.
  package enum FallbackGround: String, Equatable, Sendable {
    /// The scope's own list.
    case ownList = "own list"
    /// The scope wants none.
    case none = "none"
    /// The agent has a primary of its own and no word on fallbacks.
    case strict
    /// The list of the defaults.
    case inherited
    /// No list anywhere.
    case unset
  }

  /// One configured fallback.
  package struct Fallback: Equatable, Sendable {
    /// The text as configured.
    package var written: String
    /// What it means; nil when it names no model.
    package var resolution: Resolution?
  }

  /// What the models are for.
  package var purpose: Purpose
  /// The model that starts; nil for a purpose other than `text` that nobody configured, or whose text names none.
  package var primary: Resolution?
  /// The primary exactly as configured; nil when nobody did.
  package var writtenPrimary: String?
  /// Where the primary came from.
  package var primaryLayer: RouteLayer
  /// The fallbacks in order, unreadable ones included.
  package var fallbacks: [Fallback]
  /// Where the list of fallbacks came from.
  package var fallbacksLayer: RouteLayer
  /// Why the list is what it is.
  package var fallbackGround: FallbackGround
  /// The primary of the defaults when the chain ends with it although the agent has another.
  package var defaultsPrimary: Resolution?

  /// Combines what the agent and the defaults say about `purpose`.
  ///
  /// The agent's primary wins over that of the defaults, and that over `fallback` or the tables' default model (for
  /// `text` only). An agent's own list, or its `none`, stands for itself; `inherit` takes the list of the defaults; without a
  /// word `rule` decides, but only where the agent names a primary. Fallbacks without a provider are read with
  /// the provider of the primary.
  package init(
    purpose: Purpose, agent: RouteSetting?, defaults: RouteSetting?, rule: AgentPrimaryRule,
    resolver: ModelResolver, fallback: ModelRef? = nil
  ) {
    self.purpose = purpose
    let nearest = agent?.namedPrimary == nil ? defaults : agent
    let owner = nearest?.namedPrimary == nil ? nil : nearest
    writtenPrimary = owner?.primary
    primaryLayer = owner.map { RouteLayer($0.scope) } ?? .builtIn
    let named =
      owner != nil || purpose == .text
      ? resolver.primary(owner?.namedPrimary, fallback: fallback) : nil
    // Only a run for text has a model to fall back to. [research/selection-and-auth.md C.3]
    primary = purpose != .text && named?.basis == .unreadable ? nil : named

    let source: RouteSetting?
    (source, fallbackGround) = fallbackSource(agent: agent, defaults: defaults, rule: rule)
    fallbacksLayer = source.map { RouteLayer($0.scope) } ?? .defaults
    let provider = primary?.ref.provider
    fallbacks = (source?.fallbacks ?? []).map {
      Fallback(written: $0, resolution: resolver.resolve($0, defaultProvider: provider))
    }
    if !endsWithAgent, agent?.namedPrimary != nil, let text = defaults?.namedPrimary {
      defaultsPrimary = resolver.primary(text, fallback: fallback)
    }
  }

  /// Whether the agent's own word on fallbacks ends the chain.
  var endsWithAgent: Bool {
    if case .agent = fallbacksLayer { true } else { false }
  }

  /// The primary and each readable fallback, in order with repetitions.
  package var models: [ModelRef] {
    (primary.map { [$0.ref] } ?? []) + fallbacks.compactMap { $0.resolution?.ref }
  }

  /// The providers of the primary and of each readable fallback, in order with repetitions.
  package var providers: [String] {
    var providers: [String] = []
    providers.reserveCapacity(1 + fallbacks.count)
    if let primary { providers.append(primary.ref.provider) }
    for fallback in fallbacks {
      if let resolution = fallback.resolution { providers.append(resolution.ref.provider) }
    }
    return providers
  }
}

/// The setting whose list applies, or nil when none does; an explicit `none` names its owner with an empty list.
private func fallbackSource(
  agent: RouteSetting?, defaults: RouteSetting?, rule: AgentPrimaryRule
) -> (RouteSetting?, EffectiveRoute.FallbackGround) {
  if let agent {
    let bare = RouteSetting(scope: agent.scope)
    switch agent.policy {
    case .list: return (agent, .ownList)
    case .some(.none): return (bare, .none)
    case nil where rule == .strict && agent.namedPrimary != nil: return (bare, .strict)
    case .inherit, nil: break
    }
  }
  guard let defaults else { return (nil, .unset) }
  switch defaults.policy {
  case .list: return (defaults, agent == nil ? .ownList : .inherited)
  case .some(.none): return (RouteSetting(scope: defaults.scope), .none)
  case .inherit, nil: return (RouteSetting(scope: defaults.scope), .unset)
  }
}
