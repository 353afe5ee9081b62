import CommandKit
import PurserDomain
import PurserServices

/// `purser models allow remove`
struct AllowRemove: Command {
  var patterns: [String]
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Take lines off the list; an empty list allows nothing.",
    Argument("pattern", "A line of the list.", minimum: 1, completion: .allowLines),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models allow remove 'acme-gateway/*' --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .allow { try EditAllowlist().remove(patterns, of: $1, in: $0) }
  }
}
