import CommandKit
import PurserDomain
import PurserServices

/// `purser models image-fallbacks list`
struct ImageFallbacksList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the image fallbacks in order.",
    ScopeSelection.parameters,
    examples: [
      "purser models image-fallbacks list",
      "purser models image-fallbacks list --agent research --json",
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> FallbacksView {
    try FallbacksView(.image, scope, in: context)
  }
}

/// `purser models image-fallbacks add`
struct ImageFallbacksAdd: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Put a model at the end of the image fallbacks.",
    Argument("model", "A model as provider/model, or an alias.", completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models image-fallbacks add google/gemini-3-flash-preview",
      "purser models image-fallbacks add openai/gpt-5.2 --agents 're*' --dry-run",
    ],
    discussion: FallbackWords.discussion,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.image) {
      try EditFallbacks(.image, environment: context.environment).add(model, of: $1, in: $0)
    }
  }
}

/// `purser models image-fallbacks remove`
struct ImageFallbacksRemove: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Take a model off the image fallbacks.",
    Argument("model", "A model as provider/model, or an alias.", completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models image-fallbacks remove acme-gateway/vision-1 --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).fallbacks(.image) {
      try EditFallbacks(.image).remove(model, of: $1, in: $0)
    }
  }
}

/// `purser models image-fallbacks clear`
struct ImageFallbacksClear: Command {
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Leave no image fallbacks.",
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: ["purser models image-fallbacks clear --agent research"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options).clearFallbacks(.image)
  }
}
