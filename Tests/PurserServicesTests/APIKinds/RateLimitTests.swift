import HTTPKit
import PurserDomain
import Testing

@testable import PurserServices

@Suite struct RateLimitTests {
  let now = Timestamp(milliseconds: 1_770_000_000_000)

  private func limits(_ headers: [(name: String, value: String)]) -> RateLimits {
    RateLimits(HTTPResponse(status: 200, headers: headers), at: now)
  }

  @Test func `limits of OpenAI name lengths of time`() {
    let limits = limits([
      ("X-RateLimit-Limit-Requests", "100"), ("x-ratelimit-remaining-requests", "75"),
      ("x-ratelimit-reset-requests", "1m0.5s"), ("x-ratelimit-remaining-tokens", "5"),
      ("x-ratelimit-reset-tokens", "soon"),
    ])
    #expect(
      limits.windows == [
        .init(
          label: "requests", limit: 100, remaining: 75, usedPercent: 25,
          resetsAt: Timestamp(milliseconds: 1_770_000_060_500)),
        .init(label: "tokens", limit: nil, remaining: 5, usedPercent: nil, resetsAt: nil),
      ])
  }

  @Test func `limits of Anthropic name instants, those of subscriptions shares`() {
    let limits = limits([
      ("anthropic-ratelimit-input-tokens-limit", "10"),
      ("anthropic-ratelimit-input-tokens-remaining", "10"),
      ("anthropic-ratelimit-input-tokens-reset", "2026-02-02T02:41:00Z"),
      ("anthropic-ratelimit-unified-5h-utilization", "0.25"),
      ("anthropic-ratelimit-unified-5h-reset", "1770000600"),
    ])
    #expect(
      limits.windows == [
        .init(
          label: "input-tokens", limit: 10, remaining: 10, usedPercent: 0,
          resetsAt: Timestamp(milliseconds: 1_770_000_060_000)),
        .init(
          label: "5h", limit: nil, remaining: nil, usedPercent: 25,
          resetsAt: Timestamp(milliseconds: 1_770_000_600_000)),
      ])
  }

  @Test func `windows of Codex and limits of routers are read`() {
    let limits = limits([
      ("x-codex-primary-used-percent", "40"), ("x-codex-primary-window-minutes", "300"),
      ("x-codex-primary-reset-after-seconds", "60"), ("x-codex-secondary-used-percent", "110"),
      ("x-ratelimit-limit", "50"), ("x-ratelimit-remaining", "0"),
      ("x-ratelimit-reset", "1770000060000"),
    ])
    #expect(limits.windows.map(\.label) == ["5h", "Week", "requests"])
    #expect(limits.windows.map(\.usedPercent) == [40, 100, 100])
    #expect(
      limits.windows.map { $0.resetsAt?.milliseconds } == [
        1_770_000_060_000, nil, 1_770_000_060_000,
      ])
  }

  @Test(
    arguments: [
      ("retry-after", "2", 2000), ("retry-after", "0.5", 500), ("retry-after-ms", "250", 250),
      ("retry-after", "-1", nil), ("retry-after", "1e300", nil), ("retry-after", "nan", nil),
      ("retry-after", "soon", nil), ("retry-after", "99999999999999999999", 31_622_400_000),
      ("retry-after", "Mon, 02 Feb 2026 02:41:00 GMT", 60_000),
      ("retry-after", "Mon, 02 Feb 2026 02:39:00 GMT", 0),
    ] as [(String, String, Int64?)])
  func `the time to wait is read where it makes sense`(
    name: String, value: String, milliseconds: Int64?
  ) {
    #expect(limits([(name, value)]).retryAfterMilliseconds == milliseconds)
  }

  @Test func `nonsense says nothing`() {
    #expect(
      limits([
        ("x-ratelimit-limit-requests", "-5"), ("x-ratelimit-remaining-tokens", "lots"),
        ("anthropic-ratelimit-unified-5h-utilization", "inf"),
        ("x-ratelimit-limit", "99999999999999999999"),
      ]).isEmpty)
  }
}
