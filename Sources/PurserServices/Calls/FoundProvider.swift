import JSONKit
import PurserDomain
import PurserStore

/// What there is on a provider for one call: its definition, its manifest and the model's definition.
struct FoundProvider {
  let id: String
  let stored: StoredProvider?
  let manifest: ProviderManifest?
  var model: ModelDefinition?
  /// Prices that a catalog has for the model, where its definition has none.
  var catalogCost: ModelCost?
  /// Whether the definition has models at all.
  var hasModels = false

  init(id: String, stored: StoredProvider?, manifest: ProviderManifest?) {
    self.id = id
    self.stored = stored
    self.manifest = manifest
  }

  /// The model's prices: its definition's, else those of a catalog.
  var cost: ModelCost? {
    if let cost = model?.cost, !cost.isEmpty { return cost }
    return catalogCost
  }

  /// The address: the model's, the provider's, the manifest's.
  var baseURL: String? { configuredURL ?? manifest?.baseURL }

  /// Whether the address is configured, and not just known.
  var isAddressConfigured: Bool { configuredURL != nil }

  private var configuredURL: String? {
    [model?.baseURL, stored?.definition.baseURL].lazy.compactMap { $0?.trimmed }
      .first { !$0.isEmpty }
  }

  /// The kind of API. Where a definition has models and an endpoint but no word on the kind, exports say
  /// `openai-completions`.
  var api: String? {
    let named = [model?.api, stored?.definition.api].lazy.compactMap { $0?.trimmed }
      .first { !$0.isEmpty }
    if let named { return named }
    let isExported = hasModels && stored?.definition.baseURL != nil
    if isExported { return "openai-completions" }
    return manifest?.api ?? (configuredURL == nil ? nil : "openai-completions")
  }

  /// The provider's remarks on compatibility under those of the model.
  var compat: JSON? {
    var result = JSONObject()
    for text in [stored?.definition.compatJSON, model?.compatJSON] {
      let object = text.flatMap { try? SealedMarks.parsed($0) }?.object ?? [:]
      for (key, value) in object { result[key] = value }
    }
    return result.isEmpty ? nil : .object(result)
  }

  /// Whether credentials belong to the address; they are sealed apart from it.
  var hasCredentialInAddress: Bool {
    [stored?.definition.extraJSON, model?.extraJSON].contains { text in
      text.flatMap { try? SealedMarks.parsed($0) }?[EndpointAddress.mark] != nil
    }
  }

  /// Whether what an admin's manifest sends besides goes there: not to an address that an agent's own definition names, which the
  /// agent may have written.
  var takesManifestExtras: Bool {
    guard isAddressConfigured, let stored, stored.scope != .defaults else { return true }
    return manifest?.baseURL.map(LocalURL.host) == baseURL.map(LocalURL.host)
  }

  /// How the provider is asked for a listing. The manifest's own address counts only where its base URL does: a key never
  /// leaves for a host that the configuration does not name.
  func listing(_ call: APICall) -> ReadyCall.Listing {
    guard manifest?.listsModels != false else { return .absent }
    if id == "openrouter" { return .ofKey }
    if let url = manifest?.modelListing, !isAddressConfigured { return .at(url) }
    return .usual
  }
}
