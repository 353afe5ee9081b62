package import PurserDomain
package import PurserStore

/// Which models `models list` is about.
package struct ModelsFilter: Equatable, Sendable {
  /// All that are known instead of those that are configured.
  package var all = false
  /// Only those with an endpoint on this machine.
  package var local = false
  /// Only those of this provider, as typed; blank means all.
  package var provider: String?

  /// Makes a filter; without words it takes the configured models.
  package init(all: Bool = false, local: Bool = false, provider: String? = nil) {
    self.all = all
    self.local = local
    self.provider = provider
  }

  /// The canonical id of the provider; the beginning of a reference serves as well.
  var wantedProvider: String? {
    guard let text = provider?.trimmed, !text.isEmpty else { return nil }
    return ModelNaming.standard.provider(text.split(atFirst: "/")?.before ?? text)
  }
}

/// The rows of `models list` for one agent.
package struct ModelsList: Sendable {
  /// Configured models in order of first appearance, or all known ones in list order.
  package let rows: [ModelRow]

  /// Reads the rows.
  package init(
    of models: AgentModels, _ filter: ModelsFilter, credentials: ProviderCredentials,
    in session: Session<some Any>
  ) throws {
    let catalog = ModelCatalog(of: models, in: session)
    let isAvailable = try credentials.availability(of: models, in: session)
    let provider = filter.wantedProvider
    var rows: [ModelRow] = []
    if filter.all {
      let configured = Dictionary(
        models.configuredEntries.map { ($0.ref, $0) }, uniquingKeysWith: { first, _ in first })
      for (ref, known) in try catalog.list(provider: provider) {
        let entry = configured[ref]
        rows.append(
          ModelRow(
            key: ref.key, known: known, tags: entry?.tags ?? [],
            aliases: entry?.aliases ?? [],
            isAvailable: isAvailable(ref.provider),
            mark: entry == nil ? nil : try catalog.standing(of: ref)?.mark))
      }
    } else {
      for entry in models.configuredEntries
      where provider == nil || entry.ref.provider == provider {
        rows.append(
          ModelRow(
            key: entry.key, known: try catalog.find(entry.ref), tags: entry.tags,
            aliases: entry.aliases, isAvailable: isAvailable(entry.ref.provider),
            mark: try catalog.standing(of: entry.ref)?.mark))
      }
    }
    self.rows = filter.local ? rows.filter { $0.local == true } : rows
  }
}
