import JSONKit
package import PurserDomain
package import PurserStore

/// What is known of models at one scope: those that the providers in force define, then those of the loaded catalogs.
package struct ModelCatalog<Access> {
  private let session: Session<Access>
  private let providers: [String: StoredProvider]
  private let standings: CatalogStandings<Access>

  /// Needs the view whose providers count, in the session it was read in.
  package init(of models: AgentModels, in session: Session<Access>) {
    self.session = session
    standings = CatalogStandings(in: session)
    providers = Dictionary(
      models.providers.map { ($0.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether a provider in force defines any model.
  package func hasModels(of provider: String) throws -> Bool {
    guard let provider = providers[provider] else { return false }
    return try session.providerModels.hasAny(of: provider.definition.id, at: provider.scope)
  }

  /// Returns what is known of a model, nil when neither a provider in force nor a catalog that covers it has it.
  package func find(_ ref: ModelRef) throws -> ModelRow.Known? {
    if let defined = try defined(ref) { return defined }
    let rows = try standings.rows(of: ref, definition: providers[ref.provider]?.definition)
    return rows.isEmpty ? nil : known(ref, rows)
  }

  /// Returns where a model stands in the catalogs, nil where none covers its provider.
  package func standing(of ref: ModelRef) throws -> CatalogStanding? {
    try standings.standing(
      of: ref, definition: providers[ref.provider]?.definition,
      isDefined: try defined(ref) != nil)
  }

  /// Returns all models, of one provider only when it is named, sorted by provider, then model, in list order. Retired
  /// models are left out.
  package func list(provider wanted: String? = nil) throws -> [(
    ref: ModelRef, known: ModelRow.Known
  )] {
    var found: [String: [ModelRef: ModelRow.Known]] = [:]
    for provider in providers.values where wanted == nil || provider.definition.id == wanted {
      let definition = provider.definition
      for model in try session.providerModels.list(of: definition.id, at: provider.scope) {
        let ref = ModelNaming.standard.defined(model.id, by: definition.id)
        // Where one id is the name and another one its short form, the name counts.
        if ref.model == model.id || found[definition.id]?[ref] == nil {
          found[definition.id, default: [:]][ref] = Self.known(model, of: definition)
        }
      }
    }
    var rows: [ModelRef: [StoredCatalogModel]] = [:]
    // A provider's own word counts before what others say of it.
    for source in [CatalogSource.provider, .openRouter, .modelsDev] {
      for row in try session.catalog.list(of: source, wanted ?? CatalogSource.everyProvider)
      where row.retiredAt == nil {
        rows[row.model.ref, default: []].append(row)
      }
    }
    for (ref, rows) in rows where found[ref.provider]?[ref] == nil {
      let counted = rows.filter { isCovered(ref.provider, by: $0.source) }
      if !counted.isEmpty { found[ref.provider, default: [:]][ref] = known(ref, counted) }
    }
    return found.keys.sorted { $0.precedesInLists($1) }.flatMap { provider in
      (found[provider] ?? [:]).map { (ref: $0.key, known: $0.value) }
        .sorted { $0.ref.model.precedesInLists($1.ref.model) }
    }
  }

  private func isCovered(_ provider: String, by source: CatalogSource) -> Bool {
    source == .provider
      || !(providers[provider].map { CatalogStandings<Access>.isElsewhere($0.definition) } ?? false)
  }

  private func defined(_ ref: ModelRef) throws -> ModelRow.Known? {
    guard let provider = providers[ref.provider] else { return nil }
    return try session.providerModels.find(ref, at: provider.scope)
      .map { Self.known($0, of: provider.definition) }
  }

  /// What the rows of several catalogs say together: of each value the first that is known.
  private func known(_ ref: ModelRef, _ rows: [StoredCatalogModel]) -> ModelRow.Known {
    func first<Value>(_ member: (CatalogModel) -> Value?) -> Value? {
      for row in rows { if let value = member(row.model) { return value } }
      return nil
    }
    return ModelRow.Known(
      id: ref.model, name: first(\.name), input: first(\.input),
      contextWindow: first(\.contextWindow),
      baseURL: providers[ref.provider]?.definition.baseURL
        ?? ProviderEndpoint.known[ref.provider]?.baseURL)
  }

  /// A context window that no column could hold and that readers take all the same: whole tokens of it.
  private static func writtenWindow(of model: ModelDefinition) -> Int64? {
    guard model.extraJSON != "{}",
      let size = (try? JSON.parse(model.extraJSON))?["contextWindow"]?.double, size > 0
    else { return nil }
    return size < 9e15 ? max(Int64(size), 1) : size.isFinite ? 9_007_199_254_740_991 : nil
  }

  private static func known(
    _ model: ModelDefinition, of provider: ProviderDefinition
  ) -> ModelRow.Known {
    ModelRow.Known(
      id: model.id, name: model.name, input: model.input,
      contextWindow: model.contextWindow ?? writtenWindow(of: model)
        ?? ConsumerRules.usualContextWindow,
      baseURL: model.baseURL ?? provider.baseURL ?? ProviderEndpoint.known[provider.id]?.baseURL)
  }
}
