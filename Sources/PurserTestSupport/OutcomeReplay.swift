import PurserDomain
import PurserServices
import PurserStore
import SQLiteKit

/// What the states of profiles have to be by the events of the ledger, worked out one event after the other.
package enum OutcomeReplay {
  /// Returns where the stored states in the file at `path` differ from what its ledger says, one sentence for each; empty
  /// when they agree. Resets that a provider reported are not in the ledger, so there must be none.
  package static func differences(inStoreAt path: String) throws -> [String] {
    let store = try Store.open(
      SQLiteDatabase(path: path, access: .readOnly), TemporaryStore.settings())
    return try store.read { session in
      let policy = EffectiveSettings(
        defaults: try session.settings.values(at: .defaults)
      ).cooldownPolicy
      var differences: [String] = []
      for profile in try session.profiles.list() {
        var filter = ProfileEventFilter()
        filter.profile = profile.id
        filter.scopes = [profile.scope.text]
        var state = ProfileState.unused
        for event in try session.profileEvents.list(filter).reversed() {
          let written = try session.trail.making(of: event.event)?.at ?? event.at
          state = replayed(event, writtenAt: written, on: state, profile, policy)
        }
        var stored = try session.profileStates.find(profile.id, at: profile.scope)
        // The mark goes to one profile of a provider, whatever the events of the others.
        stored.isLastGood = state.isLastGood
        if stored != state {
          differences.append("\(profile.id): stored \(stored), by its events \(state)")
        }
      }
      return differences
    }
  }

  private static func replayed(
    _ event: ProfileEvent, writtenAt written: Timestamp, on state: ProfileState,
    _ profile: StoredProfile,
    _ policy: CooldownPolicy
  ) -> ProfileState {
    switch event.kind {
    case .succeeded where event.detail == ProfileEvent.supersededDetail: return state
    case .succeeded: return state.recordingSuccess(now: event.at)
    case .cleared: return state.cleared()
    case .failed:
      // What others told meanwhile may be of later calls.
      let open = ProfileWindow.Kind.allCases.compactMap { state[$0]?.active(at: written) }
      if let later = state.lastUsedAt, event.at < later { return state }
      if let later = state.lastFailureAt, event.at < later,
        open.isEmpty || later - event.at > .of(10, .minutes)
      {
        return state
      }
      let known = open.map(\.since) + [state.lastFailureAt].compactMap { $0 }
      let reason = event.reason.flatMap(FailureClass.init(rawValue:)) ?? .unknown
      let failure = ReportedFailure(
        reason, model: event.model, agent: event.agent, provider: profile.provider,
        kind: profile.type)
      return state.recordingFailure(failure, policy: policy, now: known.reduce(event.at, max)).state
    default: return state
    }
  }
}
