package import PurserDomain
import SQLKit

/// What happened to profiles. Rows are only added.
package struct ProfileEventRepository<Access> {
  let connection: any SQLConnection
  let event: Int64

  static var columns: StaticString {
    """
    event_id, at, kind, scope_id, profile_id, provider, agent_id, reason, http_status, code,
    model, until, latency_ms, tokens_in, tokens_out, detail
    """
  }

  /// Hands the wanted events to `body`, newest first, without keeping them.
  package func forEach(
    _ filter: ProfileEventFilter, _ body: (ProfileEvent) throws -> Void
  ) throws {
    if let limit = filter.limit, let profile = filter.profile, filter.scopes?.count != 1 {
      return try forEachNewest(limit, of: profile, filter, body)
    }
    let limit: SQL = if let limit = filter.limit { "LIMIT \(limit)" } else { "" }
    try connection.forEach(
      """
      SELECT id, \(raw: Self.columns)
      FROM profile_event
      WHERE \(Self.condition(filter))
      ORDER BY id DESC
      \(limit)
      """
    ) { try body(ProfileEvent(row: $0)) }
  }

  /// The newest `limit` of one profile. The index has them scope by scope, so the newest of each are looked for: sorting all
  /// that ever happened at every scope would take as long as it has been going on.
  private func forEachNewest(
    _ limit: Int, of profile: String, _ filter: ProfileEventFilter,
    _ body: (ProfileEvent) throws -> Void
  ) throws {
    var ids: [Int64] = []
    for scope in try filter.scopes ?? scopes(of: profile) {
      var filter = filter
      filter.scopes = [scope]
      let floor = ids.count == limit ? ids.last ?? 0 : 0
      let found = try connection.rows(
        """
        SELECT id
        FROM profile_event
        WHERE \(Self.condition(filter)) AND id > \(floor)
        ORDER BY id DESC
        LIMIT \(limit)
        """
      ) { try $0.next(Int64.self) }
      if !found.isEmpty { ids = Array((ids + found).sorted(by: >).prefix(limit)) }
    }
    var rest = ids[...]
    while !rest.isEmpty {
      try connection.forEach(
        """
        SELECT id, \(raw: Self.columns)
        FROM profile_event
        WHERE id IN \(list: Array(rest.prefix(500)))
        ORDER BY id DESC
        """
      ) { try body(ProfileEvent(row: $0)) }
      rest = rest.dropFirst(500)
    }
  }

  /// The scopes at which anything happened to a profile, by going from one to the next in the index.
  private func scopes(of profile: String) throws -> [String] {
    try connection.rows(
      """
      WITH RECURSIVE place(scope) AS (
        SELECT (
          SELECT scope_id FROM profile_event WHERE profile_id = \(profile) ORDER BY scope_id LIMIT 1)
        UNION ALL
        SELECT (
          SELECT scope_id
          FROM profile_event
          WHERE profile_id = \(profile) AND scope_id > place.scope
          ORDER BY scope_id
          LIMIT 1)
        FROM place
        WHERE place.scope IS NOT NULL
      )
      SELECT scope FROM place WHERE scope IS NOT NULL ORDER BY scope
      """
    ) { try $0.next(String.self) }
  }

  /// Returns the wanted events, newest first.
  package func list(_ filter: ProfileEventFilter) throws -> [ProfileEvent] {
    var events: [ProfileEvent] = []
    try forEach(filter) { events.append($0) }
    return events
  }

  /// Returns the newest event of one of `kinds` of a profile, nil when there is none.
  package func newest(
    _ kinds: [ProfileEvent.Kind], of profile: String, at scope: ScopeID
  ) throws -> ProfileEvent? {
    try connection.first(
      """
      SELECT id, \(raw: Self.columns)
      FROM profile_event
      WHERE profile_id = \(profile) AND scope_id = \(scope.text)
        AND kind IN \(list: kinds.map(\.rawValue))
      ORDER BY id DESC
      LIMIT 1
      """, ProfileEvent.init(row:))
  }

  /// Returns the first `limit` of those that the write of number `event` recorded, in their order.
  package func list(of event: Int64, limit: Int) throws -> [ProfileEvent] {
    try connection.rows(
      """
      SELECT id, \(raw: Self.columns)
      FROM profile_event
      WHERE event_id = \(event)
      ORDER BY id
      LIMIT \(limit)
      """, ProfileEvent.init(row:))
  }

  /// Returns how many events there are.
  package func count() throws -> Int {
    try connection.first("SELECT count(*) FROM profile_event") { try $0.next(Int.self) } ?? 0
  }

  private static func condition(_ filter: ProfileEventFilter) -> SQL {
    var condition: SQL = "id > 0"
    if let profile = filter.profile { condition = "\(condition) AND profile_id = \(profile)" }
    if let scopes = filter.scopes {
      condition =
        scopes.count == 1
        ? "\(condition) AND scope_id = \(scopes[0])"
        : "\(condition) AND scope_id IN \(list: scopes)"
    }
    if let agents = filter.agents { condition = "\(condition) AND agent_id IN \(list: agents)" }
    if let provider = filter.provider { condition = "\(condition) AND provider = \(provider)" }
    if let kinds = filter.kinds {
      condition = "\(condition) AND kind IN \(list: kinds.map(\.rawValue))"
    }
    if let event = filter.event { condition = "\(condition) AND event_id = \(event)" }
    if let since = filter.since { condition = "\(condition) AND at >= \(since.milliseconds)" }
    if let until = filter.until { condition = "\(condition) AND at < \(until.milliseconds)" }
    if let before = filter.before { condition = "\(condition) AND id < \(before)" }
    return condition
  }
}

extension ProfileEventRepository where Access == ReadWrite {
  /// Adds an event to the running write.
  package func insert(_ entry: ProfileEvent) throws {
    try connection.run(insertEvent.binding(values(of: entry)))
  }

  /// Adds events to the running write, in their order.
  package func insert(_ entries: [ProfileEvent]) throws {
    var rest = entries[...]
    while rest.count >= rowsTogether {
      try connection.run(insertEvents.binding(rest.prefix(rowsTogether).flatMap(values)))
      rest = rest.dropFirst(rowsTogether)
    }
    for entry in rest { try insert(entry) }
  }

  private func values(of entry: ProfileEvent) -> [SQLValue] {
    [
      .integer(event), .integer(entry.at.milliseconds), .text(entry.kind.rawValue),
      .text(entry.scope.text), entry.profile.sqlValue, .text(entry.provider),
      entry.agent.sqlValue, entry.reason.sqlValue, entry.httpStatus.sqlValue,
      entry.code.sqlValue, entry.model.sqlValue, entry.until?.milliseconds.sqlValue ?? .null,
      entry.latencyMilliseconds.sqlValue, entry.tokensIn.sqlValue, entry.tokensOut.sqlValue,
      entry.detail.sqlValue,
    ]
  }
}

// Put together once: a batch of reports runs it a hundred thousand times.
private let insertEvent: SQL = """
  INSERT INTO profile_event (\(raw: ProfileEventRepository<ReadWrite>.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 16))
  """

// Beyond this many rows of one statement nothing is gained.
private let rowsTogether = 16

private let insertEvents: SQL = (1..<rowsTogether).reduce(insertEvent) { statement, _ in
  "\(statement), \(list: Array(repeating: SQLValue.null, count: 16))"
}
