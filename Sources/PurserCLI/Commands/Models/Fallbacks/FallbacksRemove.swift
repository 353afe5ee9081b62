import CommandKit
import PurserDomain
import PurserServices

/// `purser models fallbacks remove`
struct FallbacksRemove: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Take a model off the fallbacks.",
    Argument("model", "A model as provider/model, or an alias.", completion: .fallbacks),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models fallbacks remove openai/gpt-5.2 --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.text) {
      try EditFallbacks(.text).remove(model, of: $1, in: $0)
    }
  }
}
