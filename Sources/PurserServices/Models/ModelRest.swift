import PurserDomain

/// Which profiles rest for single models. That closes no account, but an agent whose model it is cannot run.
struct ModelRest: Sendable {
  /// The providers that have such a profile, with those of their profiles that are open as accounts, and the states of these.
  private var open: [String: [(profile: AuthProfile, state: ProfileState)]] = [:]
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
    for profile in judged where resting.contains(profile.provider) && profile.isUsable(now: now) {
      open[profile.provider, default: []].append((profile, state(profile)))
    }
  }

  /// Returns the profiles that serve the provider of `ref` and rest for that model, when there is no other; empty when one is free.
  func all(closedFor ref: ModelRef) -> [IdleProfile] {
    guard let profiles = open[ref.provider] else { return [] }
    var closed: [IdleProfile] = []
    for (profile, state) in profiles {
      guard let closure = state.closure(for: .model(ref.model), now: now) else { return [] }
      closed.append(IdleProfile(profile, closedBy: closure))
    }
    return closed
  }
}

extension ProfileState {
  fileprivate func restsForOneModel(at now: Timestamp) -> Bool {
    ProfileWindow.Kind.allCases.contains { kind in
      self[kind].map { $0.model != nil && $0.active(at: now) != nil } ?? false
    }
  }
}
