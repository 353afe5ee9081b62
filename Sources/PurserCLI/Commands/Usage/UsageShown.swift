import JSONKit
import PurserDomain

/// How snapshots of usage are shown.
enum UsageShown {
  /// The profile, with the agent whose own it is; `-` for the provider as a whole.
  static func profile(_ account: UsageAccount) -> String {
    let name = account.profile ?? "-"
    return account.scope.agent.map { "\(name) at \($0)" } ?? name
  }

  /// `40%`, or the amount where the provider names no share, or `-`.
  static func left(_ window: UsageWindow) -> Line {
    if let left = UsageText.left(window) {
      return Line("\(left)%", left <= 10 ? .red : left <= 25 ? .yellow : nil)
    }
    guard let remaining = window.remaining else { return "-" }
    guard let currency = window.unit?.droppingPrefix("micro_") else {
      return "\(remaining) \(window.unit ?? "")"
    }
    let cents = abs(remaining / 10_000)
    let sign = remaining < 0 ? "-" : ""
    let rest = cents % 100 < 10 ? "0\(cents % 100)" : "\(cents % 100)"
    return "\(sign)\(cents / 100).\(rest) \(currency.uppercased())"
  }

  /// `3m ago`, with `stale` where it says little of now.
  static func age(_ snapshot: UsageSnapshot, now: Timestamp) -> Line {
    let age = UsageText.age(of: snapshot.capturedAt, now: now)
    return snapshot.isStale(at: now) ? "\(age), \("stale", .yellow)" : "\(age)"
  }

  /// When a window will be full, in words.
  static func forecast(_ forecast: UsageForecast, now: Timestamp) -> Line {
    switch forecast {
    case .notEnoughData: "not enough data"
    case .full: "full"
    case .steady: "steady"
    case .fills(let at): "in \(TimeSpan.remaining(at - now))"
    case .resetsFirst: "resets first"
    }
  }

  static func json(_ snapshot: UsageSnapshot, now: Timestamp) -> JSONObject {
    let account = snapshot.account
    var json: JSONObject = ["provider": .string(account.provider)]
    json["profileId"] = account.profile.map { .string($0) }
    json["scope"] = .string(account.scope.text)
    json["source"] = .string(snapshot.source.rawValue)
    json["capturedAt"] = .number(JSONNumber(snapshot.capturedAt.milliseconds))
    json["ageMs"] = .number(JSONNumber(max((now - snapshot.capturedAt).milliseconds, 0)))
    json["isStale"] = .bool(snapshot.isStale(at: now))
    json["plan"] = snapshot.plan.map { .string($0) }
    json["error"] = snapshot.error.map { .string($0) }
    json["windows"] = .array(snapshot.windows.map { .object(self.json($0)) })
    return json
  }

  static func json(_ window: UsageWindow) -> JSONObject {
    var json: JSONObject = ["label": .string(window.label)]
    json["usedPercent"] = window.usedPercent.map { .number(JSONNumber(rounded($0))) }
    json["resetAt"] = window.resetsAt.map { .number(JSONNumber($0.milliseconds)) }
    json["limit"] = window.limit.map { .number(JSONNumber($0)) }
    json["remaining"] = window.remaining.map { .number(JSONNumber($0)) }
    json["unit"] = window.unit.map { .string($0) }
    return json
  }

  static func json(_ forecast: UsageForecast) -> JSON {
    var json: JSONObject = ["state": .string(forecast.word)]
    switch forecast {
    case .fills(let at): json["fullAt"] = .number(JSONNumber(at.milliseconds))
    case .resetsFirst(let at): json["resetAt"] = .number(JSONNumber(at.milliseconds))
    case .notEnoughData, .full, .steady: break
    }
    return .object(json)
  }

  /// Shares are made of divisions; the third place of a percent is noise.
  static func rounded(_ percent: Double) -> Double { (percent * 100).rounded() / 100 }
}
