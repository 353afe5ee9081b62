import HTTPKit
import JSONKit
import PurserDomain

/// The windows of a ChatGPT account: lengths and instants in seconds.
struct CodexUsage: UsageReader {
  let name = "codex"
  let takesKeys = false
  let expiryStatuses: Set<Int> = [401, 403]

  func request(_ call: APICall, at url: String) -> APIPlan {
    var account: [HTTPHeader] = []
    if case .login(_, let id?) = call.credential {
      account = [HTTPHeader("ChatGPT-Account-Id", id)]
    }
    return call.plan(.get, url, credential: call.bearer, headers: account)
  }

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard let limits = document["rate_limit"] else { throw .shape }
    func window(_ member: String, usual: Double) -> UsageWindow? {
      guard let part = limits[member], let used = part["used_percent"]?.amount else { return nil }
      let seconds = min(max(part["limit_window_seconds"]?.amount ?? usual, 0), 1e9)
      return UsageWindow(
        Self.label(seconds: seconds), usedPercent: used,
        resetsAt: part["reset_at"]?.instant(now: now))
    }
    let windows = [
      window("primary_window", usual: 10_800), window("secondary_window", usual: 86_400),
    ].compactMap { $0 }
    var plan = document["plan_type"]?.string
    if let cents = document["credits"]?["balance"]?.millionths.map({ ($0 + 5_000) / 10_000 }),
      cents >= 0
    {
      let balance = "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
      plan = plan.map { "\($0) (\(balance))" } ?? balance
    }
    return UsageReading(plan: plan, windows: windows)
  }

  /// Of a week and more `Week`, of a day and more `Day`, else the hours.
  private static func label(seconds: Double) -> String {
    if seconds >= 604_800 { return "Week" }
    return seconds >= 86_400 ? "Day" : "\(max(Int((seconds / 3600).rounded()), 1))h"
  }
}
