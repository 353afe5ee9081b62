package import PurserDomain
import SQLKit

extension ProbeRepository where Access == ReadWrite {
  /// Adds a run with its results, in the order given, to the running write, and brings what is known of their targets up to
  /// date. A write holds one run. Returns the number of the run.
  @discardableResult
  package func record(_ run: ProbeRun, _ results: [ProbeResult]) throws -> Int64 {
    try connection.run(
      """
      INSERT INTO probe_run
        (event_id, id, started_at, finished_at, agent_id, options, target_count, is_interrupted)
      VALUES (
        \(event), \(event), \(run.startedAt.milliseconds), \(run.finishedAt.milliseconds),
        \(run.agent?.text), \(run.options), \(run.targetCount), \(run.isInterrupted)
      )
      """)
    var records: [ProbeTarget: StoredProbeTarget] = [:]
    var late: Set<Int64> = []
    // By time, as a record wants them; the ledger keeps the order of the run.
    for (position, result) in results.enumerated().sorted(by: { $0.element.at < $1.element.at }) {
      var stored = try records[result.target] ?? find(result.target) ?? add(result)
      if result.at < stored.record.lastAt {
        late.insert(stored.id)
      } else {
        stored.record.add(result)
      }
      records[result.target] = stored
      try insert(result, at: position, target: stored.id)
      if result.status == .ok, let latency = result.latencyMilliseconds {
        try count(latency, of: stored.id)
      }
    }
    for stored in records.values.sorted(by: { $0.id < $1.id }) {
      if late.contains(stored.id) {
        // Another process checked the same target meanwhile and was sooner here: what is known is made anew.
        try save(rebuilt(stored))
      } else {
        try save(stored)
      }
    }
    return event
  }

  /// Removes the runs that ended before `cutoff`, from the oldest on and up to the first that did not, with their results.
  /// Since when targets work or do not, when they last did and how often that changed stays known. Returns how many of each
  /// went; nothing is written when none did.
  package func prune(before cutoff: Timestamp) throws -> (runs: Int, results: Int) {
    let kept = try connection.first(
      "SELECT min(id) FROM probe_run WHERE finished_at >= \(cutoff.milliseconds)"
    ) { try $0.next(Int64?.self) }
    let newest = try connection.first("SELECT max(id) FROM probe_run") {
      try $0.next(Int64?.self)
    }
    guard let last = (kept ?? nil).map({ $0 - 1 }) ?? newest ?? nil else { return (0, 0) }
    let targets = try connection.rows(
      "SELECT DISTINCT target_id FROM probe_result WHERE event_id <= \(last)"
    ) { try $0.next(Int64.self) }
    let evidence = EvidencePruning(connection: connection, event: event)
    let runs = try evidence.remove("probe_run", upTo: last)
    let results = try evidence.remove("probe_result", upTo: last)
    for id in targets {
      guard
        let old = try connection.first(
          "SELECT \(raw: StoredProbeTarget.columns) FROM probe_target WHERE id = \(id)",
          StoredProbeTarget.init(row:))
      else { continue }
      try save(rebuilt(old))
    }
    return (runs, results)
  }

  /// Returns how many runs ended before `cutoff`.
  package func runCount(before cutoff: Timestamp) throws -> Int {
    try connection.first(
      "SELECT count(*) FROM probe_run WHERE finished_at < \(cutoff.milliseconds)"
    ) { try $0.next(Int.self) } ?? 0
  }

  private func find(_ target: ProbeTarget) throws -> StoredProbeTarget? {
    try connection.first(
      """
      SELECT \(raw: StoredProbeTarget.columns)
      FROM probe_target
      WHERE provider = \(target.provider) AND model = \(target.model ?? "")
        AND scope_id = \(target.scope.text) AND source = \(target.source.rawValue)
        AND profile_id = \(target.profile ?? "")
      """, StoredProbeTarget.init(row:))
  }

  private func add(_ first: ProbeResult) throws -> StoredProbeTarget {
    let id = try connection.first("SELECT coalesce(max(id), 0) + 1 FROM probe_target") {
      try $0.next(Int64.self)
    }
    var record = ProbeRecord(status: first.status, lastAt: first.at)
    record.resultCount = 0
    let stored = StoredProbeTarget(id: id ?? 1, target: first.target, record: record)
    try save(stored)
    return stored
  }

