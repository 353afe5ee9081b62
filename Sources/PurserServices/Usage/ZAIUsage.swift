import JSONKit
import PurserDomain

/// Z.AI's limits: an envelope that says itself whether it is a success.
struct ZAIUsage: UsageReader {
  let name = "zai"

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard document["success"] == true, document["code"]?.int64 == 200 else {
      throw UsageFault(message: document["msg"]?.string ?? "API error")
    }
    let data = document["data"]
    guard let limits = data?["limits"]?.array else { throw .shape }
    let windows = limits.compactMap { limit -> UsageWindow? in
      let label: String
      switch limit["type"]?.string {
      case "TOKENS_LIMIT": label = "Tokens (\(Self.length(limit)))"
      case "TIME_LIMIT": label = "Monthly"
      default: return nil
      }
      guard let used = limit["percentage"]?.amount else { return nil }
      return UsageWindow(
        label, usedPercent: used, resetsAt: limit["nextResetTime"]?.instant(now: now))
    }
    return UsageReading(
      plan: data?["planName"]?.string ?? data?["plan"]?.string, windows: windows)
  }

  private static func length(_ limit: JSON) -> String {
    guard let number = limit["number"]?.int64, number > 0 else { return "Limit" }
    return switch limit["unit"]?.int64 {
    case 1: "\(number)d"
    case 3: "\(number)h"
    case 5: "\(number)m"
    default: "Limit"
    }
  }
}
