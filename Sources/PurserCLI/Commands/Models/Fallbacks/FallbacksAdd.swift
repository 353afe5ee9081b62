import CommandKit
import PurserDomain
import PurserServices

/// `purser models fallbacks add`
struct FallbacksAdd: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Put a model at the end of the fallbacks.",
    Argument("model", "A model as provider/model, or an alias.", completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models fallbacks add anthropic/claude-sonnet-5",
      "purser models fallbacks add openai/gpt-5.2 --agents 're*' --dry-run",
    ],
    discussion: FallbackWords.discussion,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.text) {
      try EditFallbacks(.text, environment: context.environment).add(model, of: $1, in: $0)
    }
  }
}
