/// A time in which a profile is not used: when it began, when it ends, and what closed it.
package struct ProfileWindow: Equatable, Sendable {
  /// The windows a profile can have side by side.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A rest after a passing failure.
    case cooldown
    /// Switched off, since waiting a little does not help.
    case disabled
    /// A reset time that the provider reported.
    case block
  }

  /// When it was opened.
  package var since: Timestamp
  /// The first instant at which the profile is free again.
  package var until: Timestamp
  /// The latest failure inside the window; nil when the gateway that wrote it did not say.
  package var reason: FailureClass?
  /// The provider's name of the only model that rests; nil when the whole profile does.
  package var model: String?
  /// The agent whose report stands as `reason`; nil when it is not known.
  package var agent: String?
  /// Which step of its schedule the window is, from 1; 0 when it follows no schedule or an import brought it.
  package var failureNumber: Int

  /// Makes a window; `until` before `since` makes one that has already ended.
  package init(
    since: Timestamp, until: Timestamp, reason: FailureClass? = nil, model: String? = nil,
    agent: String? = nil, failureNumber: Int = 0
  ) {
    self.since = since
    self.until = until
    self.reason = reason
    self.model = model
    self.agent = agent
    self.failureNumber = failureNumber
  }

  /// Lets the open window say what `failure` does: its reason, a later end, and with `widening` that it concerns every model
  /// when it concerned another one. The agent goes with what was told, so a failure that says nothing new changes nothing.
  mutating func take(
    _ failure: ReportedFailure, until end: Timestamp? = nil, widening: Bool = false
  ) {
    let before = self
    reason = failure.reason
    if let end { until = max(until, end) }
    if widening, model != failure.scope { model = nil }
    if self != before { agent = failure.agent }
  }

  /// How far the clocks of two writers may differ before a window counts as opened by a wrong clock.
  package static let clockTolerance = TimeSpan.of(1, .minutes)

  /// The length beyond which a window is not believed: no schedule and no plan of a provider reaches it.
  package static let longestPlausible = TimeSpan.of(31, .days)

  /// The window when it counts at `now`; nil when it has ended (`now == until` is free), and when it begins further ahead than
  /// clocks differ: then a wrong clock opened it, and nobody knows when it was to end.
  package func active(at now: Timestamp) -> ProfileWindow? {
    now < until && since - now <= Self.clockTolerance ? self : nil
  }

  /// Whether the window closes the profile for `question`, its time left aside.
  package func concerns(_ question: ModelQuestion) -> Bool {
    guard let model else { return true }
    return switch question {
    case .model(let asked): asked == model
    case .unspecified: true
    case .everyModel: false
    }
  }
}

/// For which model somebody asks whether a profile can be used.
package enum ModelQuestion: Equatable, Sendable {
  /// For this one, by the provider's name of it.
  case model(String)
  /// For one that is not known yet: a window of any model closes the profile.
  case unspecified
  /// For the account as such: windows of single models do not count.
  case everyModel
}
