import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser models aliases add`
struct AliasesAdd: Command {
  var alias: String
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Give a model a short name; another one it has gives way.",
    Argument("alias", "Letters, digits, dots, underscores, colons and dashes."),
    Argument("model", "A model as provider/model, or another alias of it.", completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models aliases add quick openai/gpt-5-mini",
      "purser models aliases add deep anthropic/claude-opus-5 --agent research",
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try UsageError.refuseLong(alias.trimmed, in: "<alias>", limit: TextLimit.alias)
    return try ModelsWrite(context: context, scope: scope, options: options)
      .run(member: "model") { session, agents in
        try EditAliases(environment: context.environment).add(
          alias, for: model, of: agents, in: session)
      } lines: { values, owner in
        ["Alias \(alias.trimmed) -> \(values.joined())\(owner)"]
      } json: {
        .string($0.joined())
      }
  }
}
