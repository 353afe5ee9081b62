import JSONKit
package import PurserDomain
package import SecretKit

/// A list of models as a catalog sends it or a file holds it.
package struct CatalogDocument: Equatable, Sendable {
  package let source: CatalogSource
  /// The canonical provider it is about; `*` for many.
  package let provider: String
  /// Each reference once, in the order of the document.
  package private(set) var models: [CatalogModel] = []
  /// Whether it is the whole list, so that a model that it lacks is no longer there.
  package private(set) var isComplete = true
  package private(set) var report = CatalogReport()
  private var seen: Set<ModelRef> = []

  /// The largest document, in bytes.
  package static let sizeLimit = 32 << 20
  private static let entryLimit = 200_000

  /// Reads `bytes` as the list of `source`, or as what it looks like when that is nil; `provider` is whose list it is where
  /// the source is a provider. Throws `invalid` when it is no list of models, is empty, or does not fit, and
  /// `missing_provider` when nobody said whose list it is. `secrets`, those the list was asked for with, are taken out of it.
  package init(
    _ bytes: [UInt8], source: CatalogSource? = nil, provider: String? = nil,
    hiding secrets: [SecretBytes] = []
  ) throws {
    let (parsed, repeated) = try Self.parsed(bytes)
    let document = secrets.isEmpty ? parsed : SecretScrub(secrets).json(parsed)
    guard let found = source ?? Self.source(of: document) else { throw Self.notAList(source) }
    self.source = found
    switch found {
    case .openRouter: self.provider = "openrouter"
    case .modelsDev: self.provider = CatalogSource.everyProvider
    case .provider:
      guard let provider = provider.map(ModelNaming.standard.provider), !provider.isEmpty else {
        throw DomainError(
          .invalid, "The list does not say which provider it is of.", subject: "--provider",
          hint: "Name it with --provider.")
      }
      self.provider = provider
    }
    try read(document)
    // In models.dev's list ids are names of members, so that the later one has won already.
    for path in repeated where found == .modelsDev && path.elements.count == 3 {
      report.note(.doubled, path.description)
    }
    guard !models.isEmpty else {
      throw DomainError(
        .invalid, "The list has no models, which is no reason to believe that there are none.",
        subject: found.rawValue,
        hint: "Look at the file or the address; nothing was changed.")
    }
  }

  /// Returns the entries of OpenRouter's list, in its order; those without an id are left out. Throws `invalid` for what is
  /// no such list.
  static func openRouterEntries(_ bytes: [UInt8]) throws -> [OpenRouterEntry] {
    guard let entries = try parsed(bytes).document["data"]?.array else {
      throw notAList(.openRouter)
    }
    return entries.compactMap { OpenRouterEntry($0) }
  }

  private static func parsed(
    _ bytes: [UInt8]
  ) throws -> (document: JSON, repeated: [JSONPath]) {
    do throws(JSONError) {
      let read = try JSON.parseListingDuplicates(
        bytes, syntax: .jsonAfterByteOrderMark, limits: JSONLimits(bytes: sizeLimit, depth: 64))
      return (read.value, read.duplicates.map(\.path))
    } catch {
      let isPage = bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
      throw DomainError(
        .invalid,
        isPage
          ? "A web page was found where a list of models was expected."
          : "The list of models is not JSON that can be read (\(error.code.rawValue)).",
        subject: "catalog", hint: "Check the address or the file.",
        cause: isPage ? nil : error.description.printable(limit: 200))
    }
  }

  /// What a document looks like; nil when it is no list of models.
  private static func source(of document: JSON) -> CatalogSource? {
    if let entries = document["data"]?.array {
      let isOpenRouter = entries.prefix(20).contains {
        $0["architecture"] != nil || $0["pricing"]?["prompt"] != nil
      }
      return isOpenRouter ? .openRouter : .provider
    }
    if document["models"]?.array != nil || document.array != nil { return .provider }
    guard let members = document.object else { return nil }
    return members.values.prefix(20).contains { $0["models"]?.object != nil } ? .modelsDev : nil
  }

  private static func notAList(_ source: CatalogSource?) -> DomainError {
    DomainError(
      .invalid,
      source.map { "This is not a list of models as '\($0.rawValue)' writes it." }
        ?? "This is neither OpenRouter's list of models, nor that of models.dev, nor one of a provider.",
      subject: source?.rawValue ?? "catalog", hint: "Check the address or the file.")
  }

  private mutating func read(_ document: JSON) throws {
    switch source {
    case .openRouter:
      guard let entries = document["data"]?.array else { throw Self.notAList(source) }
      try limit(entries.count)
      for entry in entries { readOpenRouter(entry) }
    case .modelsDev:
      guard let providers = document.object else { throw Self.notAList(source) }
      try limit(providers.values.reduce(0) { $0 + ($1["models"]?.object?.count ?? 0) })
      for (id, provider) in providers { readModelsDev(id, provider) }
    case .provider:
      guard
        let entries = document["data"]?.array ?? document["models"]?.array ?? document.array
      else { throw Self.notAList(source) }
      try limit(entries.count)
      // A list that comes in parts says nothing of what is in the others.
      let more = ["nextPageToken", "next_page_token", "next"].contains {
        document[$0]?.string?.isEmpty == false
      }
      isComplete = !more && document["has_more"] != true
      for entry in entries { readListed(entry) }
    }
  }

  private func limit(_ count: Int) throws {
    guard count <= Self.entryLimit else {
      throw DomainError(
        .invalid, "The list has \(count) entries; no more than \(Self.entryLimit) are read.",
        subject: source.rawValue)
    }
  }

  private mutating func keep(_ model: CatalogModel) { models.append(model) }

  /// Whether it is the first of its reference.
  private mutating func isNew(_ ref: ModelRef) -> Bool {
    if seen.insert(ref).inserted { return true }
    report.note(.doubled, ref.key)
    return false
  }
}

