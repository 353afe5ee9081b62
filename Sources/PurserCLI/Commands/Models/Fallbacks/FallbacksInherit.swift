import CommandKit
import PurserDomain
import PurserServices

/// `purser models fallbacks inherit`
struct FallbacksInherit: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "inherit", "Let agents use the fallbacks of the defaults again.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models fallbacks inherit --agent research --dry-run"],
    discussion: "Lists of their own are forgotten; their models stay.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.text) {
      session, agents in
      try FollowDefaults(.text).inheritFallbacks(of: agents, in: session)
    }
  }
}
