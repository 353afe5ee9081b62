import CommandKit
import PurserDomain
import PurserServices

/// `purser models allow add`
struct AllowAdd: Command {
  var patterns: [String]
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Allow models; from then on only those of the list.",
    Argument(
      "pattern", "provider/model, provider/*, provider/prefix/* or an alias.", minimum: 1,
      completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models allow add 'openrouter/*' --dry-run",
      "purser models allow add anthropic/claude-opus-5 --agent research",
    ],
    discussion: """
      An agent's own list stands for that of the defaults; one without a list begins with the lines it \
      inherits.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .allow { try EditAllowlist(environment: context.environment).add(patterns, of: $1, in: $0) }
  }
}
