package import PurserDomain
import SQLKit

/// Agents and their labels.
package struct AgentRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    id, name, agent_dir, workspace_dir, is_default, position, source, extra, created_at, updated_at
    """
  }

  /// Returns all agents, in list order.
  package func list() throws -> [Agent] {
    try connection.rows(
      "SELECT \(raw: Self.columns) FROM agent ORDER BY position, id", Agent.init(row:))
  }

  /// Returns the agent of that id, nil when there is none.
  package func find(_ id: Agent.ID) throws -> Agent? {
    try connection.first(
      "SELECT \(raw: Self.columns) FROM agent WHERE id = \(id.text)", Agent.init(row:))
  }

  /// Returns the agent of that id. Throws `not_found`, with the nearest id as hint.
  package func require(_ id: Agent.ID) throws -> Agent {
    if let agent = try find(id) { return agent }
    throw StoreError.noAgent(id.text)
  }

  /// Returns the agent marked as default; with none marked the first in list order; nil in an empty store.
  package func current() throws -> Agent? {
    // Two steps, each of one row by an index, however many agents there are.
    try connection.first(
      "SELECT \(raw: Self.columns) FROM agent WHERE is_default = 1", Agent.init(row:))
      ?? connection.first(
        "SELECT \(raw: Self.columns) FROM agent ORDER BY position, id LIMIT 1", Agent.init(row:))
  }

  /// Returns the agent that is the default once `removed` are gone; nil when the default one stays, and when none is left.
  package func heir(without removed: Set<Agent.ID>) throws -> Agent.ID? {
    guard let current = try current()?.id, removed.contains(current) else { return nil }
    return try directories().lazy.map(\.id).first { !removed.contains($0) }
  }

  /// Returns the agent whose directory is `path`, nil when there is none; the first in list order when
  /// several share it.
  package func find(directory path: String) throws -> Agent? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM agent
      WHERE agent_dir = \(path)
      ORDER BY position, id
      LIMIT 1
      """, Agent.init(row:))
  }

  /// Returns the ids of the agents whose directory is written as `path`, in list order.
  package func ids(directory path: String) throws -> [Agent.ID] {
    try connection.rows(
      "SELECT id FROM agent WHERE agent_dir = \(path) ORDER BY position, id"
    ) { row in try Agent.ID(row.next(String.self)) }
  }

  /// Returns the folder of each agent, in list order: for a look at all of them that needs nothing else.
  package func directories() throws -> [(id: Agent.ID, path: String?)] {
    try connection.rows("SELECT id, agent_dir FROM agent ORDER BY position, id") { row in
      (try Agent.ID(row.next(String.self)), try row.next(String?.self))
    }
  }

  /// Returns the place of an agent added behind all others.
  package func nextPosition() throws -> Int {
    try connection.first("SELECT coalesce(max(position) + 1, 0) FROM agent") { row in
      try row.next(Int.self)
    } ?? 0
  }

  /// Returns how many agents there are.
  package func count() throws -> Int {
    try connection.first("SELECT count(*) FROM agent") { row in Int(try row.next(Int64.self)) } ?? 0
  }

  /// Returns the ids that begin with `prefix`, sorted, at most `limit`.
  package func ids(prefix: String, limit: Int) throws -> [String] {
    // '~' sorts after every byte an agent id may hold.
    try connection.rows(
      """
      SELECT id
      FROM agent
      WHERE id >= \(prefix) AND id < \(prefix + "~")
      ORDER BY id
      LIMIT \(Int64(limit))
      """
    ) { row in try row.next(String.self) }
  }

  /// Returns the labels of an agent, sorted by key.
  package func labels(of id: Agent.ID) throws -> [AgentLabel] {
    try connection.rows(
      "SELECT agent_id, key, value FROM agent_label WHERE agent_id = \(id.text) ORDER BY key",
      AgentLabel.init(row:))
  }

  /// Returns the labels of all agents, sorted by agent, then key.
  package func labels() throws -> [AgentLabel] {
    try connection.rows(
      "SELECT agent_id, key, value FROM agent_label ORDER BY agent_id, key", AgentLabel.init(row:))
  }

  /// Returns the ids of the agents that carry `key` with `value`, in list order.
  package func ids(labelled key: String, _ value: String) throws -> [Agent.ID] {
    try connection.rows(
      """
      SELECT agent.id
      FROM agent_label
      JOIN agent ON agent.id = agent_label.agent_id
      WHERE agent_label.key = \(key) AND agent_label.value = \(value)
      ORDER BY agent.position, agent.id
      """
    ) { row in try Agent.ID(row.next(String.self)) }
  }
}