  private func insert(_ result: ProbeResult, at position: Int, target: Int64) throws {
    try connection.run(
      insertResult.binding(
        [
          .integer(event), .integer(Int64(position)), .integer(result.at.milliseconds),
          .integer(target),
        ] + result.target.columnValues + [
          .text(result.status.rawValue), result.reasonCode.sqlValue, result.httpStatus.sqlValue,
          result.latencyMilliseconds.sqlValue, result.connectMilliseconds.sqlValue,
          result.firstByteMilliseconds.sqlValue, result.tokensIn.sqlValue,
          result.tokensOut.sqlValue, (result.cost?.microUSD).sqlValue, result.error.sqlValue,
        ]))
  }

  private func count(_ latency: Int64, of target: Int64, times: Int = 1) throws {
    try connection.run(
      """
      INSERT INTO probe_latency (target_id, latency_ms, answer_count)
      VALUES (\(target), \(latency), \(times))
      ON CONFLICT (target_id, latency_ms) DO UPDATE
      SET answer_count = answer_count + excluded.answer_count
      """)
  }

  private func save(_ stored: StoredProbeTarget) throws {
    let record = stored.record
    try connection.run(
      saveTarget.binding(
        [.integer(stored.id)] + stored.target.columnValues + [
          .text(record.status.rawValue), record.reasonCode.sqlValue, record.error.sqlValue,
          .integer(record.lastAt.milliseconds), (record.since?.milliseconds).sqlValue,
          record.isGood.sqlValue, (record.lastGoodAt?.milliseconds).sqlValue,
          .integer(Int64(record.changeCount)), .integer(Int64(record.resultCount)),
          .integer(Int64(record.askedCount)), .integer(Int64(record.goodCount)),
          .integer(record.tokensIn), .integer(record.tokensOut), (record.cost?.microUSD).sqlValue,
        ]))
  }

  /// Makes what is known of a target anew from the results there are. What those no longer tell, since when it works,
  /// when it last did and how often that changed, stays as it was known; what is counted of results is that of those there
  /// are.
  private func rebuilt(_ old: StoredProbeTarget) throws -> StoredProbeTarget {
    var record: ProbeRecord?
    var latencies: [Int64: Int] = [:]
    for result in try results(ofTarget: old.id).reversed() {
      if record == nil { record = ProbeRecord(result) } else { record?.add(result) }
      if result.status == .ok, let latency = result.latencyMilliseconds {
        latencies[latency, default: 0] += 1
      }
    }
    try connection.run("DELETE FROM probe_latency WHERE target_id = \(old.id)")
    for (latency, times) in latencies.sorted(by: { $0.key < $1.key }) {
      try count(latency, of: old.id, times: times)
    }
    var new = old
    new.record = record ?? ProbeRecord(status: old.record.status, lastAt: old.record.lastAt)
    if record == nil {
      (new.record.reasonCode, new.record.error) = (old.record.reasonCode, old.record.error)
    }
    if new.record.isGood == nil { new.record.isGood = old.record.isGood }
    if new.record.isGood == old.record.isGood, new.record.changeCount == 0 {
      new.record.since = [old.record.since, new.record.since].compactMap { $0 }.min()
    }
    new.record.lastGoodAt = new.record.lastGoodAt ?? old.record.lastGoodAt
    // A result more never makes changes fewer, so the greater number is right also for one that came late.
    new.record.changeCount = max(new.record.changeCount, old.record.changeCount)
    return new
  }
}

// Put together once: a run has thousands of results.
private let insertResult: SQL = """
  INSERT INTO probe_result (
    event_id, position, at, target_id, scope_id, provider, model, source, profile_id, status,
    reason_code, http_status, latency_ms, connect_ms, first_byte_ms, tokens_in, tokens_out,
    cost_micro_usd, error)
  VALUES \(list: Array(repeating: SQLValue.null, count: 19))
  """

private let saveTarget: SQL = """
  INSERT INTO probe_target (\(raw: StoredProbeTarget.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 20))
  ON CONFLICT (id) DO UPDATE
  SET status = excluded.status, reason_code = excluded.reason_code, error = excluded.error,
    last_at = excluded.last_at, since_at = excluded.since_at, is_good = excluded.is_good,
    last_good_at = excluded.last_good_at, change_count = excluded.change_count,
    result_count = excluded.result_count, asked_count = excluded.asked_count,
    good_count = excluded.good_count, tokens_in = excluded.tokens_in,
    tokens_out = excluded.tokens_out, cost_micro_usd = excluded.cost_micro_usd
  """
