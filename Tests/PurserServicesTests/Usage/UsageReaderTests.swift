import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

/// Answers of providers and what is made of them.
@Suite struct UsageReaderTests {
  static let now = Timestamp(milliseconds: 1_770_000_000_000)

  /// `plan; label used% @seconds-from-now limit/remaining unit; …`, or the fault.
  private func told(_ reader: String, _ text: String) throws -> String {
    let reader = try #require(UsageReaders.reader(named: reader))
    let document = try JSON.parse(text)
    do throws(UsageFault) {
      let reading = try reader.read(document, now: Self.now)
      let windows = reading.windows.map { window in
        var parts = [window.label]
        if let used = window.usedPercent { parts.append("\(Int((used * 10).rounded()))‰") }
        if let reset = window.resetsAt {
          parts.append("@\((reset - Self.now).milliseconds / 1000)")
        }
        if window.limit != nil || window.remaining != nil {
          let limit = window.limit.map(String.init) ?? "-"
          let left = window.remaining.map(String.init) ?? "-"
          parts.append("\(left)/\(limit) \(window.unit ?? "")")
        }
        return parts.joined(separator: " ")
      }
      return ([reading.plan].compactMap { $0 } + windows).joined(separator: "; ")
    } catch {
      return "fault: \(error.message)"
    }
  }

