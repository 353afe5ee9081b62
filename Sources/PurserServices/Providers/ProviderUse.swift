package import PurserDomain
package import PurserStore

/// A place of the configuration that names a model of a provider.
package struct ProviderUse: Hashable, Sendable {
  /// What names it.
  package enum Kind: String, Hashable, Sendable {
    case primary
    case fallback
    case alias
    case allowEntry = "allow_entry"
    case modelEntry = "model_entry"
  }

  package let kind: Kind
  /// The scope whose configuration names it.
  package let scope: ScopeID
  /// The route it stands in; nil for what belongs to no route.
  package let purpose: Purpose?
  /// As it is written there.
  package let written: String

  /// A phrase: `agent coder: fallback of text 'lab/qwen'`.
  package var text: String {
    let place = scope.agent.map { "agent \($0)" } ?? "the defaults"
    let route = purpose.map { $0 == .text ? "" : " for \($0)" } ?? ""
    let shown = "'\(written.printable(limit: 120))'"
    return switch kind {
    case .primary: "\(place): default model\(route) \(shown)"
    case .fallback: "\(place): fallback\(route) \(shown)"
    case .alias: "\(place): alias \(shown)"
    case .allowEntry: "\(place): allowed model \(shown)"
    case .modelEntry: "\(place): model entry \(shown)"
    }
  }
}

/// Finds who still uses a provider that is about to go.
package struct ProviderUses {
  private let id: String
  private var seen: Set<ProviderUse> = []
  private var found: [ProviderUse] = []

  private init(_ id: Provider.ID) {
    self.id = id.text
  }

  /// Returns what names a model of `id` for the defaults or an agent that would be left without that
  /// provider when it is removed from `scopes`; each place once, primaries first.
  package static func list(
    of id: Provider.ID, removedFrom scopes: [ScopeID], in session: Session<some Any>
  ) throws -> [ProviderUse] {
    let stored = Set(try session.providers.scopes(of: id.text))
    let left = stored.subtracting(scopes)
    if left.contains(.defaults) { return [] }
    let losesDefaults = stored.contains(.defaults)
    let agents =
      try losesDefaults
      ? session.agents.list().filter { !left.contains(.agent($0.id)) }
      : stored.subtracting(left).compactMap(\.agent).map(session.agents.require)
        .sorted { ($0.position, $0.id) < ($1.position, $1.id) }
    var uses = ProviderUses(id)
    if losesDefaults { uses.look(at: try session.defaultModels()) }
    for models in try session.models(of: agents) { uses.look(at: models) }
    return uses.found.filter { $0.kind == .primary } + uses.found.filter { $0.kind != .primary }
  }

  private mutating func look(at models: AgentModels) {
    for purpose in Purpose.allCases {
      let route = models.route(purpose)
      if let primary = route.primary, primary.ref.provider == id, primary.basis != .builtIn {
        note(.primary, route.primaryLayer, models, purpose, primary.written)
      }
      for fallback in route.fallbacks where fallback.resolution?.ref.provider == id {
        note(.fallback, route.fallbacksLayer, models, purpose, fallback.written)
      }
    }
    for alias in models.resolver.aliases.entries where alias.target.provider == id {
      guard let scope = alias.scope else { continue }
      add(ProviderUse(kind: .alias, scope: scope, purpose: nil, written: alias.name))
    }
    let allowlist = models.allowlist
    for line in allowlist.lines where (try? line.pattern.get())?.provider == id {
      add(
        ProviderUse(
          kind: .allowEntry, scope: allowlist.scope, purpose: nil, written: line.entry.pattern))
    }
    for entry in models.modelSettings where entry.ref.provider == id {
      add(
        ProviderUse(kind: .modelEntry, scope: entry.scope, purpose: nil, written: entry.written))
    }
  }

  private mutating func note(
    _ kind: ProviderUse.Kind, _ layer: RouteLayer, _ models: AgentModels, _ purpose: Purpose,
    _ written: String
  ) {
    let scope: ScopeID = if case .agent(let agent) = layer { .agent(agent) } else { .defaults }
    add(ProviderUse(kind: kind, scope: scope, purpose: purpose, written: written))
  }

  private mutating func add(_ use: ProviderUse) {
    if seen.insert(use).inserted { found.append(use) }
  }
}

extension AllowPattern {
  /// The provider it is about.
  fileprivate var provider: String {
    switch self {
    case .exact(let ref): ref.provider
    case .wildcard(let provider, _): provider
    }
  }
}
