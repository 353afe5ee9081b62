import HTTPKit
import JSONKit
import PurserDomain

/// The quotas of Gemini's command-line product, the fullest of each family. Its address is internal to that product, so no
/// bundled manifest names it; an admin's own may.
struct GeminiUsage: UsageReader {
  let name = "gemini"
  let takesKeys = false

  func request(_ call: APICall, at url: String) -> APIPlan {
    call.plan(.post, url, credential: call.bearer, body: .object([:]))
  }

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard let buckets = document["buckets"]?.array else { throw .shape }
    let windows = [("pro", "Pro"), ("flash", "Flash")].compactMap { word, label -> UsageWindow? in
      let fitting = buckets.filter {
        $0["modelId"]?.string?.lowercased().contains(word) == true
          && $0["remainingFraction"]?.amount != nil
      }
      let fullest = fitting.min {
        ($0["remainingFraction"]?.amount ?? 1) < ($1["remainingFraction"]?.amount ?? 1)
      }
      guard let fullest, let left = fullest["remainingFraction"]?.amount else { return nil }
      return UsageWindow(
        label, usedPercent: (1 - left) * 100, resetsAt: fullest["resetTime"]?.instant(now: now))
    }
    return UsageReading(windows: windows)
  }
}

/// Antigravity's quotas by model, the fullest ten; rules as for Gemini's.
struct AntigravityUsage: UsageReader {
  let name = "antigravity"
  let takesKeys = false

  func request(_ call: APICall, at url: String) -> APIPlan {
    call.plan(.post, url, credential: call.bearer, body: .object([:]))
  }

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard let models = document["models"]?.object else { throw .shape }
    let windows = models.compactMap { id, model -> UsageWindow? in
      // Names that begin so are the product's own helpers.
      guard !id.hasPrefix("chat_"), !id.hasPrefix("tab_"),
        let left = model["quotaInfo"]?["remainingFraction"]?.amount
      else { return nil }
      return UsageWindow(
        model["displayName"]?.string ?? id, usedPercent: (1 - left) * 100,
        resetsAt: model["quotaInfo"]?["resetTime"]?.instant(now: now))
    }.sorted { ($0.usedPercent ?? 0, $1.label) > ($1.usedPercent ?? 0, $0.label) }
    return UsageReading(windows: Array(windows.prefix(10)))
  }
}
