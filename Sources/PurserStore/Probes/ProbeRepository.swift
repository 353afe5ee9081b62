package import PurserDomain
import SQLKit

/// What live checks measured. Rows are only added, or pruned from the oldest on.
package struct ProbeRepository<Access> {
  let connection: any SQLConnection
  let event: Int64

  /// Returns a run, nil when there is none of that number.
  package func run(_ id: Int64) throws -> ProbeRun? {
    try connection.first(
      "SELECT \(raw: ProbeRun.columns) FROM probe_run WHERE id = \(id)", ProbeRun.init(row:))
  }

  /// Returns the newest run, nil when there is none.
  package func newestRun() throws -> ProbeRun? {
    try connection.first(
      "SELECT \(raw: ProbeRun.columns) FROM probe_run ORDER BY id DESC LIMIT 1",
      ProbeRun.init(row:))
  }

  /// Returns the results of a run in the order of its targets.
  package func results(of run: Int64) throws -> [StoredProbeResult] {
    try connection.rows(
      """
      SELECT \(raw: StoredProbeResult.columns)
      FROM probe_result
      WHERE event_id = \(run)
      ORDER BY position
      """, StoredProbeResult.init(row:))
  }

  /// Hands the wanted results to `body`, newest first, without keeping them.
  package func forEachResult(
    _ filter: ProbeFilter, _ body: (StoredProbeResult) throws -> Void
  ) throws {
    try connection.forEach(results(filter)) { try body(StoredProbeResult(row: $0)) }
  }

  /// Returns the wanted targets with what is known of each, sorted by provider, model, scope, source and profile. Time, status,
  /// run and limit of `filter` do not count.
  package func targets(_ filter: ProbeFilter) throws -> [StoredProbeTarget] {
    try connection.rows(targetList(filter), StoredProbeTarget.init(row:))
  }

  /// Returns how long the good answers of a target took.
  package func latencies(of target: Int64) throws -> Latencies {
    Latencies(
      try connection.rows(
        """
        SELECT latency_ms, answer_count
        FROM probe_latency
        WHERE target_id = \(target)
        ORDER BY latency_ms
        """
      ) { (try $0.next(Int64.self), try $0.next(Int.self)) })
  }

  /// Returns at most `limit` results of a target, newest first, within the time of `filter`.
  package func results(
    ofTarget target: Int64, within filter: ProbeFilter = ProbeFilter(), limit: Int? = nil
  ) throws -> [ProbeResult] {
    try connection.rows(resultsOfTarget(target, filter, limit)) {
      try StoredProbeResult(row: $0).result
    }
  }

  func targetList(_ filter: ProbeFilter) -> SQL {
    """
    SELECT \(raw: StoredProbeTarget.columns)
    FROM probe_target
    WHERE \(filter.targetCondition)
    ORDER BY provider, model, scope_id, source, profile_id
    """
  }

  func results(_ filter: ProbeFilter) -> SQL {
    let limit: SQL = if let limit = filter.limit { "LIMIT \(limit)" } else { "" }
    return """
      SELECT \(raw: StoredProbeResult.columns)
      FROM probe_result
      WHERE \(filter.resultCondition)
      ORDER BY \(filter.resultOrder)
      \(limit)
      """
  }

  func resultsOfTarget(_ target: Int64, _ filter: ProbeFilter, _ limit: Int?) -> SQL {
    let limit: SQL = if let limit { "LIMIT \(limit)" } else { "" }
    let since = filter.since?.milliseconds ?? .min
    let until = filter.until?.milliseconds ?? .max
    return """
      SELECT \(raw: StoredProbeResult.columns)
      FROM probe_result
      WHERE target_id = \(target) AND at >= \(since) AND at < \(until)
      ORDER BY at DESC, event_id DESC, position DESC
      \(limit)
      """
  }
}
