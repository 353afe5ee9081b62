import PurserDomain
import SQLKit

/// What the history of profiles tells of their states after an event. States themselves are not kept: they change with each call.
///
/// Windows are as they were opened, and uses those on record; what an import brought without a window, and counters, are in
/// no history.
struct PastStates {
  /// A profile at the scope that owned it.
  private struct Place: Hashable {
    let scope: ScopeID
    let profile: String
  }

  private let connection: any SQLConnection
  private let event: Int64
  private var states: [Place: ProfileState] = [:]

  /// Reads the history up to `event`, of which the windows that were open at `instant` count.
  init(connection: any SQLConnection, upTo event: Int64, at instant: Timestamp) throws {
    self.connection = connection
    self.event = event
    let logouts = try readLogouts()
    try readUses(after: logouts)
    try readWindows(endingAfter: instant)
  }

  /// Hands the state of each profile of which something is known to `body`, in no order.
  func forEach(_ body: (_ profile: String, _ scope: ScopeID, _ state: ProfileState) throws -> Void)
    rethrows
  {
    for (place, state) in states { try body(place.profile, place.scope, state) }
  }

  /// The last logout of each profile: what was learned before is of another credential of the same id.
  private func readLogouts() throws -> [Place: Int64] {
    var found: [Place: Int64] = [:]
    try connection.forEach(
      """
      SELECT scope_id, profile_id, max(id)
      FROM profile_event
      WHERE event_id <= \(event) AND kind = 'logout' AND profile_id IS NOT NULL
      GROUP BY scope_id, profile_id
      ORDER BY scope_id, profile_id
      """
    ) { row in
      let place = Place(
        scope: try ScopeID(row.next(String.self)), profile: try row.next(String.self))
      found[place] = try row.next(Int64.self)
    }
    return found
  }

  private mutating func readUses(after logouts: [Place: Int64]) throws {
    var found: [Place: ProfileState] = [:]
    try connection.forEach(
      """
      SELECT scope_id, profile_id, max(CASE WHEN kind = 'succeeded' THEN at END),
        max(CASE WHEN kind = 'failed' THEN at END)
      FROM profile_event
      WHERE event_id <= \(event) AND kind IN ('succeeded', 'failed') AND profile_id IS NOT NULL
      GROUP BY scope_id, profile_id
      ORDER BY scope_id, profile_id
      """
    ) { row in
      let place = Place(
        scope: try ScopeID(row.next(String.self)), profile: try row.next(String.self))
      found[place] = try Self.uses(row)
    }
    for (place, state) in found {
      guard let logout = logouts[place] else {
        states[place] = state
        continue
      }
      states[place] = try connection.first(
        """
        SELECT max(CASE WHEN kind = 'succeeded' THEN at END),
          max(CASE WHEN kind = 'failed' THEN at END)
        FROM profile_event
        WHERE profile_id = \(place.profile) AND id > \(logout) AND event_id <= \(event)
          AND scope_id = \(place.scope.text) AND kind IN ('succeeded', 'failed')
        """, Self.uses)
    }
  }

  private static func uses(_ row: RowReader) throws -> ProfileState {
    var state = ProfileState()
    state.lastUsedAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    state.lastFailureAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    return state
  }

  private mutating func readWindows(endingAfter instant: Timestamp) throws {
    var opened: [ProfileEvent] = []
    try connection.forEach(
      """
      SELECT id, \(raw: ProfileEventRepository<ReadOnly>.columns)
      FROM profile_event
      WHERE event_id <= \(event) AND kind IN ('cooldown_started', 'disabled', 'blocked')
        AND until > \(instant.milliseconds)
      ORDER BY id
      """
    ) { opened.append(try ProfileEvent(row: $0)) }
    // The newest of a kind counts: a window that was moved is on record again.
    for entry in opened {
      guard let profile = entry.profile, let until = entry.until, try !isEnded(entry, profile),
        let kind = ProfileWindow.Kind.allCases.first(where: { $0.opening == entry.kind })
      else { continue }
      let window = ProfileWindow(
        since: entry.at, until: until, reason: entry.reason.flatMap(FailureClass.init(rawValue:)),
        model: entry.model, agent: entry.agent)
      states[Place(scope: entry.scope, profile: profile), default: .unused][kind] = window
    }
  }

  /// Whether something that came after ended the window. A call that had ended before the failure, told later, does not.
  private func isEnded(_ window: ProfileEvent, _ profile: String) throws -> Bool {
    try connection.first(
      """
      SELECT 1
      FROM profile_event
      WHERE profile_id = \(profile) AND id > \(window.id) AND event_id <= \(event)
        AND scope_id = \(window.scope.text)
        AND (kind IN ('cleared', 'logout') OR kind = 'succeeded' AND at >= \(window.at.milliseconds))
      """
    ) { try $0.next(Int64.self) } != nil
  }
}
