import JSONKit
import PurserDomain

/// What OpenRouter says of a key: how much it has spent, of how much where it has a limit.
struct OpenRouterUsage: UsageReader {
  let name = "openrouter"

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard let data = document["data"], let used = data["usage"]?.amount else { throw .shape }
    let limit = data["limit"]?.amount.flatMap { $0 > 0 ? $0 : nil }
    let left = data["limit_remaining"]?.amount ?? limit.map { $0 - used }
    let window = UsageWindow(
      "Credits",
      usedPercent: limit.flatMap { limit in left.map { 100 * (1 - $0 / limit) } },
      limit: data["limit"]?.millionths,
      remaining: limit == nil ? nil : (data["limit_remaining"] ?? .null).millionths,
      unit: "micro_usd")
    var plan = data["is_free_tier"] == true ? ["free tier"] : []
    // Without a limit there is no window to be full; what was spent is all there is to know.
    if limit == nil, let spent = data["usage"]?.millionths {
      plan.append("$\(Money(microUSD: spent).dollars) used")
    }
    return UsageReading(
      plan: plan.joined(separator: ", "), windows: window.limit == nil ? [] : [window])
  }
}

/// DeepSeek's balance, one window for each currency.
struct DeepSeekUsage: UsageReader {
  let name = "deepseek"

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard let balances = document["balance_infos"]?.array else { throw .shape }
    let windows = balances.compactMap { balance -> UsageWindow? in
      guard let currency = balance["currency"]?.string, currency.utf8.count == 3,
        let left = balance["total_balance"]?.millionths
      else { return nil }
      return UsageWindow(
        "Balance \(currency)", remaining: left, unit: "micro_\(currency.lowercased())")
    }
    return UsageReading(
      plan: document["is_available"] == false ? "not available" : nil, windows: windows)
  }
}

/// Moonshot's balance, in the currency of the account.
struct MoonshotUsage: UsageReader {
  let name = "moonshot"

  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading {
    guard document["code"]?.int64 == 0,
      let left = document["data"]?["available_balance"]?.millionths
    else { throw UsageFault(message: document["message"]?.string ?? "Unsupported response shape") }
    return UsageReading(windows: [UsageWindow("Balance", remaining: left, unit: "micro_units")])
  }
}
