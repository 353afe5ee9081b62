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

  /// What rests of the models in use.
  struct Found {
    /// The profiles that rest for one of them without another to serve it, and those of `unusable` that do beyond their end.
    var profiles: [UnusableProfile] = []
    /// The providers that cannot serve the model that starts, or none of theirs, for text or for images.
    var providers: Set<String> = []
  }

  /// Looks at each of `routes`, the models of a purpose in order. `unusable` are the profiles that rest for every model. Asks
  /// for neither where nothing rests for single models, as nearly everywhere.
  func found(
    in routes: @autoclosure () -> [[ModelRef]],
    besides unusable: @autoclosure () -> [UnusableProfile]
  ) -> Found {
    var found = Found()
    guard !profiles.isEmpty else { return found }
    let (routes, unusable) = (routes(), unusable())
    var isClosed: [ModelRef: Bool] = [:]
    for ref in routes.joined() where isClosed[ref] == nil {
      let closed = all(closedFor: ref)
      isClosed[ref] = !closed.isEmpty
      found.profiles += unusable.compactMap { further(than: $0, for: ref) } + closed
    }
    for route in routes {
      for (index, ref) in route.enumerated() where isClosed[ref] == true {
        let isOnly = route.allSatisfy { $0.provider != ref.provider || isClosed[$0] == true }
        if index == 0 || isOnly { found.providers.insert(ref.provider) }
      }
    }
    return found
  }

  /// Returns the profiles that are open as accounts of the provider of `ref` and rest for that model, when there is no other;
  /// empty when one is free.
  private func all(closedFor ref: ModelRef) -> [UnusableProfile] {
    var closed: [UnusableProfile] = []
    for (profile, state) in profiles[ref.provider] ?? [] where profile.isUsable(now: now) {
      guard let closure = state.closure(for: .model(ref.model), now: now) else { return [] }
      closed.append(UnusableProfile(profile, closedBy: closure))
    }
    return closed
  }

  /// The window that closes a profile for the model of `ref` after `unusable` has ended; nil when none does. [E1]
  private func further(than unusable: UnusableProfile, for ref: ModelRef) -> UnusableProfile? {
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
