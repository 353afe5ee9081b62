import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import SystemKit

/// The models that a provider defines.
struct ModelOptions: Equatable, Sendable {
  var ids: [String]
  var details: ModelDetails
  var file: String?
  var removed: [String]

  static let parameters = ParameterGroup(
    title: "Models",
    Option(
      "model", "Add this model, or change it; may be repeated.", value: "id", separator: nil),
    ModelDetails.parameters,
    Option(
      "models-file",
      "Add the models of this JSON array in the form of models.json; '-' for standard input.",
      value: "path", completion: .files),
    Option("remove-model", "Remove this model; may be repeated.", value: "id", separator: nil),
    build: ModelOptions.checked)

  private static func checked(
    ids: [String], details: ModelDetails, file: PathText?, removed: [String]
  ) throws(UsageError) -> ModelOptions {
    guard details == ModelDetails() || ids.count == 1 else {
      throw UsageError(
        .conflict, "Details such as --context-window are for one model.",
        hint: "Name one --model, or use --models-file.")
    }
    for id in ids
    where id.utf8.count > TextLimit.reference || id.hasUnprintable || SecretShape.hasKnownPrefix(id)
    {
      throw UsageError(
        .invalidValue, "The value for '--model <id>' is invalid.",
        hint: "Give the id of a model; a key is read with --key-stdin.")
    }
    return ModelOptions(ids: ids, details: details, file: file?.text, removed: removed)
  }

  /// Adds what was given to `edit`; reads the file.
  func apply(to edit: inout ProviderEdit, in context: CommandContext) throws {
    edit.models = ids.map { id in
      var model = ProviderEdit.Model(id: id.trimmed)
      model.name = details.name
      model.contextWindow = details.contextWindow
      model.maxTokens = details.maxTokens
      model.input = details.input.isEmpty ? nil : details.input
      model.reasoning = details.reasoning
      return model
    }
    edit.removedModels = removed.map(\.trimmed)
    if let file { edit.modelDocuments = try Self.documents(file, in: context) }
  }

  private static func documents(_ path: String, in context: CommandContext) throws -> [JSON] {
    let limit = 64 << 20
    let bytes =
      path == "-"
      ? try context.streams.readInput(limit)
      : try FileReader.read(Directories.expandHome(path, context.environment), limit: limit)
    let value = try JSON.parse(bytes, limits: JSONLimits(bytes: limit))
    guard let documents = value.array, !documents.isEmpty else {
      throw DomainError(
        .invalid, "'\(path)' holds no list of models.", subject: path,
        hint: "Give a JSON array of objects with an 'id', as 'models' has them in models.json.")
    }
    return documents
  }
}

/// What may be said of one model on the command line.
struct ModelDetails: Equatable, Sendable {
  var name: String?
  var contextWindow: Int64?
  var maxTokens: Int64?
  var input: [String] = []
  var reasoning: Bool?

  static let parameters = ParameterGroup(
    Option(
      "model-name", "Name of the model in lists; empty for none.", value: "text",
      allowsEmpty: true),
    Option("context-window", "Tokens the model can read.", value: "n"),
    Option("max-tokens", "Tokens the model can write.", value: "n"),
    Option("input", "What the model reads.", value: "text|image") as Option<[ModalityArgument]>,
    Flag("reasoning", "The model reasons."),
    Flag("no-reasoning", "The model does not reason."),
    build: ModelDetails.checked)

  private static func checked(
    name: String?, contextWindow: Int64?, maxTokens: Int64?, input: [ModalityArgument],
    reasoning: Bool, noReasoning: Bool
  ) throws(UsageError) -> ModelDetails {
    guard !reasoning || !noReasoning else {
      throw UsageError(
        .conflict, "Choose either --reasoning or --no-reasoning.", hint: "Leave one of them out.")
    }
    try UsageError.refuseLong(name, in: "--model-name <text>", limit: TextLimit.name)
    for (option, number) in [("--context-window", contextWindow), ("--max-tokens", maxTokens)] {
      guard let number, number < 1 else { continue }
      throw UsageError(
        .invalidValue, "The value '\(number)' is invalid for '\(option) <n>'.", subject: option,
        hint: "Give a number of tokens above zero.")
    }
    return ModelDetails(
      name: name, contextWindow: contextWindow, maxTokens: maxTokens, input: input.map(\.rawValue),
      reasoning: reasoning ? true : noReasoning ? false : nil)
  }
}

/// A kind of input.
enum ModalityArgument: String, ArgumentValue, CaseIterable, Equatable {
  case text
  case image
}
