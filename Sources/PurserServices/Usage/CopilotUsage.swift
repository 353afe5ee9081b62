import HTTPKit
import JSONKit
import PurserDomain

/// GitHub Copilot's quotas. Its address is for products of its own, so no bundled manifest names it; an admin's own may, with the
/// headers it wants.
struct CopilotUsage: UsageReader {
  let name = "copilot"
  let takesKeys = false

  func request(_ call: APICall, at url: String) -> APIPlan {
    call.plan(
      .get, url,
      credential: call.credential?.secret.map {
        [HTTPHeader("Authorization", scheme: "token ", secret: $0)]
      } ?? [])
  }

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard let quotas = document["quota_snapshots"]?.object else { throw .shape }
    let resets = (document["quota_reset_date_utc"] ?? document["quota_reset_date"])?
      .instant(now: now)
    let windows = [("premium_interactions", "Premium"), ("chat", "Chat")].compactMap {
      member, label -> UsageWindow? in
      guard let quota = quotas[member], quota.object != nil, quota["unlimited"]?.bool != true else {
        return nil
      }
      return UsageWindow(
        label, usedPercent: 100 - (quota["percent_remaining"]?.amount ?? 0), resetsAt: resets)
    }
    return UsageReading(plan: document["copilot_plan"]?.string, windows: windows)
  }
}
