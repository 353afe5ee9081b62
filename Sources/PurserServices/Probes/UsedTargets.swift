package import PurserDomain
package import PurserStore

/// Tells which targets of live checks agents use now: a model in one of their routes, with a profile that still exists.
package struct UsedTargets {
  private var everywhere: Set<ModelRef> = []
  private var byAgent: [ScopeID: Set<ModelRef>] = [:]
  private let profiles: Set<ProfileKey>

  /// Reads the routes of `agents`, or of the defaults when there are none, with a number of queries that does not depend on
  /// how many they are.
  package init(of agents: [Agent], in session: Session<some Any>) throws {
    let views = agents.isEmpty ? [try session.defaultModels()] : try session.models(of: agents)
    for models in views {
      let refs = Set(models.refsInUse)
      everywhere.formUnion(refs)
      byAgent[models.scope] = refs
    }
    profiles = Set(try session.profiles.list().map { ProfileKey(scope: $0.scope, id: $0.id) })
  }

  /// Whether an agent uses what `target` asked. What asks for no model stands for all of its provider.
  package func contains(_ target: ProbeTarget) -> Bool {
    if let profile = target.profile,
      !profiles.contains(ProfileKey(scope: target.scope, id: profile)),
      !profiles.contains(ProfileKey(scope: .defaults, id: profile))
    {
      return false
    }
    let refs = target.scope == .defaults ? everywhere : byAgent[target.scope] ?? []
    guard let model = target.model else { return refs.contains { $0.provider == target.provider } }
    return refs.contains(ModelRef(provider: target.provider, model: model))
  }
}
