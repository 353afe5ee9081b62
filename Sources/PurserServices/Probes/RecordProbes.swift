import HTTPKit
import PurserDomain
package import PurserStore

/// Keeps what a run of probes found: the run, its results and, when asked for, what `report` would keep of its calls.
package struct RecordProbes {
  private let recordsOutcomes: Bool

  /// With `recordsOutcomes` the calls count as those of runtimes do: profiles rest and recover by them.
  package init(recordsOutcomes: Bool) {
    self.recordsOutcomes = recordsOutcomes
  }

  /// Records `report` in one write. Profiles that are gone by now are left out.
  package func run(_ report: ProbeReport, in session: Session<ReadWrite>) throws {
    try session.probes.record(report.run, report.results)
    try session.usage.record(usage(of: report))
    guard recordsOutcomes else { return }
    var recorder = OutcomeRecorder(session, judge: FailureJudge())
    let fallback = try session.agents.current()?.id
    for outcome in report.outcomes {
      guard let agent = outcome.agent ?? fallback else { continue }
      var call = RecordOutcome.Report(agent: agent, profile: outcome.profile)
      let measure = outcome.measure
      call.model = outcome.model
      call.failure = measure.evidence
      call.retryAfter = measure.limits?.retryAfterMilliseconds.map {
        .after(TimeSpan(milliseconds: $0))
      }
      call.latencyMilliseconds = measure.timings?.totalMilliseconds
      call.tokensIn = measure.tokens?.input
      call.tokensOut = measure.tokens?.output
      call.at = measure.at
      // All credentials were opened before the first request was sent.
      call.begun = report.run.startedAt
      do {
        _ = try recorder.note(call)
      } catch let error as StoreError {
        guard error.code == .notFound else { throw error }
      }
    }
    try recorder.finish()
  }

  /// What headers said of limits, the last of each account.
  private func usage(of report: ProbeReport) -> [UsageSnapshot] {
    var accounts: [UsageAccount] = []
    var newest: [UsageAccount: UsageSnapshot] = [:]
    for seen in report.usage {
      let account = UsageAccount(
        provider: seen.target.provider, scope: seen.target.scope,
        profile: seen.target.profile ?? seen.target.source.rawValue)
      guard let snapshot = UsageSnapshot(seen.limits, of: account, at: seen.at) else { continue }
      if newest[account] == nil { accounts.append(account) }
      newest[account] = snapshot
    }
    return accounts.compactMap { newest[$0] }
  }
}
