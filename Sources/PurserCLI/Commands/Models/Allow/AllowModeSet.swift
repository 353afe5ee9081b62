import CommandKit
import PurserDomain
import PurserServices

extension AllowMode: ArgumentValue {}

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
