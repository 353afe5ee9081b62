import PurserDomain
import SQLKit

/// What the history of profiles tells of their states after an event. States themselves are not kept: they change with each call.
///
/// Windows are as they were told last, and uses those on record; counters are in no history.
struct PastStates {
  /// A profile at the scope that owned it.
  private struct Place: Hashable {
    let scope: ScopeID
    let profile: String
  }

  private let connection: any SQLConnection
  /// The newest entry that counts.
  private let newest: Int64
  private var windows: [Place: ProfileState] = [:]
  /// The last logout of each profile: what was learned before is of another credential of the same id.
  private var logouts: [Place: Int64] = [:]

  /// Reads the history up to `event`, of which the windows that were open at `instant` count. The connection has to stay
  /// in its transaction for `state`.
  init(connection: any SQLConnection, upTo event: Int64, at instant: Timestamp) throws {
    self.connection = connection
    // Entries are numbered in the order of their events.
    newest =
      try connection.first(
        """
        SELECT max(id)
        FROM profile_event
        WHERE event_id = (SELECT max(event_id) FROM profile_event WHERE event_id <= \(event))
        """
      ) { try $0.next(Int64?.self) ?? 0 } ?? 0
    var opened: [Place: [ProfileEvent]] = [:]
    try connection.forEach(
      """
      SELECT id, \(raw: ProfileEventRepository<ReadOnly>.columns)
      FROM profile_event
      WHERE id <= \(newest)
        AND (kind = 'logout'
          OR kind IN ('cooldown_started', 'disabled', 'blocked') AND until > \(instant.milliseconds))
      ORDER BY id
      """
    ) { row in
      let entry = try ProfileEvent(row: row)
      guard let profile = entry.profile else { return }
      let place = Place(scope: entry.scope, profile: profile)
      if entry.kind == .logout {
        logouts[place] = entry.id
      } else {
        opened[place, default: []].append(entry)
      }
    }
    for (place, entries) in opened { windows[place] = try state(of: place, by: entries) }
  }

  /// The windows of a profile by what was told of them, in that order.
  private func state(of place: Place, by entries: [ProfileEvent]) throws -> ProfileState {
    // What ended none of the later ones ended no earlier one, either, so each row is looked at once.
    var (first, last) = (entries.count, newest)
    while first > 0, try !isEnded(entries[first - 1], of: place, upTo: last) {
      first -= 1
      last = entries[first].id
    }
    var state = ProfileState.unused
    for entry in entries[first...] {
      guard let until = entry.until,
        let kind = ProfileWindow.Kind.allCases.first(where: { $0.opening == entry.kind })
      else { continue }
      let isImported = entry.detail == ProfileEvent.importDetail
      // A window that was open already is told of again when it changed, and began when it was opened.
      let open = isImported ? nil : state[kind]?.active(at: entry.at)
      let isExtended = open == nil && kind == .block && !isImported
      state[kind] = ProfileWindow(
        since: try open?.since ?? (isExtended ? beginning(of: entry, place) : entry.at),
        until: until, reason: entry.reason.flatMap(FailureClass.init(rawValue:)),
        model: entry.model, agent: entry.agent)
      if kind == .block, !isImported { state.endRestInsideBlock() }
    }
    return state
  }

  /// When the block began that `entry` tells of, if its end was moved since: that of the entries before it may be over.
  private func beginning(of entry: ProfileEvent, _ place: Place) throws -> Timestamp {
    var first = entry
    while let earlier = try connection.first(
      """
      SELECT id, \(raw: ProfileEventRepository<ReadOnly>.columns)
      FROM profile_event
      WHERE profile_id = \(place.profile) AND id < \(first.id) AND scope_id = \(place.scope.text)
        AND (kind IN ('blocked', 'cleared', 'logout')
          OR kind = 'succeeded' AND coalesce(detail, '') <> \(ProfileEvent.supersededDetail))
      ORDER BY id DESC
      LIMIT 1
      """, ProfileEvent.init(row:)), earlier.kind == entry.kind, let until = earlier.until,
      until > first.at
    { first = earlier }
    return first.at
  }

  /// Returns what is known of a profile that stood at `scope`; nil when nothing is.
  func state(of profile: String, at scope: ScopeID) throws -> ProfileState? {
    let place = Place(scope: scope, profile: profile)
    var state = windows[place] ?? .unused
    // One look at the newest call tells of most profiles.
    let call = try lastCall(of: place, [.succeeded, .failed])
    if call?.kind == .failed {
      state.lastFailureAt = call?.at
      state.lastUsedAt = try lastCall(of: place, [.succeeded])?.at
    } else {
      state.lastUsedAt = call?.at
    }
    return state == .unused ? nil : state
  }

  private func lastCall(
    of place: Place, _ kinds: [ProfileEvent.Kind]
  ) throws -> (kind: ProfileEvent.Kind, at: Timestamp)? {
    try connection.first(
      """
      SELECT kind, at
      FROM profile_event
      WHERE profile_id = \(place.profile) AND id > \(logouts[place] ?? 0) AND id <= \(newest)
        AND scope_id = \(place.scope.text) AND kind IN \(list: kinds.map(\.rawValue))
      ORDER BY id DESC
      LIMIT 1
      """
    ) { row in
      (
        kind: try ProfileEvent.Kind(stored: row.next(String.self)),
        at: Timestamp(milliseconds: try row.next(Int64.self))
      )
    }
  }

  /// Whether something that came after, and no later than `last`, ended the window. A call that had ended before the failure,
  /// told later, does not.
  private func isEnded(_ window: ProfileEvent, of place: Place, upTo last: Int64) throws -> Bool {
    try connection.first(
      """
      SELECT 1
      FROM profile_event
      WHERE profile_id = \(place.profile) AND id > \(window.id) AND id <= \(last)
        AND scope_id = \(place.scope.text)
        AND (kind IN ('cleared', 'logout') OR kind = 'succeeded' AND at >= \(window.at.milliseconds)
          AND coalesce(detail, '') <> \(ProfileEvent.supersededDetail))
      LIMIT 1
      """
    ) { try $0.next(Int64.self) } != nil
  }
}
