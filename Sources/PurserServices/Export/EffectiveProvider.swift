package import PurserDomain

/// A provider as one agent sees it: the definition in force, where it stands, and its models.
package struct EffectiveProvider: Equatable, Sendable {
  package var scope: ScopeID
  package var definition: ProviderDefinition
  /// In document order.
  package var models: [ModelDefinition]
  /// The agent whose credentials stand for the key, where they are others than those of the defaults.
  var keyedFor: ScopeID?

  package init(scope: ScopeID, definition: ProviderDefinition, models: [ModelDefinition]) {
    self.scope = scope
    self.definition = definition
    self.models = models
  }

  /// Returns what an agent sees: the defaults in their order, each replaced whole where the agent has a
  /// provider of the same canonical id, then what the agent alone has, in its order.
  package static func overlay(
    defaults: [EffectiveProvider], own: [EffectiveProvider]
  ) -> [EffectiveProvider] {
    guard !own.isEmpty else { return defaults }
    let byID = Dictionary(
      own.map { ($0.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
    let shared = Set(defaults.map(\.definition.id))
    return defaults.map { byID[$0.definition.id] ?? $0 }
      + own.filter { !shared.contains($0.definition.id) }
  }
}
