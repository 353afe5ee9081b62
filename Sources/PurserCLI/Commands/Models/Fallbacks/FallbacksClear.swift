import CommandKit
import PurserDomain
import PurserServices

/// `purser models fallbacks clear`
struct FallbacksClear: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Leave no fallbacks.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models fallbacks clear --agent research"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).clearFallbacks(.text)
  }
}
