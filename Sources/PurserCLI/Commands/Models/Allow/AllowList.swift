import CommandKit
import PurserDomain
import PurserServices

/// `purser models allow list`
struct AllowList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "Show which models may be chosen, and by which list.",
    ScopeSelection.parameters,
    examples: ["purser models allow list", "purser models allow list --agent research --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AllowlistView {
    try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      return AllowlistView(
        isFleet: !scope.isEmpty && !scope.isOneAgent, models: try session.views(of: agents))
    }
  }
}
