import CommandKit
import PurserDomain
import PurserServices
import SystemKit

/// `purser models catalog import`
struct CatalogImport: Command {
  var file: TextSource
  var source: CatalogSourceText?
  var provider: String?
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "import", "Load a list of models from a file.",
    Argument("file", "The file, or - for standard input.", completion: .files),
    Option("source", "Whose list it is; otherwise what it looks like.", value: "name"),
    Option(
      "provider", "The provider whose own list it is.", value: "id", completion: .providers),
    WriteOptions.parameters,
    examples: [
      "purser models catalog import ~/openrouter-models.json",
      "purser models catalog import ~/openrouter-models.json --dry-run --json",
    ],
    discussion: """
      Reads what OpenRouter answers at /api/v1/models, the api.json of models.dev, and the list that a provider \
      answers at /models (with --provider). Entries that make no sense are left out, counted and named. What the file \
      no longer has is retired, so it has to be a whole list. No route is changed by it.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CatalogLoadsView {
    let document = try CatalogFile.read(file, source?.source, provider, in: context)
    let written = try context.write(options) { session in
      [CatalogLoadsView.Row.loaded(try LoadCatalog.run(document, in: session))]
    }
    return CatalogLoadsView(written, in: context)
  }
}

/// A list of models in a file.
enum CatalogFile {
  static func read(
    _ file: TextSource, _ source: CatalogSource?, _ provider: String?, in context: CommandContext
  ) throws -> CatalogDocument {
    let provider = try provider.map { try ProviderArgument.id($0, in: context).text }
    if provider != nil, let source, source != .provider {
      throw UsageError(
        .conflict, "--provider goes with the own list of a provider, --source names another.",
        subject: "--provider", hint: "Leave one of them out.")
    }
    let bytes: [UInt8]
    switch file {
    case .standardInput: bytes = try context.streams.readInput(CatalogDocument.sizeLimit)
    case .given(let path):
      bytes = try FileReader.read(
        Directories.expandHome(path, context.environment), limit: CatalogDocument.sizeLimit)
    }
    return try CatalogDocument(
      bytes, source: provider == nil ? source : .provider, provider: provider)
  }
}
