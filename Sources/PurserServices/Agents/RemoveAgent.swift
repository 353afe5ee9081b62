package import PurserDomain
package import PurserStore

/// Removes an agent with everything that stands at its scope.
package struct RemoveAgent {
  /// Makes the use case.
  package init() {}

  /// Removes `id`. What becomes of its profiles and orders is put into their history, which outlives the agent. Throws
  /// `not_found` when there is no such agent.
  package func run(_ id: Agent.ID, in session: Session<ReadWrite>) throws {
    _ = try session.agents.require(id)
    let scope = ScopeID.agent(id)
    func note(_ kind: ProfileEvent.Kind, _ profile: String?, _ provider: String, _ detail: String?)
      throws
    {
      try session.profileEvents.insert(
        ProfileEvent(
          kind, of: profile, provider: provider, at: scope, on: session.now, agent: id.text,
          reason: "agent removed", detail: detail))
    }
    for order in try session.profileOrders.list(at: scope) {
      try note(.orderChanged, nil, order.provider, "cleared")
    }
    for profile in try session.profiles.list(at: scope) {
      try note(.logout, profile.id, profile.provider, nil)
    }
    try session.agents.delete(id)
  }
}
