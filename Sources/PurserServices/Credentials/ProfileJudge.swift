import PurserDomain
import PurserStore

/// Judges the profiles of one agent for the providers they belong to, for pages that show them all.
struct ProfileJudge {
  /// Why a profile does not serve its provider, by id; without those that do.
  private(set) var exclusions: [String: Eligibility] = [:]
  /// The profiles of each provider that a run would try, first choice first, and after them those that an order admits but
  /// that have nothing to send now.
  private(set) var orders: [String: [String]] = [:]

  /// Judges `shown`, which are the profiles of `known`, at `now`.
  init(_ shown: [ShownProfile], _ known: AgentProfiles, _ policy: CooldownPolicy, now: Timestamp) {
    let byProvider = Dictionary(grouping: shown, by: \.stored.provider)
    let declarations = known.declarations.map(\.declaration)
    let orders = known.orders.map(\.order)
    for (provider, profiles) in byProvider {
      var input = ProfileRanking.Input(provider: provider, agent: known.scope, now: now)
      input.policy = policy
      input.declarations = declarations
      input.orders = orders
      for profile in profiles {
        input.credentials.append(
          profile.stored.credential(isUndecryptable: profile.isUndecryptable))
        input.states[ProfileKey(scope: profile.stored.scope, id: profile.stored.id)] = profile.state
      }
      let ranking = ProfileRanking(input)
      var order = ranking.ids
      for excluded in ranking.excluded {
        exclusions[excluded.id] = excluded.reason
        switch excluded.reason {
        case .expired, .invalidExpires, .missingCredential, .undecryptable:
          order.append(excluded.id)
        default: break
        }
      }
      self.orders[provider] = order
    }
  }
}
