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
  package func list(of agent: Agent.ID) throws -> [SessionSelection] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      WHERE agent_id = \(agent.text)
      ORDER BY session_key
      """, SessionSelection.init(row:))
  }

  /// Returns the selections of all agents, by agent and session.
  package func list() throws -> [SessionSelection] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      ORDER BY agent_id, session_key
      """, SessionSelection.init(row:))
  }

  /// Returns the selection of a session, nil when it uses the agent's own.
  package func find(_ key: String, of agent: Agent.ID) throws -> SessionSelection? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      WHERE agent_id = \(agent.text) AND session_key = \(key)
      """, SessionSelection.init(row:))
  }

  /// Returns the selections that pin a profile, by agent and session.
  package func pinning(_ profile: String) throws -> [SessionSelection] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM session_selection
      WHERE profile_id = \(profile)
      ORDER BY agent_id, session_key
      """, SessionSelection.init(row:))
  }
}

extension SessionSelectionRepository where Access == ReadWrite {
  /// Adds a selection or replaces the one of its session.
  package func save(_ selection: SessionSelection) throws {
    try connection.run(
      """
      INSERT INTO session_selection (\(raw: Self.columns))
      VALUES (
        \(selection.agent.text), \(selection.key), \(selection.model?.ref.provider),
        \(selection.model?.ref.model), \(selection.model?.source.rawValue),
        \(selection.profile?.id), \(selection.profile?.source.rawValue),
        \(selection.compactionCount.map(Int64.init)), \(selection.updatedAt.milliseconds)
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

/// What a session of an agent was told to use: a model, a profile or both.
package struct SessionSelection: Equatable, Sendable {
  /// Who selected something.
  package enum Source: String, Equatable, Sendable, CaseIterable {
    /// A person; binding until the person changes it.
    case user
    /// A runtime; may be changed by it.
    case auto
  }

  package var agent: Agent.ID
  /// As the gateway names the session.
  package var key: String
  package var model: (ref: ModelRef, source: Source)?
  package var profile: (id: String, source: Source)?
  /// The runtime's count of compactions when it pinned the profile by itself.
  package var compactionCount: Int?
  package var updatedAt: Timestamp

  /// Makes a selection of nothing yet.
  package init(agent: Agent.ID, key: String, updatedAt: Timestamp) {
    self.agent = agent
    self.key = key
    self.updatedAt = updatedAt
  }

  package static func == (one: Self, other: Self) -> Bool {
    one.agent == other.agent && one.key == other.key && one.model?.ref == other.model?.ref
      && one.model?.source == other.model?.source && one.profile?.id == other.profile?.id
      && one.profile?.source == other.profile?.source
      && one.compactionCount == other.compactionCount && one.updatedAt == other.updatedAt
  }

  fileprivate init(row: RowReader) throws {
    agent = try Agent.ID(row.next(String.self))
    key = try row.next(String.self)
    let provider = try row.next(String?.self)
    let name = try row.next(String?.self)
    let source = try row.next(String?.self).map { try Source(stored: $0) }
    if let provider, let name, let source {
      model = (ModelRef(provider: provider, model: name), source)
    }
    let profile = try row.next(String?.self)
    let profileSource = try row.next(String?.self).map { try Source(stored: $0) }
    if let profile, let profileSource { self.profile = (profile, profileSource) }
    compactionCount = try row.next(Int64?.self).map { Int($0) }
    updatedAt = Timestamp(milliseconds: try row.next(Int64.self))
  }
}
