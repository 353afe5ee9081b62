import CommandKit
import PurserDomain

/// `purser models set`
struct ModelsSet: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "set", "Set the default model; fallbacks stay.",
    Argument("model", "A model as provider/model, or an alias.", completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models set openai/gpt-5.2",
      "purser models set anthropic/claude-opus-5 --agent research --dry-run",
      "purser models set openai/gpt-5.2 --agents 're*' --reason 'prices fell'",
    ],
    discussion: """
      The allowlist is never changed by it. A provider that is neither defined nor known is refused.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .setModel(model, .text, label: "Default model", member: "defaultModel")
  }
}
