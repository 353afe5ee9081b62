package import PurserDomain
package import PurserStore

/// Records how a call with a profile ended, as a runtime reports it.
package struct RecordOutcome {
  /// A call that a runtime made.
  package struct Report: Sendable {
    package var agent: Agent.ID
    package var profile: String
    /// The provider's name of the model; nil when it is not known.
    package var model: String?
    /// What went wrong; nil for a call that went well.
    package var failure: FailureEvidence?
    /// When the provider says it will serve again.
    package var retryAfter: TimeSpan?
    package var latencyMilliseconds: Int64?
    package var tokensIn: Int64?
    package var tokensOut: Int64?

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
  }

  /// Makes the use case.
  package init() {}

  /// Records a report: one event of the call, one more when it opens or moves a window, and the new state with
  /// the profile's owner, in the same write.
  ///
  /// Throws `not_found` when the agent can use no profile of that id.
  package func run(_ report: Report, in session: Session<ReadWrite>) throws -> Answer {
    let own = try session.profiles.find(report.profile, at: .agent(report.agent))
    guard let profile = try own ?? session.profiles.find(report.profile, at: .defaults) else {
      throw StoreError.noProfile(report.profile, at: .agent(report.agent))
    }
    let state = try session.profileStates.find(profile.id, at: profile.scope)
    guard let evidence = report.failure else {
      return try succeeded(report, profile, state, session)
    }
    return try failed(report, evidence, profile, state, session)
  }

  private func succeeded(
    _ report: Report, _ profile: StoredProfile, _ state: ProfileState,
    _ session: Session<ReadWrite>
  ) throws -> Answer {
    let next = state.recordingSuccess(now: session.now)
    if !state.isLastGood {
      try session.profileStates.unmarkLastGood(
        except: profile.id, of: profile.provider, at: profile.scope)
    }
    try session.profileStates.save(next, of: profile.id, at: profile.scope)
    try session.profileEvents.insert(event(.succeeded, report, profile, session))
    return Answer(profile: profile, verdict: nil, outcome: nil, state: next, window: nil)
  }

  private func failed(
    _ report: Report, _ evidence: FailureEvidence, _ profile: StoredProfile,
    _ state: ProfileState, _ session: Session<ReadWrite>
  ) throws -> Answer {
    let verdict = FailureClassifier.classify(evidence)
    let reason = verdict.reason ?? .unknown
    let settings = EffectiveSettings(defaults: try session.settings.values(at: .defaults))
    let policy = CooldownPolicy { settings.value($0) }
    let failure = ReportedFailure(
      reason, model: report.model, agent: report.agent.text,
      reset: report.retryAfter.map { .after($0) }, provider: profile.provider, kind: profile.type)
    let (next, outcome) = state.recordingFailure(failure, policy: policy, now: session.now)
    if next != state { try session.profileStates.save(next, of: profile.id, at: profile.scope) }
    var entry = event(.failed, report, profile, session)
    entry.reason = reason.rawValue
    entry.httpStatus = evidence.status
    entry.code = evidence.code?.printable(limit: 100)
    entry.detail = verdict.rule.printable(limit: 200)
    try session.profileEvents.insert(entry)
    let window = outcome.kind.flatMap { next[$0] }
    switch outcome {
    case .opened(let kind), .extended(let kind):
      var opened = event(Self.opening(kind), report, profile, session)
      opened.reason = window?.reason?.rawValue
      opened.model = window?.model
      opened.until = window?.until
      (opened.latencyMilliseconds, opened.tokensIn, opened.tokensOut) = (nil, nil, nil)
      try session.profileEvents.insert(opened)
    case .kept, .ignored: break
    }
    return Answer(
      profile: profile, verdict: verdict, outcome: outcome, state: next, window: window)
  }

  private func event(
    _ kind: ProfileEvent.Kind, _ report: Report, _ profile: StoredProfile,
    _ session: Session<ReadWrite>
  ) -> ProfileEvent {
    var event = ProfileEvent(
      kind, of: profile.id, provider: profile.provider, at: profile.scope, on: session.now,
      agent: report.agent.text)
    event.model = report.model?.printable(limit: 200)
    event.latencyMilliseconds = report.latencyMilliseconds
    event.tokensIn = report.tokensIn
    event.tokensOut = report.tokensOut
    return event
  }

  private static func opening(_ kind: ProfileWindow.Kind) -> ProfileEvent.Kind {
    switch kind {
    case .cooldown: .cooldownStarted
    case .disabled: .disabled
    case .block: .blocked
    }
  }
}
