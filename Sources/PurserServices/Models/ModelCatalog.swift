package import PurserDomain
package import PurserStore

/// The models that the providers in force for one scope define: what is known of models until catalogs are imported.
package struct ModelCatalog<Access> {
  private let session: Session<Access>
  private let providers: [String: StoredProvider]

  /// Needs the view whose providers count, in the session it was read in.
  package init(of models: AgentModels, in session: Session<Access>) {
    self.session = session
    providers = Dictionary(
      models.providers.map { ($0.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether a provider in force defines any model.
  package func hasModels(of provider: String) throws -> Bool {
    guard let provider = providers[provider] else { return false }
    return try session.providerModels.hasAny(of: provider.definition.id, at: provider.scope)
  }

  /// Returns what is known of a model, nil when no provider in force defines it.
  package func find(_ ref: ModelRef) throws -> ModelRow.Known? {
    guard let provider = providers[ref.provider] else { return nil }
    return try session.providerModels.find(ref, at: provider.scope)
      .map { Self.known($0, of: provider.definition) }
  }

  /// Returns all models, of one provider only when it is named, sorted by provider, then model, in list order.
  package func list(provider wanted: String? = nil) throws -> [(
    ref: ModelRef, known: ModelRow.Known
  )] {
    var found: [(ref: ModelRef, known: ModelRow.Known)] = []
    for provider in providers.values where wanted == nil || provider.definition.id == wanted {
      let definition = provider.definition
      for model in try session.providerModels.list(of: definition.id, at: provider.scope) {
        found.append(
          (ModelRef(provider: definition.id, model: model.id), Self.known(model, of: definition)))
      }
    }
    return found.sorted {
      $0.ref.provider == $1.ref.provider
        ? $0.ref.model.precedesInLists($1.ref.model)
        : $0.ref.provider.precedesInLists($1.ref.provider)
    }
  }

  private static func known(
    _ model: ModelDefinition, of provider: ProviderDefinition
  ) -> ModelRow.Known {
    ModelRow.Known(
      id: model.id, name: model.name, input: model.input,
      contextWindow: model.contextWindow ?? ConsumerRules.usualContextWindow,
      baseURL: model.baseURL ?? provider.baseURL ?? ProviderEndpoint.known[provider.id]?.baseURL)
  }
}
