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
    let start =
      asked == nil ? try models.standIn(for: route, under: models.allowlist, in: session) : nil
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
