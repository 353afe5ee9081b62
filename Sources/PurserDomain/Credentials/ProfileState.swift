/// What is known of a profile from its use, kept once for each profile at the scope that owns it.
package struct ProfileState: Equatable, Sendable {
  /// A counter that a schedule reads; it rises at most once for each window, unlike the raw totals.
  package enum Counter: String, Hashable, Sendable, CaseIterable {
    /// Windows of any reason: the step of the short schedule.
    case any
    /// Windows for rate limits: the step of their own schedule, where the policy has one.
    case rateLimit = "rate_limit"
    /// Windows for billing.
    case billing
    /// Windows for credentials that were revoked.
    case authPermanent = "auth_permanent"
  }

  /// The last time a call with it went well.
  package var lastUsedAt: Timestamp?
  /// The last time a call with it failed and was recorded.
  package var lastFailureAt: Timestamp?
  /// The rest after passing failures.
  package var cooldown: ProfileWindow?
  /// The time it is switched off for.
  package var disabled: ProfileWindow?
  /// The time until the reset that its provider reported.
  package var block: ProfileWindow?
  /// Failures since the counters last started again, all reasons together.
  package var errorCount: Int
  /// The same by reason.
  package var failureCounts: [FailureClass: Int]
  /// The steps of the schedules; a counter that is absent stands at 0.
  package var ladder: [Counter: Int]
  /// Whether it is the profile of its provider that served last.
  package var isLastGood: Bool

  /// Makes a state; without arguments that of a profile nobody has used.
  package init(
    lastUsedAt: Timestamp? = nil, lastFailureAt: Timestamp? = nil, cooldown: ProfileWindow? = nil,
    disabled: ProfileWindow? = nil, block: ProfileWindow? = nil, errorCount: Int = 0,
    failureCounts: [FailureClass: Int] = [:], ladder: [Counter: Int] = [:],
    isLastGood: Bool = false
  ) {
    self.lastUsedAt = lastUsedAt
    self.lastFailureAt = lastFailureAt
    self.cooldown = cooldown
    self.disabled = disabled
    self.block = block
    self.errorCount = errorCount
    self.failureCounts = failureCounts
    self.ladder = ladder
    self.isLastGood = isLastGood
  }

  /// The state of a profile that has no history.
  package static let unused = ProfileState()

  /// The ladder that stands for the counters of a gateway, which counts every failure; negative counts are 0.
  package static func ladder(
    errorCount: Int, failureCounts: [FailureClass: Int]
  ) -> [Counter: Int] {
    let steps: [Counter: Int] = [
      .any: errorCount, .rateLimit: failureCounts[.rateLimit] ?? 0,
      .billing: failureCounts[.billing] ?? 0, .authPermanent: failureCounts[.authPermanent] ?? 0,
    ]
    return steps.filter { $0.value > 0 }
  }

  /// The window of a kind, ended or not.
  package subscript(kind: ProfileWindow.Kind) -> ProfileWindow? {
    get {
      switch kind {
      case .cooldown: cooldown
      case .disabled: disabled
      case .block: block
      }
    }
    set {
      switch kind {
      case .cooldown: cooldown = newValue
      case .disabled: disabled = newValue
      case .block: block = newValue
      }
    }
  }
}
