extension ProfileState {
  /// The state after `failure`, and what became of it.
  ///
  /// A window that is active keeps its end, so a burst of failures costs what the first one does: the raw totals count each of
  /// them, the ladder rises once for the window. Only a reset that the provider reports may move an end, and only to later.
  package func recordingFailure(
    _ failure: ReportedFailure, policy: CooldownPolicy, now: Timestamp
  ) -> (state: ProfileState, outcome: FailureOutcome) {
    if let reason = failure.reasonToIgnore(policy) { return (self, .ignored(reason)) }
    var state = clearingExpired(now: now, policy: policy)
    state.startAgainWhenIdle(now: now, policy: policy)
    state.errorCount = state.errorCount.increased
    state.failureCounts[failure.reason, default: 0].increase()
    state.lastFailureAt = now

    let reset = failure.effectiveReset(now: now)
    if failure.reason.lane == .disable {
      let outcome = state.disable(failure, policy: policy, now: now)
      if let reset { _ = state.block(failure, until: reset.until, raises: false, now: now) }
      return (state, outcome)
    }
    let outcome =
      if let reset {
        state.block(failure, until: reset.until, raises: true, now: now)
      } else {
        state.rest(failure, policy: policy, now: now)
      }
    return (state, outcome)
  }

  /// The state after a call that went well: no window and no counter is left.
  package func recordingSuccess(now: Timestamp) -> ProfileState {
    ProfileState(lastUsedAt: now, lastFailureAt: lastFailureAt, isLastGood: true)
  }

  /// The state after somebody cleared it or replaced the credential: no window and no counter is left, when it was used and
  /// when it failed stays known.
  package func cleared() -> ProfileState {
    ProfileState(lastUsedAt: lastUsedAt, lastFailureAt: lastFailureAt, isLastGood: isLastGood)
  }

  /// The state without the windows that have ended by `now`, and without those of a clock that was ahead.
  ///
  /// Counters stay. Under a policy that says so they start again once no window is left; the one of rate limits stays
  /// where they have a schedule of their own.
  package func clearingExpired(now: Timestamp, policy: CooldownPolicy) -> ProfileState {
    var state = self
    let kinds = ProfileWindow.Kind.allCases
    for kind in kinds { state[kind] = self[kind]?.active(at: now) }
    let hasEnded = kinds.contains { self[$0] != nil && state[$0] == nil }
    if policy.resetsCountersOnExpiry, hasEnded, kinds.allSatisfy({ state[$0] == nil }) {
      state.startAgain(policy)
    }
    return state
  }

  /// The step that a window of `reason` opened at `now` would be, and how long it would last.
  package func nextWindow(
    of reason: FailureClass, provider: String, policy: CooldownPolicy, now: Timestamp
  ) -> (step: Int, length: TimeSpan) {
    var state = clearingExpired(now: now, policy: policy)
    state.startAgainWhenIdle(now: now, policy: policy)
    let step = (state.ladder[policy.counter(for: reason)] ?? 0) + 1
    return (step, policy.length(of: reason, step: step, provider: provider))
  }

  /// When the counters start again if nothing fails until then; nil without a failure that counts.
  package func countersRestart(policy: CooldownPolicy) -> Timestamp? {
    guard !ladder.isEmpty || errorCount > 0, let lastFailureAt else { return nil }
    let idle = lastFailureAt + policy.failureWindow
    guard policy.resetsCountersOnExpiry,
      let lastEnd = ProfileWindow.Kind.allCases.compactMap({ self[$0]?.until }).max()
    else { return idle }
    return min(idle, lastEnd)
  }

  // MARK: The windows

  private mutating func disable(
    _ failure: ReportedFailure, policy: CooldownPolicy, now: Timestamp
  ) -> FailureOutcome {
    guard disabled == nil else {
      disabled?.take(failure)
      return .kept(.disabled)
    }
    disabled = open(failure, policy: policy, now: now)
    return .opened(.disabled)
  }

