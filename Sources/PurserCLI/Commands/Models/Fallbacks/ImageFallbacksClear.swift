import CommandKit
import PurserDomain
import PurserServices

/// `purser models image-fallbacks clear`
struct ImageFallbacksClear: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Leave no image fallbacks.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models image-fallbacks clear --agent research"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).clearFallbacks(.image)
  }
}
