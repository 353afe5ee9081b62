import JSONKit
import PurserDomain

/// MiniMax's coding plan. Its answers have had several shapes, so counts and shares are looked for by name; counts win over
/// shares, and its `usage_percent` is what is left, not what is used.
struct MiniMaxUsage: UsageReader {
  let name = "minimax"

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    if let code = document["base_resp"]?["status_code"]?.int64, code != 0 {
      throw UsageFault(message: document["base_resp"]?["status_msg"]?.string ?? "API error \(code)")
    }
    let entries = document["model_remains"]?.array ?? document["data"]?["model_remains"]?.array
    var windows = (entries ?? []).prefix(32).compactMap { Self.window($0.object ?? [:], now) }
    if windows.isEmpty, let found = Self.search(document, now) { windows = [found] }
    guard !windows.isEmpty else { throw .shape }
    return UsageReading(
      plan: document["plan_name"]?.string ?? document["data"]?["plan_name"]?.string,
      windows: windows)
  }

  /// The first object with what is wanted, in breadth, at most four deep and sixty objects.
  private static func search(_ document: JSON, _ now: Timestamp) -> UsageWindow? {
    var level = [document]
    var looked = 0
    for _ in 0...4 {
      var next: [JSON] = []
      for value in level {
        guard looked < 60 else { return nil }
        looked += 1
        if let object = value.object {
          if let window = window(object, now) { return window }
          next += object.map(\.value)
        }
        next += value.array ?? []
      }
      level = next.filter { $0.object != nil || $0.array != nil }
    }
    return nil
  }

  private static func window(_ object: JSONObject, _ now: Timestamp) -> UsageWindow? {
    func number(_ names: [String]) -> Double? {
      names.lazy.compactMap { object[$0]?.amount }.first { $0.isFinite && $0 >= 0 }
    }
    let total = number(["current_interval_total_count", "total_count", "total", "limit", "quota"])
    let left = number([
      "remaining_count", "remaining", "remains", "left", "current_interval_remains",
    ])
    // The count that is called usage is, like the share, what is left of the interval.
    let left2 = left ?? number(["current_interval_usage_count"])
    let used = number(["used_count", "used", "usage"])
    var percent: Double?
    if let total, total > 0, let rest = used.map({ total - $0 }) ?? left2 {
      percent = 100 * (1 - min(max(rest, 0), total) / total)
    } else if let share = number(["usage_percent", "usagePercent", "remaining_percent"]) {
      percent = 100 - share
    } else if let share = number(["used_percent", "usedPercent"]) {
      percent = share
    }
    guard let percent else { return nil }
    let resets = ["end_time", "reset_at", "resets_at", "next_reset_time"].lazy
      .compactMap { object[$0]?.instant(now: now) }.first
    func count(_ value: Double?) -> Int64? { value.flatMap { abs($0) < 9e15 ? Int64($0) : nil } }
    return UsageWindow(
      object["model_name"]?.string ?? label(object), usedPercent: percent, resetsAt: resets,
      limit: count(total),
      remaining: count(total.flatMap { total in used.map { total - $0 } ?? left2 }),
      unit: total == nil ? nil : "requests")
  }

  private static func label(_ object: JSONObject) -> String {
    for (name, value) in object {
      guard let number = value.int64, (1...100_000).contains(number) else { continue }
      if name.hasSuffix("_hours") { return "\(number)h" }
      if name.hasSuffix("_minutes") { return "\(number)m" }
    }
    return "5h"
  }
}
