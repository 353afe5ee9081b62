package import PurserDomain
import SQLKit

/// What sessions of agents were told to use.
package struct SessionSelectionRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    agent_id, session_key, provider, model, source, profile_id, profile_source,
    compaction_count, updated_at
    """
  }

  /// Returns the selections of an agent, by session.
  package func list(of agent: Agent.ID) throws -> [StoredSelection] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      WHERE agent_id = \(agent.text)
      ORDER BY session_key
      """, StoredSelection.init(row:))
  }

  /// Returns the selections of all agents, by agent and session.
  package func list() throws -> [StoredSelection] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      ORDER BY agent_id, session_key
      """, StoredSelection.init(row:))
  }

  /// Returns the selection of a session, nil when it uses the agent's own.
  package func find(_ key: String, of agent: Agent.ID) throws -> StoredSelection? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      WHERE agent_id = \(agent.text) AND session_key = \(key)
      """, StoredSelection.init(row:))
  }

  /// Returns the selections that pin a profile, by agent and session.
  package func pinning(_ profile: String) throws -> [StoredSelection] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      WHERE profile_id = \(profile)
      ORDER BY agent_id, session_key
      """, StoredSelection.init(row:))
  }
}

extension SessionSelectionRepository where Access == ReadWrite {
  /// Adds a selection or replaces the one of its session. One of nothing is removed.
  package func save(_ stored: StoredSelection, at now: Timestamp) throws {
    let selection = stored.selection
    guard selection.model != nil || selection.pin != nil else {
      try delete(stored.key, of: stored.agent)
      return
    }
    try connection.run(
      """
      INSERT INTO session_selection (\(raw: Self.columns))
      VALUES (
        \(stored.agent.text), \(stored.key), \(selection.model?.provider),
        \(selection.model?.model), \(selection.modelSource?.rawValue),
        \(selection.pin?.profile), \(selection.pin?.source.rawValue),
        \(selection.pin?.compactions), \((selection.updatedAt ?? now).milliseconds)
      )
      ON CONFLICT (agent_id, session_key) DO UPDATE
      SET provider = excluded.provider, model = excluded.model, source = excluded.source,
        profile_id = excluded.profile_id, profile_source = excluded.profile_source,
        compaction_count = excluded.compaction_count, updated_at = excluded.updated_at
      """)
  }

  /// Removes the selection of a session. Returns whether it was there.
  @discardableResult
  package func delete(_ key: String, of agent: Agent.ID) throws -> Bool {
    try connection.run(
      "DELETE FROM session_selection WHERE agent_id = \(agent.text) AND session_key = \(key)") > 0
  }
}

/// What a session of an agent was told to use.
package struct StoredSelection: Equatable, Sendable {
  package var agent: Agent.ID
  /// As the gateway names the session.
  package var key: String
  package var selection: SessionSelection

  package init(agent: Agent.ID, key: String, selection: SessionSelection) {
    self.agent = agent
    self.key = key
    self.selection = selection
  }

  fileprivate init(row: RowReader) throws {
    agent = try Agent.ID(row.next(String.self))
    key = try row.next(String.self)
    let provider = try row.next(String?.self)
    let name = try row.next(String?.self)
    let source = try row.next(String?.self).map { try SessionPin.Source(stored: $0) }
    let profile = try row.next(String?.self)
    let profileSource = try row.next(String?.self).map { try SessionPin.Source(stored: $0) }
    let compactions = try row.next(Int?.self)
    var model: ModelRef?
    if let provider, let name { model = ModelRef(provider: provider, model: name) }
    selection = SessionSelection(
      model: model, modelSource: source,
      pin: profile.map {
        SessionPin(profile: $0, source: profileSource, compactions: compactions)
      },
      updatedAt: Timestamp(milliseconds: try row.next(Int64.self)))
  }
}
