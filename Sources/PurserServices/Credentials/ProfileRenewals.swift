import PurserDomain
import PurserStore

/// When profiles lost the credential they had and when they were cleared, as far as late reports ask for it: what a call before
/// that tells is of another credential, or is what somebody has dealt with.
struct ProfileRenewals {
  private struct Clearing {
    /// How far back was looked.
    let since: Timestamp
    let at: Timestamp?
  }

  /// Longer than this no call takes: what says so has another unit.
  private static let longestCall: Int64 = 3_600_000

  private var replacements: [ProfileKey: Timestamp?] = [:]
  private var clearings: [ProfileKey: Clearing] = [:]

  /// Returns whether the failed call of `report`, which ended at `ended`, began before the credential of `profile` was replaced,
  /// or ended before its windows were cleared. Of a call that ended just now and does not say when it began nothing is read.
  mutating func supersede(
    _ report: RecordOutcome.Report, endedAt ended: Timestamp, of profile: StoredProfile,
    in session: Session<ReadWrite>
  ) throws -> Bool {
    let latency = min(max(report.latencyMilliseconds ?? 0, 0), Self.longestCall)
    let begun = report.begun ?? ended + TimeSpan(milliseconds: -latency)
    // What a clock that was ahead wrote tells nothing.
    if begun < session.now, let replaced = try replacement(of: profile, session), begun < replaced,
      replaced <= session.now
    {
      return true
    }
    guard ended < session.now, let cleared = try clearing(of: profile, since: ended, session)
    else { return false }
    return ended < cleared && cleared <= session.now
  }

  private mutating func replacement(
    of profile: StoredProfile, _ session: Session<ReadWrite>
  ) throws -> Timestamp? {
    let key = ProfileKey(scope: profile.scope, id: profile.id)
    if let known = replacements[key] { return known }
    let found = try session.profileEvents.newest(
      [.rotated, .logout], of: profile.id, at: profile.scope)?.at
    replacements[key] = .some(found)
    return found
  }

  private mutating func clearing(
    of profile: StoredProfile, since instant: Timestamp, _ session: Session<ReadWrite>
  ) throws -> Timestamp? {
    let key = ProfileKey(scope: profile.scope, id: profile.id)
    if let known = clearings[key], known.since <= instant { return known.at }
    let found = try session.profileEvents.clearing(
      of: profile.id, at: profile.scope, since: instant)
    clearings[key] = Clearing(since: instant, at: found)
    return found
  }
}
