import CommandKit
import PurserDomain
import PurserServices

/// `purser models allow clear`
struct AllowClear: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Remove the list; any model may be chosen then, by an agent what the defaults allow.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models allow clear --agent research"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .allow { try EditAllowlist().clear(of: $1, in: $0) }
  }
}
