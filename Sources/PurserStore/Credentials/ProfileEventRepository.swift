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
    // What one write recorded is found by its number, at whatever scopes.
    if let limit = filter.limit, let profile = filter.profile, filter.scopes?.count != 1,
      filter.event == nil
    {
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

  /// The newest `limit` of one profile. An index has them scope by scope and another one agent by agent, so the newest of
  /// each are looked for: sorting all that ever happened at every scope would take as long as it has been going on.
  private func forEachNewest(
    _ limit: Int, of profile: String, _ filter: ProfileEventFilter,
    _ body: (ProfileEvent) throws -> Void
  ) throws {
    let scopes = try filter.scopes ?? scopes(of: profile)
    var newest = NewestIDs(limit: limit)
    if let agents = filter.agents, filter.scopes == nil,
      agents.count == 1 || agents.count <= scopes.count / 2
    {
      for agent in agents {
        var part = filter
        part.agents = [agent]
        try find(&newest, part)
      }
    } else {
      // The agents are compared here: bound to the statement of each scope they would be bound as often as there are scopes.
      let agents = filter.agents.map(Set.init)
      for scope in scopes {
        var part = filter
        part.scopes = [scope]
        part.agents = nil
        try find(&newest, part, of: agents)
      }
    }
    var rest = newest.ids[...]
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

  /// Adds the ids of the wanted events to `newest`, of any agent or of one of `agents`, as long as they are newer than those
  /// that it has enough of.
  private func find(
    _ newest: inout NewestIDs, _ filter: ProfileEventFilter, of agents: Set<String>? = nil
  ) throws {
    var count = 0
    try connection.scan(
      """
      SELECT id, agent_id
      FROM profile_event
      WHERE \(Self.condition(filter, after: newest.floor))
      ORDER BY id DESC
      """
    ) { row in
      let id = try row.next(Int64.self)
      let agent = try row.next(String?.self)
      if let agents, !(agent.map(agents.contains) ?? false) { return true }
      newest.add(id)
      count += 1
      return count < newest.limit
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
        AND \(Self.condition(kinds, usesIndex: true))
      ORDER BY id DESC
      LIMIT 1
      """, ProfileEvent.init(row:))
  }

  /// Returns when a profile was last cleared, if a write before the running one did it since `instant`. Its newest entries are
  /// gone through back to those of earlier writes, at most 64: calls that went well since are known otherwise.
  package func clearing(
    of profile: String, at scope: ScopeID, since instant: Timestamp
  ) throws -> Timestamp? {
    var cleared: Timestamp?
    var count = 0
    try connection.scan(
      """
      SELECT entry.kind, entry.at, audit_event.at
      FROM profile_event AS entry
      JOIN audit_event ON audit_event.id = entry.event_id
      WHERE entry.profile_id = \(profile) AND entry.scope_id = \(scope.text)
        AND entry.event_id < \(event)
      ORDER BY entry.id DESC
      """
    ) { row in
      let kind = try ProfileEvent.Kind(stored: row.next(String.self))
      let at = try row.next(Int64.self)
      guard try row.next(Int64.self) >= instant.milliseconds else { return false }
      if kind == .cleared { cleared = Timestamp(milliseconds: at) }
      count += 1
      return cleared == nil && count < 64
    }
    return cleared
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

  /// The wanted events with an id above `floor`. One bound alone: of two, SQLite takes the first for its index and tries the
  /// other on every row.
  private static func condition(_ filter: ProfileEventFilter, after floor: Int64 = 0) -> SQL {
    var condition: SQL = "id > \(floor)"
    if let profile = filter.profile { condition = "\(condition) AND profile_id = \(profile)" }
    if let scopes = filter.scopes {
      condition =
        scopes.count == 1
        ? "\(condition) AND scope_id = \(scopes[0])"
        : "\(condition) AND scope_id IN \(list: scopes)"
    }
    if let agents = filter.agents {
      condition =
        agents.count == 1
        ? "\(condition) AND agent_id = \(agents[0])"
        : "\(condition) AND agent_id IN \(list: agents)"
    }
    if let provider = filter.provider { condition = "\(condition) AND provider = \(provider)" }
    if let kinds = filter.kinds {
      // Without a profile the index would have to be sorted, where a walk from the end finds the newest.
      let usesIndex = filter.profile != nil && filter.agents == nil
      condition = "\(condition) AND \(Self.condition(kinds, usesIndex: usesIndex))"
    }
    if let event = filter.event { condition = "\(condition) AND event_id = \(event)" }
    if let since = filter.since { condition = "\(condition) AND at >= \(since.milliseconds)" }
    if let until = filter.until { condition = "\(condition) AND at < \(until.milliseconds)" }
    if let before = filter.before { condition = "\(condition) AND id < \(before)" }
    return condition
  }

  private static func condition(_ kinds: [ProfileEvent.Kind], usesIndex: Bool) -> SQL {
    let condition: SQL = "kind IN \(list: kinds.map(\.rawValue))"
    guard usesIndex, kinds.allSatisfy(\.changesSecret) else { return condition }
    // An index has these alone, and is taken only where its own condition stands in the statement.
    return """
      \(condition)
        AND kind IN ('login', 'refreshed', 'refresh_failed', 'rotated', 'logout')
      """
  }
}

/// The greatest of the ids it is given, as many as are wanted.
private struct NewestIDs {
  let limit: Int
  private var found: [Int64] = []
  /// No id up to this one is among them.
  private(set) var floor: Int64 = 0

  init(limit: Int) { self.limit = limit }

  /// Greatest first.
  var ids: [Int64] { Array(found.sorted(by: >).prefix(limit)) }

  mutating func add(_ id: Int64) {
    found.append(id)
    // Sorted only now and then, so that a great limit costs no more than a small one.
    guard limit > 0, found.count / 2 >= limit else { return }
    found = ids
    floor = found.last ?? 0
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
