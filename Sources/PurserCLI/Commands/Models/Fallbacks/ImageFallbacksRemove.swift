import CommandKit
import PurserDomain
import PurserServices

/// `purser models image-fallbacks remove`
struct ImageFallbacksRemove: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Take a model off the image fallbacks.",
    Argument("model", "A model as provider/model, or an alias.", completion: .imageFallbacks),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models image-fallbacks remove acme-gateway/vision-1 --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.image) {
      try EditFallbacks(.image).remove(model, of: $1, in: $0)
    }
  }
}
