package import JSONKit
package import PurserDomain

/// What a runtime tells of an account's limits, checked: the document of `purser usage record`.
package struct ToldUsage: Equatable, Sendable {
  /// Canonical.
  package var provider: String
  package var profile: String?
  /// The agent whose runtime it was, as it was written.
  package var agent: String?
  package var capturedAt: Timestamp
  package var plan: String?
  package var error: String?
  package var windows: [UsageWindow]

  /// The most bytes of one document.
  package static let maximumBytes = 65_536

  /// Reads one document at `now`; members that are not known are left out of account. Throws `invalid` with what is wrong,
  /// repeating no text of it.
  package init(_ document: JSON, now: Timestamp) throws(DomainError) {
    guard let object = document.object else { throw Self.fault("it is no JSON object") }
    func text(_ name: String, limit: Int) throws(DomainError) -> String? {
      guard let value = object[name], !value.isNull else { return nil }
      guard let text = value.string?.trimmed, !text.isEmpty, text.utf8.count <= limit,
        !text.hasUnprintable
      else { throw Self.fault("its '\(name)' is no line of text") }
      guard !SecretShape.hasKnownPrefix(text) else {
        throw Self.fault("its '\(name)' looks like a key")
      }
      return text
    }
    guard let provider = try text("provider", limit: 128) else {
      throw Self.fault("it has no 'provider'")
    }
    self.provider = ModelNaming.standard.provider(provider)
    profile = try text("profileId", limit: 256)
    let named = try text("agent", limit: 128)
    agent = try named == nil ? text("agentId", limit: 128) : named
    plan = try text("plan", limit: 60)
    error = (object["error"]?.string).map { Redaction.redacted($0, limit: 300) }
    capturedAt = now
    if let value = object["capturedAt"], !value.isNull {
      guard let instant = value.instant(now: now) else {
        throw Self.fault("its 'capturedAt' is no instant")
      }
      // Clocks differ a little; what lies ahead is now.
      capturedAt = min(instant, now)
    }
    windows = []
    for value in object["windows"]?.array ?? [] {
      guard windows.count < 32 else { throw Self.fault("it has more than 32 windows") }
      windows.append(try Self.window(value, now))
    }
    guard !windows.isEmpty || error != nil else {
      throw Self.fault("it has neither 'windows' nor an 'error'")
    }
  }

  private static func window(_ value: JSON, _ now: Timestamp) throws(DomainError) -> UsageWindow {
    guard let label = value["label"]?.string?.trimmed, !label.isEmpty, label.utf8.count <= 64,
      !label.hasUnprintable, !SecretShape.hasKnownPrefix(label)
    else { throw fault("a window has no 'label' of a line") }
    func count(_ name: String) throws(DomainError) -> Int64? {
      guard let count = value[name], !count.isNull else { return nil }
      guard let number = count.int64, number >= 0 else {
        throw fault("the '\(name)' of a window is no count")
      }
      return number
    }
    let reset = value["resetAt"] ?? value["resetsAt"]
    var window = UsageWindow(
      label, limit: try count("limit"), remaining: try count("remaining"),
      unit: value["unit"]?.string?.printable(limit: 20))
    if let reset, !reset.isNull {
      guard let instant = reset.instant(now: now) else {
        throw fault("the 'resetAt' of a window is no instant")
      }
      window.resetsAt = instant
    }
    if let used = value["usedPercent"], !used.isNull {
      guard let percent = used.double, percent.isFinite else {
        throw fault("the 'usedPercent' of a window is no number")
      }
      window = UsageWindow(
        label, usedPercent: percent, resetsAt: window.resetsAt, limit: window.limit,
        remaining: window.remaining, unit: window.unit)
    } else if let limit = window.limit, limit > 0, let left = window.remaining {
      window.usedPercent = 100 * (1 - Double(min(left, limit)) / Double(limit))
    }
    guard window.usedPercent != nil || window.limit != nil || window.remaining != nil
    else { throw fault("a window has none of 'usedPercent', 'limit' and 'remaining'") }
    return window
  }

  private static func fault(_ what: String) -> DomainError {
    DomainError(
      .invalid, "The usage cannot be recorded: \(what).", subject: "usage",
      hint: "See: purser help usage record")
  }
}

extension UsageSnapshot {
  /// What stood in the headers of an answer to `account`; nil when they say nothing of limits.
  package init?(_ limits: RateLimits, of account: UsageAccount, at now: Timestamp) {
    guard !limits.windows.isEmpty else { return nil }
    self.init(
      account, capturedAt: now, source: .headers,
      windows: limits.windows.map { window in
        UsageWindow(
          window.label, usedPercent: window.usedPercent, resetsAt: window.resetsAt,
          limit: window.limit, remaining: window.remaining,
          unit: window.limit == nil && window.remaining == nil
            ? nil : window.label.hasSuffix("tokens") ? "tokens" : "requests")
      })
  }
}
