package import PurserDomain
import SQLKit

/// A result with its place in the store.
package struct StoredProbeResult: Equatable, Sendable {
  /// The number of the run.
  package var run: Int64
  /// Its place in the run, from 0.
  package var position: Int
  package var result: ProbeResult

  static var columns: StaticString {
    """
    event_id, position, at, scope_id, provider, model, source, profile_id, status, reason_code,
      http_status, latency_ms, connect_ms, first_byte_ms, tokens_in, tokens_out, cost_micro_usd,
      error
    """
  }

  init(row: RowReader) throws {
    run = try row.next(Int64.self)
    position = try row.next(Int.self)
    let at = Timestamp(milliseconds: try row.next(Int64.self))
    let target = try ProbeTarget(row: row)
    result = ProbeResult(target, at: at, status: try ProbeStatus(stored: row.next(String.self)))
    result.reasonCode = try row.next(String?.self)
    result.httpStatus = try row.next(Int?.self)
    result.latencyMilliseconds = try row.next(Int64?.self)
    result.connectMilliseconds = try row.next(Int64?.self)
    result.firstByteMilliseconds = try row.next(Int64?.self)
    result.tokensIn = try row.next(Int64?.self)
    result.tokensOut = try row.next(Int64?.self)
    result.cost = try row.next(Int64?.self).map(Money.init(microUSD:))
    result.error = try row.next(String?.self)
  }
}

/// A target with all that its results say.
package struct StoredProbeTarget: Equatable, Sendable {
  /// Its number in the store.
  package var id: Int64
  package var target: ProbeTarget
  package var record: ProbeRecord

  static var columns: StaticString {
    """
    id, scope_id, provider, model, source, profile_id, status, reason_code, error, last_at,
      since_at, is_good, last_good_at, change_count, result_count, asked_count, good_count,
      tokens_in, tokens_out, cost_micro_usd
    """
  }

  init(id: Int64, target: ProbeTarget, record: ProbeRecord) {
    self.id = id
    self.target = target
    self.record = record
  }

  init(row: RowReader) throws {
    id = try row.next(Int64.self)
    target = try ProbeTarget(row: row)
    let status = try ProbeStatus(stored: row.next(String.self))
    let reason = try row.next(String?.self)
    let error = try row.next(String?.self)
    record = ProbeRecord(
      status: status, lastAt: Timestamp(milliseconds: try row.next(Int64.self)))
    record.reasonCode = reason
    record.error = error
    record.since = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    record.isGood = try row.next(Bool?.self)
    record.lastGoodAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    record.changeCount = try row.next(Int.self)
    record.resultCount = try row.next(Int.self)
    record.askedCount = try row.next(Int.self)
    record.goodCount = try row.next(Int.self)
    record.tokensIn = try row.next(Int64.self)
    record.tokensOut = try row.next(Int64.self)
    record.cost = try row.next(Int64?.self).map(Money.init(microUSD:))
  }
}

extension ProbeTarget {
  /// Reads `scope_id, provider, model, source, profile_id`, where empty means none.
  fileprivate init(row: RowReader) throws {
    let scope = try ScopeID(row.next(String.self))
    let provider = try row.next(String.self)
    let model = try row.next(String.self)
    let source = try ProbeSource(stored: row.next(String.self))
    let profile = try row.next(String.self)
    self.init(
      scope: scope, provider: provider, model: model.isEmpty ? nil : model, source: source,
      profile: profile.isEmpty ? nil : profile)
  }

  /// What `init(row:)` reads.
  var columnValues: [SQLValue] {
    [
      .text(scope.text), .text(provider), .text(model ?? ""), .text(source.rawValue),
      .text(profile ?? ""),
    ]
  }
}

extension ProbeRun {
  static var columns: StaticString {
    "id, started_at, finished_at, agent_id, options, target_count, is_interrupted"
  }

  init(row: RowReader) throws {
    self.init(
      id: try row.next(Int64.self),
      startedAt: Timestamp(milliseconds: try row.next(Int64.self)),
      finishedAt: Timestamp(milliseconds: try row.next(Int64.self)),
      agent: try row.next(String?.self).map { try Agent.ID($0) },
      options: try row.next(String.self), targetCount: try row.next(Int.self),
      isInterrupted: try row.next(Bool.self))
  }
}
