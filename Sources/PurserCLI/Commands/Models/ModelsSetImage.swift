import CommandKit
import PurserDomain

/// `purser models set-image`
struct ModelsSetImage: Command {
  var model: String
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "set-image", "Set the model for images that the default model cannot take.",
    Argument("model", "A model as provider/model, or an alias.", completion: .models),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models set-image google/gemini-3-flash-preview",
      "purser models set-image openai/gpt-5.2 --all-agents --dry-run",
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try ModelsWrite(context: context, scope: scope, options: options)
      .setModel(model, .image, label: "Image model", member: "imageModel")
  }
}
