package import PurserDomain
import SQLKit

/// What runs have taught about profiles, kept with the profile that owns it.
package struct ProfileStateRepository<Access> {
  let connection: any SQLConnection
  /// The moment whose states are asked for: they are not kept, only what happened to profiles. Nil for the present.
  let past: PastMoment?

  static var columns: StaticString {
    """
    scope_id, profile_id, last_used_at, last_failure_at,
      cooldown_since, cooldown_until, cooldown_reason, cooldown_model, cooldown_agent,
      cooldown_number,
      disabled_since, disabled_until, disabled_reason, disabled_model, disabled_agent,
      disabled_number,
      blocked_since, blocked_until, blocked_reason, blocked_model, blocked_agent, blocked_number,
      error_count, ladder, failure_counts, last_good
    """
  }

  /// Returns the state of a profile; that of an unused one when nothing is known.
  package func find(_ profile: String, at scope: ScopeID) throws -> ProfileState {
    if let past { return try past.state(of: profile, at: scope) }
    return try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM profile_state
      WHERE scope_id = \(scope.text) AND profile_id = \(profile)
      """
    ) { try Row($0).state } ?? .unused
  }

  /// Returns the states of the profiles that stand at `scope` itself, by profile; unused ones may be absent.
  package func list(at scope: ScopeID) throws -> [String: ProfileState] {
    if let past { return try past.states(at: scope)[scope] ?? [:] }
    var states: [String: ProfileState] = [:]
    try connection.forEach(
      "SELECT \(raw: Self.columns) FROM profile_state WHERE scope_id = \(scope.text)"
    ) {
      let row = try Row($0); states[row.profile] = row.state
    }
    return states
  }

  /// Returns the states of all scopes, by scope and profile; unused ones may be absent.
  package func list() throws -> [ScopeID: [String: ProfileState]] {
    if let past { return try past.states() }
    var states: [ScopeID: [String: ProfileState]] = [:]
    try connection.forEach("SELECT \(raw: Self.columns) FROM profile_state") {
      let row = try Row($0)
      states[row.scope, default: [:]][row.profile] = row.state
    }
    return states
  }

  /// Returns the states at one of `scopes`, by scope and profile; unused ones may be absent.
  package func list(at scopes: Set<ScopeID>) throws -> [ScopeID: [String: ProfileState]] {
    guard scopes.count <= ScopeReads.few else {
      return try list().filter { scopes.contains($0.key) }
    }
    return try Dictionary(uniqueKeysWithValues: scopes.map { ($0, try list(at: $0)) })
  }

  /// Returns the states with a window that ends after `now`, by scope and profile; with `scopes` those at one of them.
  package func resting(
    at now: Timestamp, in scopes: Set<ScopeID>?
  ) throws -> [ScopeID: [String: ProfileState]] {
    guard let scopes else { return try resting(at: now) }
    guard scopes.count <= ScopeReads.few else {
      return try resting(at: now).filter { scopes.contains($0.key) }
    }
    return Self.resting(try list(at: scopes), at: now)
  }

  private static func resting(
    _ states: [ScopeID: [String: ProfileState]], at now: Timestamp
  ) -> [ScopeID: [String: ProfileState]] {
    states.mapValues { states in
      states.filter { state in
        ProfileWindow.Kind.allCases.contains { state.value[$0].map { $0.until > now } ?? false }
      }
    }.filter { !$0.value.isEmpty }
  }

  private func resting(at now: Timestamp) throws -> [ScopeID: [String: ProfileState]] {
    if let past { return Self.resting(try past.states(), at: now) }
    var states: [ScopeID: [String: ProfileState]] = [:]
    try connection.forEach(
      """
      SELECT \(raw: Self.columns)
      FROM profile_state
      WHERE max(
        coalesce(cooldown_until, 0), coalesce(disabled_until, 0), coalesce(blocked_until, 0))
        > \(now.milliseconds)
      """
    ) {
      let row = try Row($0)
      states[row.scope, default: [:]][row.profile] = row.state
    }
    return states
  }
}

extension ProfileStateRepository where Access == ReadWrite {
  /// Stores the state of a profile that exists.
  package func save(_ state: ProfileState, of profile: String, at scope: ScopeID) throws {
    func columns(_ window: ProfileWindow?) -> [SQLValue] {
      [
        (window?.since.milliseconds).sqlValue, (window?.until.milliseconds).sqlValue,
        (window?.reason?.rawValue).sqlValue, (window?.model).sqlValue, (window?.agent).sqlValue,
        (window?.failureNumber).sqlValue,
      ]
    }
    let ladder = Dictionary(uniqueKeysWithValues: state.ladder.map { ($0.key.rawValue, $0.value) })
    let counts = Dictionary(
      uniqueKeysWithValues: state.failureCounts.map { ($0.key.rawValue, $0.value) })
    let ends: [SQLValue] = [
      .integer(Int64(state.errorCount)), .text(CountList.text(ladder)),
      .text(CountList.text(counts)), state.isLastGood.sqlValue,
    ]
    try connection.run(
      saveState.binding(
        [
          .text(scope.text), .text(profile), (state.lastUsedAt?.milliseconds).sqlValue,
          (state.lastFailureAt?.milliseconds).sqlValue,
        ] + columns(state.cooldown) + columns(state.disabled) + columns(state.block) + ends))
  }

  /// Says of the profiles of `provider` at `scope` that none but `profile` was the last that worked.
  package func unmarkLastGood(except profile: String, of provider: String, at scope: ScopeID) throws
  {
    try connection.run(
      """
      UPDATE profile_state
      SET last_good = 0
      WHERE scope_id = \(scope.text) AND profile_id <> \(profile) AND last_good = 1
        AND profile_id IN (
          SELECT id FROM auth_profile WHERE provider = \(provider) AND scope_id = \(scope.text))
      """)
  }
}

// Put together once: a batch of reports runs it a hundred thousand times.
private let saveState: SQL = """
  INSERT INTO profile_state (\(raw: ProfileStateRepository<ReadWrite>.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 26))
  ON CONFLICT (scope_id, profile_id) DO UPDATE
  SET last_used_at = excluded.last_used_at, last_failure_at = excluded.last_failure_at,
    cooldown_since = excluded.cooldown_since, cooldown_until = excluded.cooldown_until,
    cooldown_reason = excluded.cooldown_reason, cooldown_model = excluded.cooldown_model,
    cooldown_agent = excluded.cooldown_agent, cooldown_number = excluded.cooldown_number,
    disabled_since = excluded.disabled_since, disabled_until = excluded.disabled_until,
    disabled_reason = excluded.disabled_reason, disabled_model = excluded.disabled_model,
    disabled_agent = excluded.disabled_agent, disabled_number = excluded.disabled_number,
    blocked_since = excluded.blocked_since, blocked_until = excluded.blocked_until,
    blocked_reason = excluded.blocked_reason, blocked_model = excluded.blocked_model,
    blocked_agent = excluded.blocked_agent, blocked_number = excluded.blocked_number,
    error_count = excluded.error_count, ladder = excluded.ladder,
    failure_counts = excluded.failure_counts, last_good = excluded.last_good
  """

/// A row of the table.
private struct Row {
  let scope: ScopeID
  let profile: String
  var state = ProfileState()

  init(_ row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    profile = try row.next(String.self)
    state.lastUsedAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    state.lastFailureAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    state.cooldown = try Self.window(row)
    state.disabled = try Self.window(row)
    state.block = try Self.window(row)
    state.errorCount = try row.next(Int.self)
    // Names that a later program counts by are left alone.
    for (name, count) in try CountList.counts(row.next(String.self)) {
      if let counter = ProfileState.Counter(rawValue: name) { state.ladder[counter] = count }
    }
    for (name, count) in try CountList.counts(row.next(String.self)) {
      if let kind = FailureClass(rawValue: name) { state.failureCounts[kind] = count }
    }
    state.isLastGood = try row.next(Bool.self)
  }

  private static func window(_ row: RowReader) throws -> ProfileWindow? {
    let since = try row.next(Int64?.self)
    let until = try row.next(Int64?.self)
    let reason = try row.next(String?.self)
    let model = try row.next(String?.self)
    let agent = try row.next(String?.self)
    let number = try row.next(Int?.self)
    guard let until else { return nil }
    return ProfileWindow(
      since: Timestamp(milliseconds: since ?? until), until: Timestamp(milliseconds: until),
      reason: reason.flatMap(FailureClass.init(rawValue:)), model: model, agent: agent,
      failureNumber: number ?? 0)
  }
}
