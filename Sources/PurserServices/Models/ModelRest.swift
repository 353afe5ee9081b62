import PurserDomain

/// Which profiles rest for single models. That closes no account, but an agent whose model it is cannot run.
struct ModelRest: Sendable {
  /// The providers that have such a profile, with all of their profiles and the states of these.
  private var profiles: [String: [(profile: AuthProfile, state: ProfileState)]] = [:]
  private let now: Timestamp

  /// Looks at `judged`, which are the profiles of `known`.
  init(
    _ known: AgentProfiles, _ judged: [AuthProfile], _ policy: CooldownPolicy, now: Timestamp
  ) {
    self.now = now
    guard !known.states.isEmpty else { return }
    func state(_ profile: AuthProfile) -> ProfileState {
      known.state(of: profile.id).counting(at: profile.provider, under: policy)
    }
    let resting = Set(judged.filter { state($0).restsForOneModel(at: now) }.map(\.provider))
    guard !resting.isEmpty else { return }
    for profile in judged where resting.contains(profile.provider) {
      profiles[profile.provider, default: []].append((profile, state(profile)))
    }
  }

  /// Returns the profiles that are open as accounts of the provider of `ref` and rest for that model, when there is no other;
  /// empty when one is free.
  func all(closedFor ref: ModelRef) -> [UnusableProfile] {
    var closed: [UnusableProfile] = []
    for (profile, state) in profiles[ref.provider] ?? [] where profile.isUsable(now: now) {
      guard let closure = state.closure(for: .model(ref.model), now: now) else { return [] }
      closed.append(UnusableProfile(profile, closedBy: closure))
    }
    return closed
  }

  /// The window that closes a profile for the model of `ref` after `unusable` has ended; nil when none does. [E1]
  func further(than unusable: UnusableProfile, for ref: ModelRef) -> UnusableProfile? {
    guard
      let (profile, state) = profiles[ref.provider]?
        .first(where: { $0.profile.id == unusable.profileID }),
      let last = state.lastClosure(for: .model(ref.model), now: now), last.until > unusable.until
    else { return nil }
    return UnusableProfile(profile, closedBy: last)
  }
}

extension ProfileState {
  fileprivate func restsForOneModel(at now: Timestamp) -> Bool {
    ProfileWindow.Kind.allCases.contains { kind in
      self[kind].map { $0.model != nil && $0.active(at: now) != nil } ?? false
    }
  }
}
