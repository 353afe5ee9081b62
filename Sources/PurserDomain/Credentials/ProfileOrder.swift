/// The order somebody gave the profiles of one provider. An empty list is an order too: it selects none.
package struct ProfileOrder: Equatable, Sendable {
  /// Where an order was given; one of the store wins over one of the configuration.
  package enum Source: String, Equatable, Sendable, CaseIterable {
    case store
    case config
  }

  /// The scope it was given at.
  package var scope: ScopeID
  /// The provider, in any spelling.
  package var provider: String
  /// The ids of profiles, the first choice first.
  package var ids: [String]
  /// Where it was given.
  package var source: Source

  /// Makes an order of ids as they are.
  package init(scope: ScopeID, provider: String, ids: [String], source: Source) {
    self.scope = scope
    self.provider = provider
    self.ids = ids
    self.source = source
  }

  /// The list that stands for what somebody typed: trimmed, without blanks and repetitions. Nil when nothing is left, which
  /// removes the order rather than storing an empty one.
  package static func ids(typed: [String]) -> [String]? {
    let ids = typed.map(\.trimmed).filter { !$0.isEmpty }.withoutRepetitions
    return ids.isEmpty ? nil : ids
  }

  /// The order in force for `provider` at `agent`: that of the agent, else that of the defaults, and among those of
  /// the same source the first. Nil when nobody gave one.
  package static func inForce(
    _ orders: [ProfileOrder], provider: String, agent: ScopeID, naming: ModelNaming = .standard
  ) -> ProfileOrder? {
    let wanted = naming.provider(provider)
    let own = orders.filter { naming.provider($0.provider) == wanted }
    for source in Source.allCases {
      for scope in [agent, .defaults] {
        if let order = own.first(where: { $0.source == source && $0.scope == scope }) {
          return order
        }
      }
    }
    return nil
  }
}

extension Array where Element: Hashable {
  /// The elements, each at its first place only.
  var withoutRepetitions: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
