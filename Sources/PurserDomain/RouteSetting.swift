/// What one scope says about one purpose: its primary model and which fallbacks it uses.
package struct RouteSetting: Equatable, Sendable {
  /// The scope that says it.
  package var scope: ScopeID
  /// The primary as configured (a reference, an alias or a bare name); nil or blank when the scope names none.
  package var primary: String?
  /// Which fallbacks it uses; nil when it says nothing.
  package var policy: FallbackPolicy?
  /// Its own list, as configured; counts only when `policy` is `list`.
  package var fallbacks: [String]

  /// Makes the setting of a scope.
  package init(
    scope: ScopeID, primary: String? = nil, policy: FallbackPolicy? = nil, fallbacks: [String] = []
  ) {
    self.scope = scope
    self.primary = primary
    self.policy = policy
    self.fallbacks = fallbacks
  }

  /// The primary without white space, nil when that leaves nothing.
  var namedPrimary: String? {
    guard let text = primary?.trimmed, !text.isEmpty else { return nil }
    return text
  }
}

/// Whether an agent with a primary of its own, and no word on fallbacks, uses those of the defaults.
package enum AgentPrimaryRule: String, Sendable, CaseIterable {
  /// It does not: a failure is shown.
  case strict
  /// It does.
  case inherit
}

/// Which layer of the configuration gave a value.
package enum RouteLayer: Hashable, Sendable, CustomStringConvertible {
  /// The caller asked for it.
  case request
  /// A session selected it.
  case session
  /// The agent's own configuration.
  case agent(Agent.ID)
  /// The defaults of the store.
  case defaults
  /// The program's tables.
  case builtIn

  package var description: String {
    switch self {
    case .request: "request"
    case .session: "session"
    case .agent: "agent"
    case .defaults: "defaults"
    case .builtIn: "built-in"
    }
  }

  init(_ scope: ScopeID) {
    self = scope.agent.map { .agent($0) } ?? .defaults
  }
}
