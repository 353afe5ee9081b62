import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser models aliases list`
struct AliasesList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the aliases in force, the built-in ones too.",
    ScopeSelection.parameters,
    examples: ["purser models aliases list", "purser models aliases list --plain"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AliasesView {
    try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      return AliasesView(
        isFleet: !scope.isEmpty && !scope.isOneAgent, models: try session.views(of: agents))
    }
  }
}
