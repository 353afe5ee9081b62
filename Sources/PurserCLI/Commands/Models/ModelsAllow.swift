import CommandKit
import PurserDomain
import PurserServices

extension AllowMode: ArgumentValue {}

/// `purser models allow list`
struct AllowList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "Show which models may be chosen, and by which list.",
    ScopeSelection.parameters,
    examples: ["purser models allow list", "purser models allow list --agent research --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AllowlistView {
    try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      return AllowlistView(
        isFleet: !scope.isEmpty && !scope.isOneAgent, models: try session.views(of: agents))
    }
  }
}

/// `purser models allow add`
struct AllowAdd: Command {
  var patterns: [String]
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Allow models; from then on only those of the list.",
    Argument(
      "pattern", "provider/model, provider/*, provider/prefix/* or an alias.", minimum: 1,
      completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models allow add 'openrouter/*' --dry-run",
      "purser models allow add anthropic/claude-opus-5 --agent research",
    ],
    discussion: """
      An agent's own list stands for that of the defaults; one without a list begins with the lines it \
      inherits.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .allow { try EditAllowlist(environment: context.environment).add(patterns, of: $1, in: $0) }
  }
}

/// `purser models allow remove`
struct AllowRemove: Command {
  var patterns: [String]
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Take lines off the list; an empty list allows nothing.",
    Argument("pattern", "A line of the list.", minimum: 1, completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models allow remove 'acme-gateway/*' --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .allow { try EditAllowlist().remove(patterns, of: $1, in: $0) }
  }
}

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

/// `purser models allow mode`
struct AllowModeSet: Command {
  var mode: AllowMode
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "mode", "Say whether the list limits: any model, only its lines, or what the defaults say.",
    Argument("mode", "The mode; the lines of the list stay."),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models allow mode any --agent research", "purser models allow mode only"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .allow { try EditAllowlist().setMode(mode, of: $1, in: $0) }
  }
}
