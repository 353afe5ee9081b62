import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models catalog list`
struct CatalogList: Command {
  var sources: [CatalogSourceText]
  var provider: String?
  var search: String?
  var free: Bool
  var retired: Bool
  var newSince: InstantText?
  var limit: Int

  static let declaration = Declaration<Self>(
    "list", "List the models of the catalogs that were loaded.",
    Option(
      "source", "List models of this catalog; several with commas or by repeating.", value: "name"),
    Option("provider", "List models of this provider only.", value: "id", completion: .providers),
    Option("search", "List models whose id or name has this text in it.", value: "text"),
    Flag("free", "List models that cost nothing."),
    Flag("retired", "List models that their catalog no longer has, instead of those it has."),
    Option("new-since", "List models first seen at or after this instant.", value: "instant"),
    Option("limit", "Most rows to list; 0 for all.", value: "n", default: 0),
    examples: [
      "purser models catalog list --free", "purser models catalog list --new-since '7d ago' --json",
      "purser models catalog list --retired --source openrouter",
      "purser models catalog list --provider openai --search mini --plain",
    ],
    discussion: """
      Prices are in dollars per million tokens. A model of several catalogs has a row in each. --plain prints \
      one provider/model per line.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CatalogListView {
    guard limit >= 0 else {
      throw UsageError(
        .invalidValue, "The value '\(limit)' is invalid for '--limit <n>'.", subject: "--limit",
        hint: "Give a number of rows, or 0 for all.")
    }
    let store = try context.presentStore()
    return CatalogListView(
      store: store, loads: try store.read { try $0.catalog.loads() },
      sources: sources.isEmpty ? CatalogSource.allCases : sources.map(\.source),
      provider: try provider.map { try ProviderArgument.id($0, in: context).text },
      search: search?.trimmed.lowercased(), free: free, retired: retired,
      newSince: try newSince?.instant(now: context.now), limit: limit)
  }
}

/// Rows of catalogs, one by one.
struct CatalogListView: StreamedView {
  let store: Store
  let loads: [CatalogLoad]
  let sources: [CatalogSource]
  let provider: String?
  let search: String?
  let free: Bool
  let retired: Bool
  let newSince: Timestamp?
  let limit: Int

  let jsonKey = "models"

  var jsonMembers: JSONObject { ["catalogs": .array(loads.map(\.json))] }

  var heading: Text { [Line(CatalogText.header)] }

  var empty: Text {
    loads.isEmpty
      ? ["No catalog is loaded. Run: purser models refresh"] : ["No models found."]
  }

  func forEach(_ body: (StoredCatalogModel) throws -> Void) throws {
    var count = 0
    try store.read { session in
      try session.catalog.forEach(of: sources, provider) { row in
        guard fits(row), limit == 0 || count < limit else { return }
        count += 1
        try body(row)
      }
    }
  }

  private func fits(_ row: StoredCatalogModel) -> Bool {
    guard retired == (row.retiredAt != nil), !free || row.model.isFree else { return false }
    if let newSince, row.firstSeenAt < newSince { return false }
    guard let search, !search.isEmpty else { return true }
    return row.model.ref.key.lowercased().contains(search)
      || row.model.name?.lowercased().contains(search) == true
  }

  func text(_ row: StoredCatalogModel) -> Text { [Line(CatalogText.line(row))] }

  func plain(_ row: StoredCatalogModel) -> Text { [Line(row.model.ref.key)] }

  func json(_ row: StoredCatalogModel) -> JSON {
    var json: JSONObject = ["source": .string(row.source.rawValue)]
    for (key, value) in row.model.members { json[key] = value }
    json["firstSeenAt"] = .number(JSONNumber(row.firstSeenAt.milliseconds))
    let last = row.lastSeenAt ?? loadedAt(row)
    json["lastSeenAt"] = last.map { .number(JSONNumber($0.milliseconds)) }
    json["retiredAt"] = row.retiredAt.map { .number(JSONNumber($0.milliseconds)) }
    return .object(json)
  }

  private func loadedAt(_ row: StoredCatalogModel) -> Timestamp? {
    loads.first {
      $0.source == row.source
        && [row.model.ref.provider, CatalogSource.everyProvider].contains($0.provider)
    }?.loadedAt
  }
}
