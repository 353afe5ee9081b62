import CommandKit
import PurserDomain
import PurserServices

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
