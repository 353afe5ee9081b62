import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser models aliases clear`
struct AliasesClear: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Remove all aliases; built-in ones stay.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models aliases clear --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .aliases(saying: "Alias list cleared.") { try EditAliases().clear(of: $1, in: $0) }
  }
}