  private mutating func rest(
    _ failure: ReportedFailure, policy: CooldownPolicy, now: Timestamp
  ) -> FailureOutcome {
    if let block, failure.reason == .rateLimit,
      block.concerns(failure.model.map { .model($0) } ?? .unspecified)
    {
      return .kept(.block)
    }
    guard let window = cooldown else {
      cooldown = open(failure, policy: policy, now: now)
      return .opened(.cooldown)
    }
    // A timeout says nothing about other models, so it never widens a window.
    if failure.reason == .timeout, let model = window.model, model != failure.model {
      return .kept(.cooldown)
    }
    // A model that the provider lacks is no reason why others rest: the next of them may still be tried.
    if failure.reason == .modelNotFound, window.model == nil, window.reason != nil {
      return .kept(.cooldown)
    }
    cooldown?.take(failure, widening: true)
    return .kept(.cooldown)
  }

  private mutating func block(
    _ failure: ReportedFailure, until: Timestamp, raises: Bool, now: Timestamp
  ) -> FailureOutcome {
    var outcome = FailureOutcome.opened(.block)
    if let old = block {
      outcome = until > old.until ? .extended(.block) : .kept(.block)
      block?.take(failure, until: until, widening: true)
    } else {
      if raises, cooldown == nil { raise(failure.reason) }
      block = ProfileWindow(
        since: now, until: until, reason: failure.reason, model: failure.scope,
        agent: failure.agent, failureNumber: step(failure.reason))
    }
    endRestInsideBlock()
    return outcome
  }

  /// Ends a rest that is part of the block, as a reported reset has it: one that neither lasts longer nor is for more models.
  package mutating func endRestInsideBlock() {
    guard let cooldown, let block, cooldown.until <= block.until,
      block.model == nil || block.model == cooldown.model
    else { return }
    self.cooldown = nil
  }

  private mutating func open(
    _ failure: ReportedFailure, policy: CooldownPolicy, now: Timestamp
  ) -> ProfileWindow {
    raise(failure.reason)
    let step = ladder[policy.counter(for: failure.reason)] ?? 1
    let length = policy.length(of: failure.reason, step: step, provider: failure.provider)
    return ProfileWindow(
      since: now, until: now + length, reason: failure.reason, model: failure.scope,
      agent: failure.agent, failureNumber: step)
  }

  // MARK: The counters

  private mutating func raise(_ reason: FailureClass) {
    ladder[.any, default: 0].increase()
    if let counter = Counter(own: reason) { ladder[counter, default: 0].increase() }
  }

  private func step(_ reason: FailureClass) -> Int {
    ladder[Counter(own: reason) ?? .any] ?? 0
  }

  private mutating func startAgainWhenIdle(now: Timestamp, policy: CooldownPolicy) {
    guard let lastFailureAt, lastFailureAt.milliseconds > 0,
      now - lastFailureAt > policy.failureWindow
    else { return }
    startAgain(policy)
  }

  private mutating func startAgain(_ policy: CooldownPolicy) {
    let kept = policy.hasRateLimitSchedule ? ladder[.rateLimit] : nil
    errorCount = 0
    failureCounts = [:]
    ladder = [:]
    ladder[.rateLimit] = kept
  }
}

extension ProfileState.Counter {
  /// The counter that windows of `reason` raise beside the one for any reason.
  init?(own reason: FailureClass) {
    switch reason {
    case .rateLimit: self = .rateLimit
    case .billing: self = .billing
    case .authPermanent: self = .authPermanent
    default: return nil
    }
  }
}

extension ReportedFailure {
  fileprivate func reasonToIgnore(_ policy: CooldownPolicy) -> FailureOutcome.Reason? {
    if policy.bypassedProviders.contains(provider) { return .bypassedProvider }
    guard reason.isRecorded(provider: provider, kind: kind, isInlineKey: isInlineKey, bypassing: [])
    else { return .notRecorded }
    return reason == .timeout && model == nil ? .modelUnknown : nil
  }
}

extension Int {
  /// One more; the largest number stays.
  fileprivate var increased: Int { self == .max ? self : Swift.max(0, self) + 1 }

  fileprivate mutating func increase() { self = increased }
}
