import HTTPKit
import JSONKit
import PurserDomain

/// Anthropic's windows of a subscription: shares in percent, instants as text.
struct AnthropicUsage: UsageReader {
  let name = "anthropic"
  let takesKeys = false

  func request(_ call: APICall, at url: String) -> APIPlan {
    call.plan(
      .get, url, credential: call.bearer,
      headers: [
        HTTPHeader("anthropic-version", "2023-06-01"),
        HTTPHeader("anthropic-beta", "oauth-2025-04-20"),
      ])
  }

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    func window(_ member: String, _ label: String, resets: Bool = true) -> UsageWindow? {
      guard let part = document[member], let used = part["utilization"]?.amount else { return nil }
      return UsageWindow(
        label, usedPercent: used, resetsAt: resets ? part["resets_at"]?.instant(now: now) : nil)
    }
    // Of the two models' windows the first that is there counts, and neither starts anew by itself.
    let model =
      window("seven_day_sonnet", "Sonnet", resets: false)
      ?? window("seven_day_opus", "Opus", resets: false)
    let windows = [window("five_hour", "5h"), window("seven_day", "Week"), model].compactMap { $0 }
    guard !windows.isEmpty || document.object != nil else { throw .shape }
    return UsageReading(windows: windows)
  }
}
