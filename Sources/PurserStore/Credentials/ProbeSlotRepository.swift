package import PurserDomain
import SQLKit

/// When runs last tried a provider whose profiles were all resting.
package struct ProbeSlotRepository<Access> {
  let connection: any SQLConnection

  /// Returns when runs of `agent` last tried `provider` so, nil when never.
  package func find(_ provider: String, of agent: Agent.ID) throws -> Timestamp? {
    try connection.first(
      """
      SELECT probed_at
      FROM probe_slot
      WHERE agent_id = \(agent.text) AND provider = \(provider)
      """
    ) { Timestamp(milliseconds: try $0.next(Int64.self)) }
  }

  /// Whether a run of `agent` tried `provider` so later than `instant`: a call that ended by then was not that try.
  package func isTaken(
    _ provider: String, of agent: Agent.ID, after instant: Timestamp
  ) throws -> Bool {
    try find(provider, of: agent).map { $0 > instant } ?? false
  }
}

extension ProbeSlotRepository where Access == ReadWrite {
  /// Notes that a run of `agent` tries `provider` now, and forgets what the agent tried so long ago that it brakes nothing.
  package func take(_ provider: String, of agent: Agent.ID, at now: Timestamp) throws {
    let oldest = now + TimeSpan(milliseconds: -ProbeSlots.lifetime.milliseconds)
    try connection.run(
      """
      DELETE FROM probe_slot
      WHERE agent_id = \(agent.text) AND probed_at < \(oldest.milliseconds)
      """)
    try connection.run(
      """
      INSERT INTO probe_slot (agent_id, provider, probed_at)
      VALUES (\(agent.text), \(provider), \(now.milliseconds))
      ON CONFLICT (agent_id, provider) DO UPDATE
      SET probed_at = excluded.probed_at
      """)
  }

  /// Gives the slot back, so that another run may try.
  package func release(_ provider: String, of agent: Agent.ID) throws {
    try connection.run(
      "DELETE FROM probe_slot WHERE agent_id = \(agent.text) AND provider = \(provider)")
  }
}
