/// Why no profile of a provider can be used, and when the first is free again.
package struct ProviderOutage: Equatable, Sendable {
  /// The reason that weighs most over the profiles; nil when none of them is in a window.
  package var reason: FailureClass?
  /// The earliest instant at which a profile is free; nil when no window is known. May have passed.
  package var soonestExpiry: Timestamp?
  /// Whether a reset that the provider reported is still to come for what was asked.
  package var isBlocked: Bool

  /// Sums up the states of all profiles in the order of a provider.
  package init(_ states: [ProfileState], for question: ModelQuestion = .unspecified, now: Timestamp)
  {
    reason = Self.reason(states, question, now)
    soonestExpiry = Self.soonestExpiry(states, question)
    isBlocked = states.contains { $0.isBlocked(for: question, now: now) }
  }

  /// A window that names its reason outweighs all counts; without one the counts of resting profiles decide, and a
  /// rest without any counts as one unknown failure. Of equal weights the one listed first in `priority` wins.
  private static func reason(
    _ states: [ProfileState], _ question: ModelQuestion, _ now: Timestamp
  ) -> FailureClass? {
    var scores: [FailureClass: Int] = [:]
    for state in states {
      func active(_ kind: ProfileWindow.Kind) -> ProfileWindow? {
        state[kind]?.active(at: now).flatMap { $0.concerns(question) ? $0 : nil }
      }
      if let reason = active(.disabled)?.reason {
        scores[reason, default: 0] += named
      } else if let block = active(.block) {
        scores[block.reason ?? .rateLimit, default: 0] += named
      } else if let reason = active(.cooldown)?.reason {
        scores[reason, default: 0] += named
      } else if active(.disabled) != nil || active(.cooldown) != nil {
        let counts = state.failureCounts.filter { $0.value > 0 }
        for (reason, count) in counts { scores[reason, default: 0] += min(count, named) }
        if counts.isEmpty { scores[.unknown, default: 0] += 1 }
      }
    }
    guard let highest = scores.values.max() else { return nil }
    return priority.first { scores[$0] == highest } ?? scores.first { $0.value == highest }?.key
  }

  /// What a window that names its reason weighs.
  private static let named = 1000

  /// The classes, the most telling first.
  package static let priority: [FailureClass] = [
    .authPermanent, .auth, .sessionExpired, .billing, .format, .modelNotFound, .overloaded,
    .timeout, .rateLimit, .emptyResponse, .noErrorDetails, .unclassified, .unknown, .serverError,
    .tlsCertificate, .contextOverflow,
  ]

  /// The smallest end over the profiles. Rate limits of the very model that is asked are one limit seen through several
  /// profiles: of those the latest counts.
  private static func soonestExpiry(
    _ states: [ProfileState], _ question: ModelQuestion
  ) -> Timestamp? {
    var others: [Timestamp] = []
    var limits: [Timestamp] = []
    for state in states {
      guard let until = state.unusableUntil(for: question) else { continue }
      if let window = state.cooldown, window.until == until, window.reason == .rateLimit,
        let model = window.model, question == .model(model)
      {
        limits.append(until)
      } else {
        others.append(until)
      }
    }
    return [limits.max(), others.min()].compactMap { $0 }.min()
  }
}
