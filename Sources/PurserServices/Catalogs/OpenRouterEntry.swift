package import JSONKit
package import PurserDomain

/// One entry of OpenRouter's list of models, in the spelling of the live API or that of older readers: `created` or
/// `created_at`, `architecture.modality` or `modality`, `top_provider.max_completion_tokens` or at the top.
package struct OpenRouterEntry: Equatable, Sendable {
  /// The entry as a scan takes it.
  package let scan: ScanModel
  private let entry: JSON

  /// Reads an entry; nil when it is no object or has no id.
  package init?(_ entry: JSON) {
    guard entry.object != nil, let id = CatalogText.id(entry["id"]) else { return nil }
    let architecture = entry["architecture"]
    scan = ScanModel(
      id: id, name: CatalogText.line(entry["name"]),
      contextLength: CatalogText.count(entry["context_length"]),
      maxCompletionTokens: ["max_completion_tokens", "max_output_tokens"].lazy
        .compactMap { CatalogText.count(entry[$0]) }.first
        ?? CatalogText.count(entry["top_provider"]?["max_completion_tokens"]),
      supportedParameters: CatalogText.texts(entry["supported_parameters"]),
      modality: CatalogText.line(entry["modality"]) ?? CatalogText.line(architecture?["modality"]),
      inputKinds: CatalogText.kinds(architecture?["input_modalities"]) ?? [],
      createdAt: CatalogText.moment(entry["created_at"]) ?? CatalogText.moment(entry["created"]),
      pricing: Self.pricing(entry["pricing"]))
    self.entry = entry
  }

  /// Reads prices; nil unless both that of the prompt and that of the answer are numbers.
  package static func pricing(_ json: JSON?) -> ScanPricing? {
    guard let prompt = CatalogText.double(json?["prompt"]),
      let completion = CatalogText.double(json?["completion"])
    else { return nil }
    func price(_ name: String) -> Double { CatalogText.double(json?[name]) ?? 0 }
    return ScanPricing(
      prompt: prompt, completion: completion, request: price("request"), image: price("image"),
      webSearch: price("web_search"), internalReasoning: price("internal_reasoning"))
  }

  /// The entry as a row of the catalog; what is odd about it goes into `report`.
  func catalogModel(_ report: inout CatalogReport) -> CatalogModel {
    var model = CatalogModel(ref: scan.ref)
    model.slug = CatalogText.id(entry["canonical_slug"]).flatMap { $0 == scan.id ? nil : $0 }
    model.name = scan.name
    model.contextWindow = scan.contextLength
    model.maxTokens = scan.maxCompletionTokens
    let kinds = CatalogText.kinds(entry["architecture"]?["input_modalities"]) ?? []
    model.input = kinds.isEmpty ? ScanModel.inputKinds(ofModality: scan.modality) : kinds
    model.modality = scan.modality
    if entry["supported_parameters"]?.array != nil {
      model.tools = scan.supportsTools
      model.reasoning = CatalogText.texts(entry["supported_parameters"]).contains("reasoning")
      model.parameterCount = Int64(scan.supportedParametersCount)
    }
    model.createdAt = scan.createdAt
    model.endsAt = CatalogText.day(entry["expiration_date"])
    var prices = CatalogPrices(name: scan.id, power: 6)
    let pricing = entry["pricing"]
    model.cost = ModelCost(
      inputMicroUSD: prices.read(pricing?["prompt"]),
      outputMicroUSD: prices.read(pricing?["completion"]),
      cacheReadMicroUSD: prices.read(pricing?["input_cache_read"]),
      cacheWriteMicroUSD: prices.read(pricing?["input_cache_write"]))
    model.costVaries = prices.varies
    prices.note(pricing, &report)
    if model.contextWindow == nil { report.note(.noContext, scan.id) }
    if scan.id.utf8.first == UInt8(ascii: "~") { report.note(.movingName, scan.id) }
    if model.endsAt != nil { report.note(.ending, scan.id) }
    return model
  }
}

/// The prices of one entry, read into micro-dollars per million tokens.
struct CatalogPrices {
  let name: String
  /// Ten to this power leads from the document's unit to a million tokens.
  let power: Int
  private(set) var varies = false
  private var isNegative = false
  private var isUnreadable = false
  private var isThere = false

  init(name: String, power: Int) {
    self.name = name
    self.power = power
  }

  mutating func read(_ json: JSON?) -> Int64? {
    guard let json, !json.isNull else { return nil }
    isThere = true
    guard let text = CatalogText.decimal(json),
      let amount = Money(nearestDollars: text, timesTenTo: power)?.microUSD
    else {
      isUnreadable = true
      return nil
    }
    if amount >= 0 { return amount }
    // OpenRouter's word for a price that depends on where the request is sent.
    if Double(text) == -1 { varies = true } else { isNegative = true }
    return nil
  }

  func note(_ document: JSON?, _ report: inout CatalogReport) {
    if !isThere { report.note(.noPrice, name) }
    if varies { report.note(.variablePrice, name) }
    if isNegative { report.note(.negativePrice, name) }
    if isUnreadable { report.note(.unreadablePrice, name) }
  }
}
