/// One limit of an account, as its provider states it.
package struct UsageWindow: Equatable, Sendable {
  /// `5h`, `Week`, `requests` …
  package var label: String
  /// 0 to 100; nil when the provider does not say.
  package var usedPercent: Double?
  /// When it starts anew.
  package var resetsAt: Timestamp?
  /// How much fits into it, in its unit.
  package var limit: Int64?
  /// How much is left, in its unit.
  package var remaining: Int64?
  /// `requests`, `tokens`, `micro_usd` …; nil for shares.
  package var unit: String?

  /// Makes a window; a share outside 0 to 100 becomes the nearer end, one that is no number 0.
  package init(
    _ label: String, usedPercent: Double? = nil, resetsAt: Timestamp? = nil, limit: Int64? = nil,
    remaining: Int64? = nil, unit: String? = nil
  ) {
    self.label = label
    self.usedPercent = usedPercent.map { $0.isNaN ? 0 : min(max($0, 0), 100) }
    self.resetsAt = resetsAt
    self.limit = limit
    self.remaining = remaining
    self.unit = unit
  }
}

/// Whose limits they are.
package struct UsageAccount: Hashable, Sendable {
  /// Canonical.
  package var provider: String
  /// Where the credential stands.
  package var scope: ScopeID
  /// The profile, or `env: NAME`; nil for the provider as a whole.
  package var profile: String?

  /// Makes an account.
  package init(provider: String, scope: ScopeID, profile: String?) {
    self.provider = provider
    self.scope = scope
    self.profile = profile
  }
}

/// What one look at an account's limits found.
package struct UsageSnapshot: Equatable, Sendable {
  /// How it came to be known.
  package enum Source: String, Equatable, Sendable, CaseIterable {
    /// The provider was asked.
    case endpoint
    /// It stood beside another answer.
    case headers
    /// A runtime told it.
    case runtime
  }

  package var account: UsageAccount
  package var capturedAt: Timestamp
  package var source: Source
  /// What the account has booked.
  package var plan: String?
  /// Why there are no windows; never with a secret in it.
  package var error: String?
  /// In the provider's order.
  package var windows: [UsageWindow]

  /// Makes a snapshot.
  package init(
    _ account: UsageAccount, capturedAt: Timestamp, source: Source, plan: String? = nil,
    error: String? = nil, windows: [UsageWindow] = []
  ) {
    self.account = account
    self.capturedAt = capturedAt
    self.source = source
    self.plan = plan
    self.error = error
    self.windows = windows
  }

  /// After so long a snapshot says little of the present.
  package static let staleAfter = TimeSpan.of(1, .hours)

  /// Whether it says little of `now`: it is old, or one of its windows has started anew since.
  package func isStale(at now: Timestamp) -> Bool {
    now - capturedAt > Self.staleAfter
      || windows.contains { $0.resetsAt.map { $0 <= now } ?? false }
  }
}

/// How usage is written for people; all lengths are cut, not rounded.
package enum UsageText {
  /// When a window starts anew, seen from `now`: `now`, `12m`, `3h 20m`, `3h`, `2d 4h`, and from a week on `Mar 5`; nil when
  /// it is not known.
  package static func reset(_ instant: Timestamp?, now: Timestamp) -> String? {
    guard let instant else { return nil }
    let minutes = (instant - now).milliseconds / 60_000
    if (instant - now).milliseconds <= 0 { return "now" }
    if minutes < 60 { return "\(minutes)m" }
    let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
    if hours < 24 { return rest == 0 ? "\(hours)h" : "\(hours)h \(rest)m" }
    let (days, left) = hours.quotientAndRemainder(dividingBy: 24)
    if days < 7 { return left == 0 ? "\(days)d" : "\(days)d \(left)h" }
    let date = instant.description.prefix(10).split(separator: "-").compactMap { Int($0) }
    guard date.count == 3, (1...12).contains(date[1]) else { return "later" }
    return "\(Self.months[date[1] - 1]) \(date[2])"
  }

  /// How old something is: `just now`, `3m ago`, `5h ago`, `2d ago`.
  package static func age(of instant: Timestamp, now: Timestamp) -> String {
    let minutes = (now - instant).milliseconds / 60_000
    if minutes < 1 { return "just now" }
    if minutes < 60 { return "\(minutes)m ago" }
    return minutes < 48 * 60 ? "\(minutes / 60)h ago" : "\(minutes / 60 / 24)d ago"
  }

  /// How much of a window is left, in whole percent; nil when the provider does not say.
  package static func left(_ window: UsageWindow) -> Int? {
    window.usedPercent.map { Int((100 - $0).rounded()) }
  }

  /// `5h 40% left ⏱1h 2m · Week 88% left`, of the first two windows that say how full they are; nil without one.
  package static func line(_ snapshot: UsageSnapshot, now: Timestamp) -> String? {
    let parts = snapshot.windows.compactMap { window -> String? in
      guard let left = left(window) else { return nil }
      let reset = reset(window.resetsAt, now: now).map { " ⏱\($0)" } ?? ""
      return "\(window.label) \(left)% left\(reset)"
    }
    return parts.isEmpty ? nil : parts.prefix(2).joined(separator: " · ")
  }

  /// What gateways call a provider's account: `Claude`, `Codex` …, else the provider's id.
  package static func displayName(of provider: String) -> String {
    names[provider] ?? provider
  }

  private static let names = [
    "anthropic": "Claude", "openai-codex": "Codex", "github-copilot": "Copilot",
    "google-gemini-cli": "Gemini", "google-antigravity": "Antigravity", "zai": "z.ai",
    "minimax": "MiniMax", "openrouter": "OpenRouter", "deepseek": "DeepSeek",
    "moonshot": "Moonshot",
  ]

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
