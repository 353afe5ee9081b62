import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser models aliases list`
struct AliasesList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the aliases in force, the built-in ones too.",
    ScopeSelection.parameters,
    examples: ["purser models aliases list", "purser models aliases list --plain"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AliasesView {
    try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      return AliasesView(
        isFleet: !scope.isEmpty && !scope.isOneAgent, models: try session.views(of: agents))
    }
  }
}

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
