import CommandKit
import PurserDomain
import PurserServices

/// `purser models image-fallbacks inherit`
struct ImageFallbacksInherit: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "inherit", "Let agents use the image fallbacks of the defaults again.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models image-fallbacks inherit --agent research"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.image) {
      session, agents in
      try FollowDefaults(.image).inheritFallbacks(of: agents, in: session)
    }
  }
}
