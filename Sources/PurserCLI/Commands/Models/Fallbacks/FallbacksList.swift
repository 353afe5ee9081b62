import CommandKit
import PurserDomain
import PurserServices

/// `purser models fallbacks list`
struct FallbacksList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the fallbacks in order.",
    ScopeSelection.parameters,
    examples: [
      "purser models fallbacks list", "purser models fallbacks list --agent research --json",
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> FallbacksView {
    try FallbacksView(.text, scope, in: context)
  }
}
