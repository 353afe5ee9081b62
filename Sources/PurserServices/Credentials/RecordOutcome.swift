package import PurserDomain
package import PurserStore

/// Records how a call with a profile ended, as a runtime reports it.
package struct RecordOutcome {
  /// A call that a runtime made.
  package struct Report: Sendable {
    package var agent: Agent.ID
    package var profile: String
    /// The model as the runtime names it, with or without its provider; nil when it is not known.
    package var model: String?
    /// What went wrong; nil for a call that went well. Its provider is that of the profile.
    package var failure: FailureEvidence?
    /// When the provider says it will serve again.
    package var retryAfter: ReportedFailure.Reset?
    package var latencyMilliseconds: Int64?
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    /// When the call ended, for one that is reported later; nil: now.
    package var at: Timestamp?
    /// When its credential was taken; nil: when it began, as far as its latency tells.
    package var begun: Timestamp?

    /// Makes a report of a call that went well.
    package init(agent: Agent.ID, profile: String) {
      self.agent = agent
      self.profile = profile
    }
  }

  /// What became of a report.
  package struct Answer: Sendable {
    /// The profile and the scope that owns it.
    package let profile: StoredProfile
    /// What kind of failure it was and what told so; nil for a call that went well.
    package let verdict: FailureVerdict?
    /// Nil for a call that went well.
    package let outcome: FailureOutcome?
    package let state: ProfileState
    /// The window the failure belongs to; nil when there is none.
    package let window: ProfileWindow?
    /// Further windows that it opened or that now end later.
    package let otherWindows: [(kind: ProfileWindow.Kind, window: ProfileWindow)]
  }

  private let vault: Vault?

  /// Makes the use case. With the vault the profile's own secret is taken out of the text of an error.
  package init(vault: Vault? = nil) { self.vault = vault }

  /// Records a report: one event of the call, one more for each window that it opens or changes, and the new state with
  /// the profile's owner, in the same write.
  ///
  /// A call that ended before one that is known already and ended otherwise leaves the state as it is, and so does a failure
  /// from before the profile was cleared or its credential replaced. Throws
  /// `not_found` when the agent can use no profile of that id.
  package func run(_ report: Report, in session: Session<ReadWrite>) throws -> Answer {
    var recorder = OutcomeRecorder(session, judge: FailureJudge(), vault: vault)
    let noted = try recorder.note(report)
    try recorder.finish()
    let profile = recorder.profiles[noted.profile]
    return Answer(
      profile: profile.stored, verdict: noted.verdict, outcome: noted.outcome,
      state: profile.state, window: noted.outcome?.kind.flatMap { profile.state[$0] },
      otherWindows: noted.moved.compactMap { kind in
        profile.state[kind].flatMap { kind == noted.outcome?.kind ? nil : (kind, $0) }
      })
  }
}
