package import HTTPKit
package import PurserDomain

/// What the headers of an answer say about limits.
package struct RateLimits: Equatable, Sendable {
  /// One limit, in the order in which the kinds of headers are known.
  package struct Window: Equatable, Sendable {
    /// `requests`, `tokens`, `input-tokens`, `5h`, `Week` …
    package var label: String
    package var limit: Int64?
    package var remaining: Int64?
    /// 0 to 100; from limit and remaining where the provider gives those.
    package var usedPercent: Double?
    package var resetsAt: Timestamp?
  }

  package var windows: [Window] = []
  /// How long the provider asks to wait, in milliseconds; at most a year.
  package var retryAfterMilliseconds: Int64?

  /// Whether the headers say nothing.
  package var isEmpty: Bool { windows.isEmpty && retryAfterMilliseconds == nil }

  /// Reads the headers of OpenAI and those like it, Anthropic, Codex, OpenRouter, and `Retry-After`, at `now`. What
  /// does not make sense is left out.
  package init(_ response: HTTPResponse, at now: Timestamp) {
    let reader = Reader(response: response, now: now)
    windows = reader.openAI + reader.anthropic + reader.unified + reader.codex + reader.plain
    retryAfterMilliseconds =
      reader.milliseconds(response.header("retry-after-ms"), per: 1)
      ?? response.header("retry-after").flatMap(reader.wait)
  }
}

private struct Reader {
  let response: HTTPResponse
  let now: Timestamp

  private static let year: Int64 = 366 * 86_400_000

  /// `x-ratelimit-limit-requests` and the like; a reset is a length such as `6m0s`.
  var openAI: [RateLimits.Window] {
    ["requests", "tokens"].compactMap { kind in
      window(
        kind, limit: "x-ratelimit-limit-\(kind)", remaining: "x-ratelimit-remaining-\(kind)",
        reset: length(response.header("x-ratelimit-reset-\(kind)")))
    }
  }

  /// `anthropic-ratelimit-requests-limit` and the like; a reset is an instant.
  var anthropic: [RateLimits.Window] {
    ["requests", "tokens", "input-tokens", "output-tokens"].compactMap { kind in
      let name = "anthropic-ratelimit-\(kind)"
      return window(
        kind, limit: name + "-limit", remaining: name + "-remaining",
        reset: response.header(name + "-reset").flatMap { try? Timestamp($0) })
    }
  }

  /// The windows of subscriptions: a share of 1, and seconds since 1970.
  var unified: [RateLimits.Window] {
    [("5h", "5h"), ("7d", "Week")].compactMap { key, label in
      let name = "anthropic-ratelimit-unified-\(key)"
      guard let share = double(name + "-utilization") else { return nil }
      return RateLimits.Window(
        label: label, usedPercent: min(share * 100, 100),
        resetsAt: instant(response.header(name + "-reset")))
    }
  }

  /// `x-codex-primary-used-percent` and the like.
  var codex: [RateLimits.Window] {
    ["primary", "secondary"].compactMap { key in
      let name = "x-codex-\(key)"
      guard let percent = double(name + "-used-percent") else { return nil }
      let minutes = integer(name + "-window-minutes") ?? (key == "primary" ? 180 : 10_080)
      let reset =
        instant(response.header(name + "-reset-at"))
        ?? milliseconds(response.header(name + "-reset-after-seconds"), per: 1000).map(after)
      return RateLimits.Window(
        label: minutes >= 10_080 ? "Week" : minutes >= 1440 ? "Day" : "\(minutes / 60)h",
        usedPercent: min(percent, 100), resetsAt: reset)
    }
  }

  /// `x-ratelimit-limit` alone, as routers send it; a reset is an instant.
  var plain: [RateLimits.Window] {
    let window = window(
      "requests", limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining",
      reset: instant(response.header("x-ratelimit-reset")))
    return window.map { [$0] } ?? []
  }

  private func window(
    _ label: String, limit: String, remaining: String, reset: Timestamp?
  ) -> RateLimits.Window? {
    let (limit, remaining) = (integer(limit), integer(remaining))
    guard limit != nil || remaining != nil else { return nil }
    var percent: Double?
    if let limit, limit > 0, let remaining {
      percent = 100 * (1 - Double(min(remaining, limit)) / Double(limit))
    }
    return RateLimits.Window(
      label: label, limit: limit, remaining: remaining, usedPercent: percent, resetsAt: reset)
  }

  private func integer(_ name: String) -> Int64? {
    guard let number = response.header(name).flatMap({ Int64($0.trimmed) }), number >= 0 else {
      return nil
    }
    return number
  }

  private func double(_ name: String) -> Double? {
    guard let number = response.header(name).flatMap({ Double($0.trimmed) }), number.isFinite,
      number >= 0
    else { return nil }
    return number
  }

  /// How long to wait, as reports of runtimes say it too. What is beyond a year is a year, what has passed nothing.
  func wait(_ text: String) -> Int64? {
    switch ReportedWait.reset(text) {
    case nil: nil
    case .after(let span): min(span.milliseconds, Self.year)
    case .at(let date): min(max((date - now).milliseconds, 0), Self.year)
    }
  }

  /// A number of seconds (or of milliseconds) from now.
  func milliseconds(_ text: String?, per unit: Double) -> Int64? {
    guard let number = text.flatMap({ Double($0.trimmed) }), number.isFinite, number >= 0 else {
      return nil
    }
    let milliseconds = number * unit
    return milliseconds <= Double(Self.year) ? Int64(milliseconds) : nil
  }

  /// Seconds or milliseconds since 1970, told apart by their size.
  private func instant(_ text: String?) -> Timestamp? {
    guard let number = text.flatMap({ Double($0.trimmed) }), number.isFinite, number > 0 else {
      return nil
    }
    let milliseconds = number > 1e11 ? number : number * 1000
    let instant = Timestamp(milliseconds: Int64(min(milliseconds, 1e15)))
    let distance = instant.milliseconds - now.milliseconds
    return abs(distance) <= Self.year ? instant : nil
  }

  /// A length such as `1s`, `6m0s`, `20ms` or `1h2m3.5s`.
  private func length(_ text: String?) -> Timestamp? {
    guard let text = text?.trimmed, !text.isEmpty else { return nil }
    var total = 0.0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let number = Double(digits) else { return nil }
      switch unit {
      case "ms": total += number
      case "s", "": total += number * 1000
      case "m": total += number * 60_000
      case "h": total += number * 3_600_000
      case "d": total += number * 86_400_000
      default: return nil
      }
    }
    return total <= Double(Self.year) ? after(Int64(total)) : nil
  }

  private func after(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: now.milliseconds + milliseconds)
  }
}
