import PurserDomain
import PurserStore

/// The models that a text run tries, under the allowlist in force.
struct TextChain {
  /// As configured and asked for.
  let chain: CandidateChain
  /// In the order they are tried.
  private(set) var candidates: [CandidateChain.Candidate]
  /// What decided on the configured model where the allowlist keeps it from starting; nil when it may start or another
  /// was asked for.
  let passedOver: AllowVerdict?

  /// Throws `refused` when nothing was asked for and the allowlist lets neither the configured model start nor any other
  /// that is known.
  init(
    of models: AgentModels, route: EffectiveRoute, asked: ModelRef? = nil,
    requester: CandidateChain.Requester = .configuration, in session: Session<some Any>
  ) throws {
    let start = asked == nil ? try models.substitute(for: route, in: session) : nil
    let refused = start == nil ? nil : route.primary?.ref
    passedOver = refused.map { models.allowlist.verdict(on: $0) }
    chain = CandidateChain(
      route: route,
      request: (asked ?? start).map {
        .init(provider: $0.provider, model: $0.model, requester: requester)
      }, resolver: models.resolver)
    // What may not start a run does not end it either; fallbacks are the operator's word.
    candidates = chain.candidates.filter { $0.role != .primary || $0.ref != refused }
    if start != nil {
      candidates[0].layer = models.allowlist.scope.agent.map { .agent($0) } ?? .defaults
    }
  }
}

extension AgentModels {
  /// Returns the model that starts in place of the configured one of `route`: the first that the allowlist allows, of those
  /// that providers define, then of the catalogs; nil where the configured one may start. Throws `refused` when there is
  /// none.
  fileprivate func substitute(
    for route: EffectiveRoute, in session: Session<some Any>
  ) throws -> ModelRef? {
    let list = allowlist
    guard let primary = route.primary?.ref, !list.allows(primary) else { return nil }
    for provider in providers {
      let id = provider.definition.id
      let defined = try session.providerModels.list(of: id, at: provider.scope)
        .map { ModelRef(provider: id, model: $0.id) }
      if let first = defined.first(where: list.allows) { return first }
    }
    return try list.startModel(catalog: ModelCatalog(of: self, in: session).list().map(\.ref))
  }
}
