package import PurserDomain
package import PurserStore

/// Where models stand in the catalogs that cover their provider. Rows are found by key; answers are kept, so one value
/// serves a whole fleet.
package final class CatalogStandings<Access> {
  private let session: Session<Access>
  private var standings: [ModelRef: CatalogStanding?] = [:]
  private var sources: [String: [CatalogSource]] = [:]
  private lazy var loaded: Result<Bool, any Error> = Result { try !session.catalog.loads().isEmpty }

  /// Needs the session whose catalogs count.
  package init(in session: Session<Access>) {
    self.session = session
  }

  /// Whether any catalog was loaded; without one nothing stands anywhere, and nobody need be asked.
  package func hasCatalogs() throws -> Bool { try loaded.get() }

  /// Returns where `ref` stands; nil where no catalog covers its provider, which `definition`, the one in force for it, may
  /// put at another address. A model that no catalog has is not unknown when the configuration defines it, which is asked
  /// only then.
  package func standing(
    of ref: ModelRef, definition: ProviderDefinition?, isDefined: @autoclosure () throws -> Bool
  ) throws -> CatalogStanding? {
    guard try hasCatalogs() else { return nil }
    let isElsewhere = definition.map(Self.isElsewhere) ?? false
    let found: CatalogStanding?
    if !isElsewhere, let known = standings[ref] {
      found = known
    } else {
      found = try look(for: ref, isElsewhere: isElsewhere)
      if !isElsewhere { standings[ref] = .some(found) }
    }
    return try found == .unknown && isDefined() ? nil : found
  }

  /// Returns the rows of `ref` in the catalogs that cover its provider: those that list it, else those that did, a
  /// provider's own first. Rules as `standing`.
  package func rows(
    of ref: ModelRef, definition: ProviderDefinition?
  ) throws -> [StoredCatalogModel] {
    guard try hasCatalogs() else { return [] }
    let covering = try covering(ref, isElsewhere: definition.map(Self.isElsewhere) ?? false)
    guard !covering.isEmpty else { return [] }
    let rows = try rows(of: ref, in: covering)
    let listed = rows.filter { $0.retiredAt == nil }
    let preference: [CatalogSource] = [.provider, .openRouter, .modelsDev]
    return (listed.isEmpty ? rows : listed).sorted {
      (preference.firstIndex(of: $0.source) ?? 0) < (preference.firstIndex(of: $1.source) ?? 0)
    }
  }

  private func look(for ref: ModelRef, isElsewhere: Bool) throws -> CatalogStanding? {
    let covering = try covering(ref, isElsewhere: isElsewhere)
    guard !covering.isEmpty else { return nil }
    let rows = try rows(of: ref, in: covering)
    let listed = rows.filter { $0.retiredAt == nil }
    if !listed.isEmpty {
      return .listed(status: listed.lazy.compactMap(\.model.status).first)
    }
    guard covering.contains(where: { $0.isComplete(for: ref.provider) }) else { return nil }
    return rows.compactMap(\.retiredAt).max().map { .retired($0) } ?? .unknown
  }

  private func rows(
    of ref: ModelRef, in covering: [CatalogSource]
  ) throws -> [StoredCatalogModel] {
    var rows = try session.catalog.find(ref)
    if rows.isEmpty, let plain = Self.withoutVariant(ref) { rows = try session.catalog.find(plain) }
    return rows.filter { covering.contains($0.source) }
  }

  private func covering(_ ref: ModelRef, isElsewhere: Bool) throws -> [CatalogSource] {
    var found = sources[ref.provider]
    if found == nil {
      found = try session.catalog.sources(of: ref.provider)
      sources[ref.provider] = found
    }
    return (found ?? []).filter { !isElsewhere || $0 == .provider }
  }

  /// OpenRouter takes endings that choose among a model's servers and are no models of their own.
  private static func withoutVariant(_ ref: ModelRef) -> ModelRef? {
    guard ref.provider == "openrouter" else { return nil }
    let ending = [":nitro", ":floor", ":online", ":exacto"].first { ref.model.hasSuffix($0) }
    return ending.map {
      ModelRef(provider: ref.provider, model: String(ref.model.dropLast($0.count)))
    }
  }

  /// Whether a definition leads to another host than the provider's usual one: a server of one's own has models of
  /// its own, of which only its own list knows.
  static func isElsewhere(_ definition: ProviderDefinition) -> Bool {
    guard let url = definition.baseURL, let host = LocalURL.host(of: url),
      let usual = ProviderEndpoint.known[definition.id]?.baseURL
    else { return false }
    return LocalURL.host(of: usual) != host
  }
}

/// A model in use that catalogs no longer list, never listed, or are about to drop.
package struct CatalogMark: Equatable, Sendable {
  package let ref: ModelRef
  package let standing: CatalogStanding

  /// Returns the marks of the models that `models` routes texts and images to, each once, in the order of use.
  package static func list(
    of models: AgentModels, in session: Session<some Any>
  ) throws -> [CatalogMark] {
    let catalog = ModelCatalog(of: models, in: session)
    return try models.refsInUse.compactMap { ref in
      guard let standing = try catalog.standing(of: ref), standing.mark != nil else { return nil }
      return CatalogMark(ref: ref, standing: standing)
    }
  }
}

extension AgentModels {
  /// The models that texts and images are routed to, each once, in the order of use.
  package var refsInUse: [ModelRef] {
    let resolutions =
      [text.primary] + text.fallbacks.map(\.resolution) + [image.primary]
      + image.fallbacks.map(\.resolution)
    var seen: Set<ModelRef> = []
    return resolutions.compactMap { $0?.ref }.filter {
      !isProgram($0.provider) && seen.insert($0).inserted
    }
  }
}
