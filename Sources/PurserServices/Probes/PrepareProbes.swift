import HTTPKit
package import PurserDomain
package import PurserStore
package import SystemKit

/// Plans a run of probes and builds its requests; sends nothing.
package struct PrepareProbes {
  private let options: ProbeOptions
  private let environment: Environment
  private let vault: Vault
  private let plugins: ProviderPlugins
  private let userAgent: String

  /// Needs what the run is asked for and the world it looks at; `userAgent` is who we say we are.
  package init(
    _ options: ProbeOptions, environment: Environment, vault: Vault, plugins: ProviderPlugins,
    userAgent: String
  ) {
    self.options = options
    self.environment = environment
    self.vault = vault
    self.plugins = plugins
    self.userAgent = userAgent
  }

  /// Plans for `agents`, or for the defaults when there are none. Throws as the reading does, `invalid` and `not_found`
  /// for a model that was named, and `interrupted`.
  package func run(
    for agents: [Agent], now: Timestamp, in session: Session<some Any>
  ) throws -> PreparedProbes {
    let views = agents.isEmpty ? [try session.defaultModels()] : try session.models(of: agents)
    let profiles = try session.profiles(of: agents.map(\.id))
    let variables = ProviderEnvironment.standard.credentials { environment[$0] }
    let declaring = try session.secretProviders.scopes()
    let known = KnownReferences()
    let secrets = OpenedSecrets(vault: vault, environment: environment)
    let usual = UsualModels(plugins: plugins)
    var collection = ProbeCollection(options)
    var named: [ModelRef] = []
    for models in views {
      let supplies = ProbeSupplies(
        models: models,
        profiles: try models.agent.flatMap { profiles[$0.id] } ?? session.profiles(of: nil),
        environment: variables, plugins: plugins, secrets: secrets, usual: usual, now: now,
        session: session)
      named += try supplies.named(options) ?? []
      let supplied = try supplies.list(options)
      let plan = ProbePlan(supplied, options.filter)
      let builder = CallBuilder(
        of: models, plugins: plugins, environment: environment, vault: vault,
        userAgent: userAgent, known: known, in: session)
      let view = ProbeCollection.View(
        agent: models.agent?.id, owned: Set(models.ownProviders.map(\.id)),
        hasOwnSources: models.agent.map { declaring.contains(.agent($0.id)) } ?? false)
      let probes = plan.targets.filter { !collection.knows($0, view) }
      let credentials = try probes.map { try credential(of: $0, supplies.profiles) }
      try builder.resolveAhead(
        zip(probes, credentials).map { (provider: $0.provider, credential: $1) })
      for (probe, credential) in zip(probes, credentials) {
        let built = try builder.call(
          probe.provider, model: probe.model?.model, with: credential,
          maxTokens: options.maxTokens)
        collection.learn(probe, built, view)
      }
      // Provider by provider, so that what is refused stands in their order whenever it was found out.
      let refusals = Dictionary(grouping: plan.refused, by: \.probe.provider)
      let targets = Dictionary(grouping: plan.targets, by: \.provider)
      for provider in supplied.map(\.provider) {
        for refused in refusals[provider] ?? [] {
          collection.add(try notCheckable(refused, builder, supplies.profiles) ?? refused, view)
        }
        for probe in targets[provider] ?? [] { collection.add(probe, view) }
      }
    }
    var prepared = collection.finished
    let tried = Set(prepared.items.map(\.probe.provider))
    prepared.untriable = named.first { !tried.contains($0.provider) }
    return prepared
  }

  /// A check without a model whose provider could not be asked about one either: that is what keeps it from being made.
  private func notCheckable(
    _ refused: RefusedProbe, _ builder: CallBuilder<some Any>, _ profiles: AgentProfiles
  ) throws -> RefusedProbe? {
    guard refused.status == .noModel else { return nil }
    let built = try builder.call(
      refused.probe.provider, with: credential(of: refused.probe, profiles))
    guard case .failure(let refusal) = built, refusal.kind == .notCheckable else { return nil }
    return RefusedProbe(refused.probe, refusal)
  }

  private func credential(
    of probe: PlannedProbe, _ profiles: AgentProfiles
  ) throws -> CallCredential {
    switch probe.credential {
    case .environment(let name): return .environment(variable: name)
    case .key(let key): return .key(key)
    case .profile(let id, _):
      guard let profile = profiles.profile(id) else { return .none }
      return .profile(profile)
    }
  }
}
