import CommandKit
import PurserDomain
import PurserServices

/// `purser models unset`
struct ModelsUnset: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "unset", "Take the default model away; agents follow the defaults again.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models unset --agent research", "purser models unset --all-agents --dry-run",
    ],
    discussion: """
      The undoing of 'purser models set'. Fallbacks stay; 'purser models fallbacks inherit' lets agents follow those of the \
      defaults too. Without agents the defaults themselves are left without a model.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .unsetModel(.text, label: "Default model", member: "defaultModel")
  }
}