  @Test(arguments: [
    (
      "anthropic",
      #"{"five_hour":{"utilization":42.5,"resets_at":"2026-02-02T03:40:00Z"},"seven_day":{"utilization":7},"seven_day_opus":{"utilization":3,"resets_at":"2026-02-02T03:40:00Z"}}"#,
      "5h 425‰ @3600; Week 70‰; Opus 30‰"
    ),
    (
      "anthropic",
      #"{"five_hour":{"utilization":142},"seven_day_sonnet":{"utilization":-1},"seven_day_opus":{"utilization":3}}"#,
      "5h 1000‰; Sonnet 0‰"
    ),
    ("anthropic", #"{"five_hour":null}"#, ""),
    ("anthropic", "[]", "fault: Unsupported response shape"),
    // Numbers that are none, or beyond any, ended the program.
    (
      "codex",
      #"{"rate_limit":{"primary_window":{"used_percent":1,"limit_window_seconds":"nan"},"secondary_window":{"used_percent":"inf"}}}"#,
      "3h 10‰"
    ),
    ("minimax", #"{"model_remains":[{"total":10,"used":1e300}]}"#, "5h 1000‰ -/10 requests"),
    (
      "codex",
      #"{"plan_type":"plus","rate_limit":{"primary_window":{"used_percent":12,"limit_window_seconds":18000,"reset_at":1770003600},"secondary_window":{"used_percent":3,"limit_window_seconds":604800}},"credits":{"balance":"5.5"}}"#,
      "plus ($5.50); 5h 120‰ @3600; Week 30‰"
    ),
    (
      "codex",
      #"{"rate_limit":{"primary_window":{"used_percent":1},"secondary_window":{"used_percent":2,"limit_window_seconds":90000}}}"#,
      "3h 10‰; Day 20‰"
    ),
    ("codex", "{}", "fault: Unsupported response shape"),
    (
      "copilot",
      #"{"copilot_plan":"individual","quota_snapshots":{"premium_interactions":{"percent_remaining":80.5},"chat":{}}}"#,
      "individual; Premium 195‰; Chat 1000‰"
    ),
    (
      "gemini",
      #"{"buckets":[{"modelId":"gemini-2.5-pro","remainingFraction":0.9},{"modelId":"gemini-3-pro","remainingFraction":0.25},{"modelId":"gemini-2.5-flash","remainingFraction":1},{"modelId":"x"}]}"#,
      "Pro 750‰; Flash 0‰"
    ),
    (
      "antigravity",
      #"{"models":{"chat_1":{"quotaInfo":{"remainingFraction":0}},"a":{"displayName":"Claude","quotaInfo":{"remainingFraction":0.5,"resetTime":"2026-02-02T03:40:00Z"}},"b":{"quotaInfo":{"remainingFraction":0.1}},"c":{}}}"#,
      "b 900‰; Claude 500‰ @3600"
    ),
    (
      "zai",
      #"{"success":true,"code":200,"data":{"planName":"pro","limits":[{"type":"TOKENS_LIMIT","unit":3,"number":5,"percentage":61,"nextResetTime":1770001000000},{"type":"TIME_LIMIT","percentage":4},{"type":"OTHER","percentage":4}]}}"#,
      "pro; Tokens (5h) 610‰ @1000; Monthly 40‰"
    ),
    ("zai", #"{"success":false,"code":401,"msg":"no token"}"#, "fault: no token"),
    ("zai", #"{"success":true,"code":500}"#, "fault: API error"),
    (
      "minimax",
      #"{"base_resp":{"status_code":0},"model_remains":[{"model_name":"M2","usage_percent":75,"end_time":1770000600000}]}"#,
      "M2 250‰ @600"
    ),
    (
      "minimax",
      #"{"base_resp":{"status_code":0},"model_remains":[{"model_name":"M2","current_interval_total_count":1500,"current_interval_usage_count":1200,"usage_percent":1}]}"#,
      "M2 200‰ 1200/1500 requests"
    ),
    (
      "minimax", #"{"data":{"plan":{"window_hours":24,"used":30,"total":120}}}"#,
      "24h 250‰ 90/120 requests"
    ),
    (
      "minimax", #"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#,
      "fault: login fail"
    ),
    (
      "minimax", #"{"a":{"b":{"c":{"d":{"e":{"used":1,"total":2}}}}}}"#,
      "fault: Unsupported response shape"
    ),
    (
      "openrouter",
      #"{"data":{"label":"sk-or-v1-116...0ce","limit":5,"usage":0.5,"limit_remaining":4.5,"is_free_tier":true}}"#,
      "free tier; Credits 100‰ 4500000/5000000 micro_usd"
    ),
    ("openrouter", #"{"data":{"usage":0.5,"limit":null,"limit_remaining":null}}"#, "$0.5 used"),
    (
      "deepseek",
      #"{"is_available":false,"balance_infos":[{"currency":"CNY","total_balance":"110.00"},{"currency":"USD","total_balance":"0.5"}]}"#,
      "not available; Balance CNY 110000000/- micro_cny; Balance USD 500000/- micro_usd"
    ),
    (
      "moonshot", #"{"code":0,"data":{"available_balance":49.58894}}"#,
      "Balance 49588940/- micro_units"
    ),
    ("moonshot", #"{"code":5,"message":"no"}"#, "fault: no"),
  ])
  func `an answer is read as its provider means it`(
    reader: String, body: String, told: String
  ) throws {
    #expect(try self.told(reader, body) == told)
  }

  @Test(arguments: UsageReaders.names, ["null", "{}", "[]", "\"x\"", "7"])
  func `an answer of another shape is a fault or nothing`(reader: String, body: String) throws {
    let told = try told(reader, body)
    #expect(told.hasPrefix("fault: ") || told.isEmpty, "\(told)")
  }

  @Test func `every reader that a bundled manifest names exists`() throws {
    let plugins = try ProviderPlugins(environment: Environment())
    let used = plugins.plugins.compactMap { $0.manifest.usage?.reader }
    #expect(used.count >= 7 && used.allSatisfy { UsageReaders.names.contains($0) })
    // What answers only to another product is left to manifests of an admin.
    #expect(Set(used).isDisjoint(with: ["copilot", "gemini", "antigravity"]))
  }

  @Test(arguments: [
    ("[]", "object"), (#"{"provider":""}"#, "'provider'"), (#"{"provider":"a"}"#, "neither"),
    (#"{"provider":"a","windows":[{}]}"#, "label"),
    (#"{"provider":"a","windows":[{"label":"5h","usedPercent":"x"}]}"#, "usedPercent"),
    (#"{"provider":"a","windows":[{"label":"5h","limit":-1}]}"#, "limit"),
    (#"{"provider":"a","windows":[{"label":"5h","resetAt":"soon"}]}"#, "resetAt"),
    (#"{"provider":"a","windows":[{"label":"5h","used":5}]}"#, "none of"),
    (#"{"provider":"a","capturedAt":"soon","windows":[{"label":"5h"}]}"#, "capturedAt"),
    (#"{"provider":"sk-ant-api03-abcdefghijklmnop","windows":[{"label":"5h"}]}"#, "like a key"),
    (#"{"provider":"a","profileId":"a\u001b[2J","windows":[{"label":"5h"}]}"#, "profileId"),
  ])
  func `what a runtime tells wrongly is refused without its text`(
    body: String, word: String
  ) throws {
    let error = #expect(throws: DomainError.self) {
      try ToldUsage(JSON.parse(body), now: Self.now)
    }
    #expect(error?.message.contains(word) == true && error?.message.contains("sk-ant") == false)
  }

  @Test func `only Codex says with a status that a token has expired`() {
    let said = UsageReaders.all.filter { !$0.expiryStatuses.isEmpty }
    #expect(said.map(\.name) == ["codex"] && said[0].expiryStatuses == [401, 403])
  }

  @Test func `what a runtime tells is read with its instants and shares`() throws {
    let told = try ToldUsage(
      JSON.parse(
        #"{"provider":"z.ai","agent":"main","capturedAt":1769999000,"windows":[{"label":"5h","usedPercent":140,"resetAt":"2026-02-02T03:40:00Z"},{"label":"requests","limit":200,"remaining":50}],"other":1}"#
      ), now: Self.now)
    #expect(told.provider == "zai" && told.agent == "main")
    #expect(told.capturedAt.milliseconds == 1_769_999_000_000)
    #expect(
      told.windows == [
        UsageWindow("5h", usedPercent: 100, resetsAt: Timestamp(milliseconds: 1_770_003_600_000)),
        UsageWindow("requests", usedPercent: 75, limit: 200, remaining: 50),
      ])
  }
}
