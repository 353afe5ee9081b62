import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser models aliases remove`
struct AliasesRemove: Command {
  var alias: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Remove an alias; a built-in one is switched off.",
    Argument("alias", "The alias, spelt exactly.", completion: .aliases),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models aliases remove smart --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .aliases { try EditAliases().remove(alias, of: $1, in: $0) }
  }
}
