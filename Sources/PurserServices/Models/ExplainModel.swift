package import PurserDomain
package import PurserStore
package import SystemKit

/// Everything that decides about one model at one agent.
package struct ExplainModel: Sendable {
  /// What was asked, without a profile behind it, and how it was read.
  package let resolution: Resolution
  /// The profile that was named behind the model; it changes nothing of the rest.
  package let profile: String?
  /// Why a run that asks for that profile is refused; nil when it is not.
  package let profileFault: String?
  /// The alias it was named by, with the scope that gave it.
  package let alias: AliasIndex.Entry?
  /// All names of the model.
  package let names: [String]
  package let verdict: AllowVerdict
  /// What is known of the model, nil when no provider in force defines it.
  package let known: ModelRow.Known?
  /// The scope that defines the provider, nil when none does.
  package let providerScope: ScopeID?
  /// Whether the program knows the provider without a definition.
  package let isBuiltInProvider: Bool
  /// Where its provider's credential comes from.
  package let auth: ProviderAuth
  /// With which of them a run that asks for the model calls it, and which are left out.
  package let step: RunPlan.Step
  /// The models that a run of the agent tries, in order; empty when `refusal` says why there is no run.
  package let chain: [CandidateChain.Candidate]
  /// Why a run that asks for no model is refused; nil when it is not.
  package let refusal: DomainError?
  /// Where the configuration names the model: tags as in lists.
  package let tags: [String]
  /// Which layer gives the default model.
  package let defaultLayer: RouteLayer
  /// Who configured what decides, or took away what would, the newest first.
  package let origins: [Origin]

  /// Explains what `text` means at `agent`, or at the defaults without one. Throws `invalid` when it names no model.
  package init(
    _ text: String, of agent: Agent?, credentials: ProviderCredentials,
    environment: Environment, vault: Vault?, now: Timestamp, in session: Session<some Any>
  ) throws {
    let models = try session.models(of: agent)
    let typed = ProfileSuffix(text)
    profile = typed.profile
    let resolution = try ModelCheck(models: models, session: session).resolve(typed.reference)
    let ref = resolution.ref
    self.resolution = resolution
    do {
      if let profile { try session.requireProfile(profile, of: ref.provider, at: models.scope) }
      profileFault = nil
    } catch let error as StoreError where error.code == .notFound || error.code == .conflict {
      profileFault = error.message
    }
    alias = resolution.alias.flatMap { models.resolver.aliases.lookup($0) }
    names = models.resolver.aliases.names(of: ref)
    let allowlist = models.allowlist
    verdict = allowlist.verdict(on: ref)
    known = try ModelCatalog(of: models, in: session).find(ref)
    let provider = models.provider(ref.provider)
    providerScope = provider?.scope
    isBuiltInProvider =
      try models.isProgram(ref.provider) || KnownProviders.contains(ref.provider, in: environment)
    auth = try credentials.row(of: ref.provider, at: models, in: session)
    do {
      chain = try TextChain(of: models, route: models.text, in: session).candidates
      refusal = nil
    } catch {
      guard let error = error as? DomainError, error.code == .refused else { throw error }
      chain = []
      refusal = error
    }
    let reader = SupplyReader(
      of: models, environment: environment, vault: vault, now: now, in: session)
    let asked = CandidateChain(
      route: models.text, request: .init(provider: ref.provider, model: ref.model),
      resolver: models.resolver)
    // Whether others follow decides on probes; what they are called with does not matter here.
    step = try RunPlan(asked.candidates, now: now) {
      $0 == ref.provider
        ? try reader.supply(of: $0) : ProviderSupply(.init(provider: $0, now: now))
    }.steps[0]
    tags = models.configuredEntries.first { $0.ref == ref }?.tags ?? []
    defaultLayer = models.text.primaryLayer
    origins = try Self.origins(
      of: ref, alias: alias, verdict: verdict, models: models, in: session)
  }

  /// The model's place in the chain, from 1; nil when a run does not try it.
  package var place: Int? {
    chain.firstIndex { $0.ref == resolution.ref }.map { $0 + 1 }
  }
}

extension AgentModels {
  /// The scope that a layer of this view stands for; nil for a layer that is no scope.
  package func scope(of layer: RouteLayer) -> ScopeID? {
    switch layer {
    case .agent(let id): .agent(id)
    case .defaults: .defaults
    case .request, .session, .builtIn: nil
    }
  }
}
