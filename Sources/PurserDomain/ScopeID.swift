/// Where a configured thing stands: with the defaults of the store, or with one agent.
package enum ScopeID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The defaults, written `*`; they sort before every agent.
  case defaults
  /// One agent.
  case agent(Agent.ID)

  /// Reads `*` or an agent id; throws `invalid` for anything else.
  package init(_ text: String) throws(DomainError) {
    self = text == "*" ? .defaults : .agent(try Agent.ID(text))
  }

  /// The key of the scope in the store: `*` or the agent's id.
  package var text: String {
    switch self {
    case .defaults: "*"
    case .agent(let id): id.text
    }
  }

  /// The agent whose scope this is, or nil for the defaults.
  package var agent: Agent.ID? {
    switch self {
    case .defaults: nil
    case .agent(let id): id
    }
  }

  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.defaults, .defaults), (.agent, .defaults): false
    case (.defaults, .agent): true
    case (.agent(let left), .agent(let right)): left < right
    }
  }
}
