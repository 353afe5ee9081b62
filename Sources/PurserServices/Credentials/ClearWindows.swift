package import PurserDomain
package import PurserStore

/// Ends the windows of profiles at once: cooldowns, switch-offs and reported resets, with their counters.
package struct ClearWindows {
  /// Makes the use case.
  package init() {}

  /// Clears the profile `id`, or every one of `provider`, that stands at `scope` itself; nil stands for any. When it
  /// was used and when it failed stays known. Returns those that had something to clear.
  package func run(
    profile id: String?, provider: String?, at scope: ScopeID, in session: Session<ReadWrite>
  ) throws -> [StoredProfile] {
    if let id, try session.profiles.find(id, at: scope) == nil {
      throw try session.readOnly.noProfile(
        id, at: scope, shared: "purser models auth cooldowns clear --profile")
    }
    var cleared: [StoredProfile] = []
    let states = try session.profileStates.list(at: scope)
    for profile in try session.profiles.list(at: scope)
    where (id ?? profile.id) == profile.id && (provider ?? profile.provider) == profile.provider {
      guard let state = states[profile.id], state.cleared() != state else { continue }
      try session.profileStates.save(state.cleared(), of: profile.id, at: scope)
      try session.profileEvents.insert(
        ProfileEvent(
          .cleared, of: profile.id, provider: profile.provider, at: scope, on: session.now,
          agent: scope.agent?.text, reason: "manual"))
      cleared.append(profile)
    }
    return cleared
  }
}
