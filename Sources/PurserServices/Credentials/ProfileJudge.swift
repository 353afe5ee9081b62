import PurserDomain
import PurserStore

/// Judges the profiles of one agent for the providers they belong to, for pages that show them all.
struct ProfileJudge {
  /// Why a profile does not serve its provider, by id; without those that do.
  private(set) var exclusions: [String: Eligibility] = [:]
  /// The profiles of each provider that say how it is: those that a run would try, first choice first, and after them those
  /// that an order admits and that have ended; where a run has none, all that an order admits.
  private(set) var orders: [String: [String]] = [:]

  /// Judges `shown`, which are the profiles of `known`, at `now`.
  init(_ shown: [ShownProfile], _ known: AgentProfiles, _ policy: CooldownPolicy, now: Timestamp) {
    let byProvider = Dictionary(grouping: shown, by: \.stored.provider)
    for (provider, profiles) in byProvider {
      var input = known.ranking(of: provider, by: policy, now: now)
      for profile in profiles {
        input.add(profile.stored, fault: profile.fault, state: profile.state)
      }
      let ranking = ProfileRanking(input)
      let own = Set(profiles.map(\.stored.id))
      var order = ranking.ids
      let hasOne = !order.isEmpty
      // An order may name profiles of another provider; what keeps those from this one says nothing of them.
      for excluded in ranking.excluded where own.contains(excluded.id) {
        exclusions[excluded.id] = excluded.reason
        switch excluded.reason {
        case .expired: order.append(excluded.id)
        case .invalidExpires, .missingCredential, .undecryptable, .unresolvedRef:
          // Beside one that serves, what nobody can send says nothing of the provider.
          if !hasOne { order.append(excluded.id) }
        default: break
        }
      }
      self.orders[provider] = order
    }
  }
}
