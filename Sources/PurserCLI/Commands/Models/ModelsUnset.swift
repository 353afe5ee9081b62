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

/// `purser models unset-image`
struct ModelsUnsetImage: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "unset-image", "Take the image model away; agents follow the defaults again.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models unset-image --agent research"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .unsetModel(.image, label: "Image model", member: "imageModel")
  }
}

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
