package import PurserDomain
import SQLKit

/// What the live checks of one target say.
package struct ProbeSummary: Equatable, Sendable {
  package let target: ProbeTarget
  package let record: ProbeRecord
  /// Of good answers.
  package let latencies: Latencies
  /// The newest results, oldest first.
  package let recent: [ProbeResult]
}

extension Session {
  /// Returns what the wanted checks say, by provider, model, scope, source and profile; targets without any are left out.
  /// Statuses are those of the newest result. `recent` is how many of the newest results come along. Run and limit of
  /// `filter` do not count.
  ///
  /// Without a limit in time nothing but the targets is read. With one, their results in that time are.
  package func probeSummaries(
    _ filter: ProbeFilter, recent count: Int
  ) throws -> [ProbeSummary] {
    var summaries: [ProbeSummary] = []
    for stored in try probes.targets(filter) {
      let summary =
        filter.isLimitedInTime
        ? try summary(of: stored, within: filter, recent: count)
        : ProbeSummary(
          target: stored.target, record: stored.record,
          latencies: try probes.latencies(of: stored.id),
          recent: count == 0
            ? [] : try probes.results(ofTarget: stored.id, limit: count).reversed())
      guard let summary, filter.statuses?.contains(summary.record.status) ?? true else { continue }
      summaries.append(summary)
    }
    return summaries
  }

  private func summary(
    of stored: StoredProbeTarget, within filter: ProbeFilter, recent count: Int
  ) throws -> ProbeSummary? {
    let results = Array(try probes.results(ofTarget: stored.id, within: filter).reversed())
    guard let first = results.first else { return nil }
    var record = results.dropFirst().reduce(into: ProbeRecord(first)) { $0.add($1) }
    // What holds since before the time asked for is known from the whole history.
    let isPresent = filter.until == nil && record.isGood == stored.record.isGood
    if isPresent, let since = stored.record.since { record.since = since }
    if record.lastGoodAt == nil, filter.until == nil {
      record.lastGoodAt = stored.record.lastGoodAt
    }
    var lengths: [Int64: Int] = [:]
    for result in results where result.status == .ok {
      if let latency = result.latencyMilliseconds { lengths[latency, default: 0] += 1 }
    }
    return ProbeSummary(
      target: stored.target, record: record,
      latencies: Latencies(lengths.map { (milliseconds: $0.key, count: $0.value) }),
      recent: Array(results.suffix(count)))
  }
}
