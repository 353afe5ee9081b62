import CommandKit
import PurserDomain
import PurserServices

/// `purser models image-fallbacks list`
struct ImageFallbacksList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the image fallbacks in order.",
    ScopeSelection.parameters,
    examples: [
      "purser models image-fallbacks list",
      "purser models image-fallbacks list --agent research --json",
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> FallbacksView {
    try FallbacksView(.image, scope, in: context)
  }
}
