import PurserDomain
import PurserStore

/// When profiles lost the credential they had and when they were cleared, as far as late reports ask for it: what a call before
/// that tells is of another credential, or is what somebody has dealt with.
struct ProfileRenewals {
  private struct Known {
    /// How far back was looked.
    let since: Timestamp
    let renewals: ProfileEventRepository<ReadWrite>.Renewals
  }

  /// Longer than this no call takes: what says so has another unit.
  private static let longestCall: Int64 = 3_600_000

  private var known: [ProfileKey: Known] = [:]

  /// Returns whether the failed call of `report`, which ended at `ended`, began before the credential of `profile` was replaced,
  /// or ended before its windows were cleared. Of a call that ended just now and does not say when it began nothing is read.
  mutating func supersede(
    _ report: RecordOutcome.Report, endedAt ended: Timestamp, of profile: StoredProfile,
    in session: Session<ReadWrite>
  ) throws -> Bool {
    let latency = min(max(report.latencyMilliseconds ?? 0, 0), Self.longestCall)
    let begun = report.begun ?? ended + TimeSpan(milliseconds: -latency)
    let first = min(begun, ended)
    guard first < session.now else { return false }
    let key = ProfileKey(scope: profile.scope, id: profile.id)
    if known[key].map({ first < $0.since }) ?? true {
      known[key] = Known(
        since: first,
        renewals: try session.profileEvents.renewals(
          of: profile.id, at: profile.scope, since: first))
    }
    // What a clock that was ahead wrote tells nothing.
    func isLater(_ renewal: Timestamp?, than instant: Timestamp) -> Bool {
      renewal.map { instant < $0 && $0 <= session.now } ?? false
    }
    let renewals = known[key]?.renewals
    return isLater(renewals?.replaced, than: begun) || isLater(renewals?.cleared, than: ended)
  }
}