// MARK: - Entries

extension CatalogDocument {
  private mutating func readOpenRouter(_ entry: JSON) {
    report.entries += 1
    guard entry.object != nil else { return report.note(.notAnObject, entry.kindName) }
    guard let read = OpenRouterEntry(entry) else {
      return report.note(.noID, CatalogText.line(entry["name"]) ?? "")
    }
    guard isNew(read.scan.ref) else { return }
    keep(read.catalogModel(&report))
  }

  private mutating func readModelsDev(_ id: String, _ provider: JSON) {
    let canonical = CatalogSource.provider(ofModelsDev: id)
    guard ProviderManifest.isCanonical(canonical) else {
      report.entries += 1
      return report.note(.noID, id)
    }
    guard let models = provider["models"]?.object else {
      report.entries += 1
      return report.note(.notAnObject, id)
    }
    for (key, entry) in models {
      report.entries += 1
      guard entry.object != nil else { report.note(.notAnObject, "\(id)/\(key)"); continue }
      let name = CatalogText.id(entry["id"]) ?? CatalogText.id(.string(key))
      guard let name,
        let ref = ModelNaming.standard.reference(provider: canonical, model: name)
      else { report.note(.noID, "\(id)/\(key)"); continue }
      guard isNew(ref) else { continue }
      keep(modelsDev(ref, entry))
    }
  }

  private mutating func modelsDev(_ ref: ModelRef, _ entry: JSON) -> CatalogModel {
    var model = CatalogModel(ref: ref)
    model.name = CatalogText.line(entry["name"])
    model.contextWindow = CatalogText.count(entry["limit"]?["context"])
    model.maxTokens = CatalogText.count(entry["limit"]?["output"])
    model.input = CatalogText.kinds(entry["modalities"]?["input"])
    let output = CatalogText.words(entry["modalities"]?["output"]) ?? []
    if let input = model.input, !input.isEmpty, !output.isEmpty {
      model.modality = input.joined(separator: "+") + "->" + output.joined(separator: "+")
    }
    model.tools = entry["tool_call"]?.bool
    model.reasoning = entry["reasoning"]?.bool
    model.status = CatalogText.line(entry["status"], limit: 40)
    model.createdAt = CatalogText.day(entry["release_date"])
    var prices = CatalogPrices(name: ref.key, power: 0)
    let cost = entry["cost"]
    model.cost = ModelCost(
      inputMicroUSD: prices.read(cost?["input"]), outputMicroUSD: prices.read(cost?["output"]),
      cacheReadMicroUSD: prices.read(cost?["cache_read"]),
      cacheWriteMicroUSD: prices.read(cost?["cache_write"]))
    model.costVaries = prices.varies
    prices.note(cost, &report)
    if model.contextWindow == nil { report.note(.noContext, ref.key) }
    return model
  }

  /// What providers list of themselves: OpenAI's form and those that grew from it, Google's, Ollama's. Prices are not
  /// read, since each provider that states them has a unit of its own.
  private mutating func readListed(_ entry: JSON) {
    report.entries += 1
    if entry.string == nil, entry.object == nil {
      return report.note(.notAnObject, entry.kindName)
    }
    let written =
      CatalogText.id(entry) ?? CatalogText.id(entry["id"]) ?? CatalogText.id(entry["slug"])
      ?? CatalogText.id(entry["name"])
    guard let written else { return report.note(.noID, "") }
    let name = written.droppingPrefix("models/") ?? written
    guard let ref = ModelNaming.standard.reference(provider: provider, model: name) else {
      return report.note(.noID, written)
    }
    guard isNew(ref) else { return }
    var model = CatalogModel(ref: ref)
    model.name =
      CatalogText.line(entry["display_name"]) ?? CatalogText.line(entry["displayName"])
      ?? (entry["id"] == nil ? nil : CatalogText.line(entry["name"]))
    model.contextWindow =
      [
        "context_length", "context_window", "max_context_length", "max_input_tokens",
        "inputTokenLimit", "max_model_len",
      ].lazy.compactMap { CatalogText.count(entry[$0]) }.first
    model.maxTokens =
      ["max_completion_tokens", "max_output_tokens", "outputTokenLimit"].lazy
      .compactMap { CatalogText.count(entry[$0]) }.first
    model.input = CatalogText.kinds(entry["input_modalities"])
    model.createdAt = CatalogText.moment(entry["created"]) ?? CatalogText.day(entry["created_at"])
    keep(model)
  }
}

extension JSON {
  /// The kind of value, as a remark names an entry that has no name.
  fileprivate var kindName: String { "(\(kind))" }
}
