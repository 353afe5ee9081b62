/// How long profiles rest after failures, and how a run behaves meanwhile; `auth.cooldowns.*` in a config.
package struct CooldownPolicy: Equatable, Sendable {
  /// A set of values to start from.
  package enum Preset: String, Equatable, Sendable, CaseIterable {
    /// 30 s, 1 min, 5 min; billing from 10 min.
    case stepped
    /// 1 min, 5 min, 25 min, 60 min; billing from 5 h: what gateways did until spring 2026.
    case classic
  }

  /// The lengths of the short window, first to last; the last repeats. Never empty.
  package var transientSchedule: [TimeSpan]
  /// The longest rest after a rate limit; nil when the schedule alone says so. Above the end of the schedule, rate limits
  /// double from its first length on a counter of their own.
  package var rateLimitMax: TimeSpan?
  /// The first length after a billing failure; each further window doubles it.
  package var billingBase: TimeSpan
  /// The same for single providers, by canonical id.
  package var billingBaseByProvider: [String: TimeSpan]
  /// The longest length after a billing failure; a longer base wins.
  package var billingMax: TimeSpan
  /// The first and the longest length after a credential was revoked.
  package var authPermanentBase: TimeSpan
  package var authPermanentMax: TimeSpan
  /// After more than this without a failure the counters start again.
  package var failureWindow: TimeSpan
  /// Whether they also start again when the last window has ended.
  package var resetsCountersOnExpiry: Bool
  /// How often a run may change the profile of a provider that is overloaded, before it takes the next model.
  package var overloadedRotations: Int
  /// How long it pauses before each such change.
  package var overloadedPause: TimeSpan
  /// The same number for rate limits.
  package var rateLimitedRotations: Int
  /// Providers whose profiles never rest, by canonical id.
  package var bypassedProviders: Set<String>

  /// The values of a preset.
  package init(_ preset: Preset) {
    let isClassic = preset == .classic
    let schedule: [Int64] = isClassic ? [60, 300, 1500, 3600] : [30, 60, 300]
    transientSchedule = schedule.map { .of($0, .seconds) }
    rateLimitMax = isClassic ? .of(60, .minutes) : .of(5, .minutes)
    billingBase = isClassic ? .of(5, .hours) : .of(10, .minutes)
    billingBaseByProvider = [:]
    billingMax = .of(24, .hours)
    authPermanentBase = .of(10, .minutes)
    authPermanentMax = .of(60, .minutes)
    failureWindow = .of(24, .hours)
    resetsCountersOnExpiry = false
    overloadedRotations = 1
    overloadedPause = .of(0, .milliseconds)
    rateLimitedRotations = 1
    bypassedProviders = FailureClass.unrecordedProviders
  }

  /// The policy of a store where nobody set anything.
  package static let standard = CooldownPolicy(.stepped)

  /// Whether rate limits have a schedule of their own.
  package var hasRateLimitSchedule: Bool {
    guard let rateLimitMax, let last = transientSchedule.last else { return false }
    return rateLimitMax > last
  }

  /// The counter whose step decides the length of a window for `reason`.
  package func counter(for reason: FailureClass) -> ProfileState.Counter {
    switch reason {
    case .billing: .billing
    case .authPermanent: .authPermanent
    case .rateLimit where hasRateLimitSchedule: .rateLimit
    default: .any
    }
  }

  /// The length of the window that is step `step` (from 1; less counts as 1) of the schedule of `reason` at
  /// `provider`, a canonical id.
  package func length(of reason: FailureClass, step: Int, provider: String) -> TimeSpan {
    let step = max(1, step)
    let rateLimitMax = rateLimitMax ?? TimeSpan(milliseconds: .max)
    switch counter(for: reason) {
    case .billing:
      let base = max(billingBaseByProvider[provider] ?? billingBase, Self.shortestBase)
      return Self.doubled(base, min(step, 11), max: max(base, billingMax))
    case .authPermanent:
      let base = max(authPermanentBase, Self.shortestBase)
      return Self.doubled(base, min(step, 11), max: max(base, authPermanentMax))
    case .rateLimit:
      return Self.doubled(transientSchedule[0], step, max: rateLimitMax)
    case .any:
      let span = transientSchedule[min(step, transientSchedule.count) - 1]
      return reason == .rateLimit ? min(span, rateLimitMax) : span
    }
  }

  /// No profile is switched off for less.
  private static let shortestBase = TimeSpan.of(60, .seconds)

  /// `base` doubled for each step after the first, at most `max`.
  private static func doubled(_ base: TimeSpan, _ step: Int, max: TimeSpan) -> TimeSpan {
    var span = base
    for _ in 1..<Swift.max(2, step) where step > 1 {
      let (twice, overflow) = span.milliseconds.multipliedReportingOverflow(by: 2)
      if overflow || twice >= max.milliseconds { return max }
      span = TimeSpan(milliseconds: twice)
    }
    return min(span, max)
  }
}
