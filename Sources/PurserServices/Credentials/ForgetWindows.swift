import PurserDomain
import PurserStore

extension Session where Access == ReadWrite {
  /// Ends the windows of `profile`, whose credential was replaced and whose state is `state`: what was learned of the old
  /// one says nothing of the one in its place. Returns the state that it has now.
  func forgetWindows(of profile: StoredProfile, _ state: ProfileState) throws -> ProfileState {
    let cleared = state.cleared()
    guard cleared != state else { return state }
    try profileStates.save(cleared, of: profile.id, at: profile.scope)
    try profileEvents.insert(
      ProfileEvent(
        .cleared, of: profile.id, provider: profile.provider, at: profile.scope, on: now,
        reason: "credential replaced"))
    return cleared
  }
}