extension AgentRepository where Access == ReadWrite {
  /// Adds an agent and its scope. Throws `conflict` when the id is taken.
  package func insert(_ agent: Agent) throws {
    try connection.run(insertScope.binding([.text(agent.id.text)]))
    try connection.run(
      insertAgent.binding([
        .text(agent.id.text), agent.name.sqlValue, agent.agentDirectory.sqlValue,
        agent.workspaceDirectory.sqlValue, agent.isDefault.sqlValue,
        .integer(Int64(agent.position)),
        .text(agent.source.rawValue), .text(agent.extraJSON),
        .integer(agent.createdAt.milliseconds), .integer(agent.updatedAt.milliseconds),
      ]))
  }

  /// Writes every member of `agent` but its id and its time of creation.
  package func update(_ agent: Agent) throws {
    try connection.run(
      """
      UPDATE agent
      SET name = \(agent.name), agent_dir = \(agent.agentDirectory),
        workspace_dir = \(agent.workspaceDirectory), is_default = \(agent.isDefault),
        position = \(Int64(agent.position)), source = \(agent.source.rawValue),
        extra = \(agent.extraJSON), updated_at = \(agent.updatedAt.milliseconds)
      WHERE id = \(agent.id.text)
      """)
  }

  /// Removes an agent with everything that stands at its scope.
  package func delete(_ id: Agent.ID) throws {
    try connection.run("DELETE FROM scope WHERE id = \(id.text)")
  }

  /// Makes `id` the only default agent; nil leaves none.
  package func setDefault(_ id: Agent.ID?, at now: Timestamp) throws {
    try connection.run(
      """
      UPDATE agent
      SET is_default = 0, updated_at = \(now.milliseconds)
      WHERE is_default = 1 AND id IS NOT \(id?.text)
      """)
    guard let id else { return }
    try connection.run(
      """
      UPDATE agent
      SET is_default = 1, updated_at = \(now.milliseconds)
      WHERE id = \(id.text) AND is_default = 0
      """)
  }

  /// Sets a label, adding it or changing its value.
  package func setLabel(_ label: AgentLabel) throws {
    try connection.run(
      """
      INSERT INTO agent_label (agent_id, key, value)
      VALUES (\(label.agent.text), \(label.key), \(label.value))
      ON CONFLICT (agent_id, key) DO UPDATE SET value = excluded.value
      WHERE value IS NOT excluded.value
      """)
  }

  /// Removes a label. Returns whether it was there.
  package func removeLabel(_ key: String, of agent: Agent.ID) throws -> Bool {
    try connection.run(
      "DELETE FROM agent_label WHERE agent_id = \(agent.text) AND key = \(key)") > 0
  }
}

// Put together once: an import runs them for thousands of agents.
private let insertScope: SQL =
  "INSERT INTO scope (id) VALUES \(list: [SQLValue.null]) ON CONFLICT (id) DO NOTHING"
private let insertAgent: SQL = """
  INSERT INTO agent (\(raw: AgentRepository<ReadWrite>.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 10))
  """

/// A key and value that selectors match.
package struct AgentLabel: Equatable, Sendable {
  package var agent: Agent.ID
  package var key: String
  package var value: String

  package init(agent: Agent.ID, key: String, value: String) {
    self.agent = agent
    self.key = key
    self.value = value
  }

  fileprivate init(row: RowReader) throws {
    agent = try Agent.ID(row.next(String.self))
    key = try row.next(String.self)
    value = try row.next(String.self)
  }
}

extension Agent {
  fileprivate init(row: RowReader) throws {
    self.init(
      id: try ID(row.next(String.self)),
      name: try row.next(String?.self),
      agentDirectory: try row.next(String?.self),
      workspaceDirectory: try row.next(String?.self),
      isDefault: try row.next(Bool.self),
      position: Int(try row.next(Int64.self)),
      source: try Source(stored: row.next(String.self)),
      extraJSON: try row.next(String.self),
      createdAt: Timestamp(milliseconds: try row.next(Int64.self)),
      updatedAt: Timestamp(milliseconds: try row.next(Int64.self)))
  }
}
