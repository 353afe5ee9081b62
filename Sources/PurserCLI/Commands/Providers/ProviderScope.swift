import CommandKit
import PurserDomain
import PurserStore

/// Whose providers a reader is about: those of agents, or of the defaults themselves.
struct ProviderScope: Equatable, Sendable {
  var scope: ScopeSelection
  var defaults: Bool

  static let parameters = parameters(with: ScopeSelection.parameters)

  /// The declaration for a command that answers for one agent.
  static let ofOneAgent = parameters(with: ScopeSelection.ofOneAgent)

  private static func parameters(
    with scope: ParameterGroup<ScopeSelection>
  ) -> ParameterGroup<ProviderScope> {
    ParameterGroup(
      title: "Scope",
      scope, Flag("defaults", "Show the defaults themselves, not the current agent."),
      build: ProviderScope.checked)
  }

  private static func checked(
    scope: ScopeSelection, defaults: Bool
  ) throws(UsageError) -> ProviderScope {
    guard !defaults || scope.isEmpty else {
      throw UsageError(
        .conflict, "Choose either --defaults or agents, not both.", hint: "Leave one of them out.")
    }
    return ProviderScope(scope: scope, defaults: defaults)
  }

  /// Returns the agents meant; nil for the defaults, which also stand in for a store without agents.
  func agents(
    in session: Session<ReadOnly>, _ context: CommandContext
  ) throws -> [Agent]? {
    if defaults { return nil }
    let agents = try scope.readAgents(in: session, context.environment)
    return agents.isEmpty ? nil : agents
  }
}
