import PurserDomain
import Testing

@Suite struct UsageTests {
  private static let now = Timestamp(milliseconds: 1_770_000_000_000)

  /// Points of `(minutes ago, percent, minutes until it starts anew)`, newest first.
  private func points(_ values: [(Int64, Double, Int64?)]) -> [UsagePoint] {
    values.map { ago, used, reset in
      UsagePoint(
        at: Self.now + TimeSpan.of(-ago, .minutes), usedPercent: used,
        resetsAt: reset.map { Self.now + TimeSpan.of($0, .minutes) })
    }
  }

  private func forecast(_ values: [(Int64, Double, Int64?)]) -> String {
    switch UsageForecast(points(values), now: Self.now) {
    case .fills(let at): "fills in \((at - Self.now).milliseconds / 60_000)m"
    case .resetsFirst(let at): "resets in \((at - Self.now).milliseconds / 60_000)m"
    case .notEnoughData: "not enough data"
    case .full: "full"
    case .steady: "steady"
    }
  }

  @Test func `a window that fills evenly is full where its line ends`() {
    #expect(forecast([(0, 60, nil), (10, 50, nil), (20, 40, nil)]) == "fills in 40m")
    #expect(forecast([(0, 60, 90), (10, 50, 90), (20, 40, 90)]) == "fills in 40m")
    // Seen a while ago, it goes on from there.
    #expect(forecast([(30, 60, nil), (40, 50, nil), (50, 40, nil)]) == "fills in 10m")
    #expect(forecast([(50, 60, nil), (60, 50, nil), (70, 40, nil)]) == "fills in 0m")
  }

  @Test func `a window that starts anew before is not full`() {
    #expect(forecast([(0, 60, 30), (10, 50, 30), (20, 40, 30)]) == "resets in 30m")
  }

  @Test func `what was before the window started anew does not count`() {
    #expect(
      forecast([(0, 6, nil), (10, 4, nil), (20, 90, nil), (30, 80, nil)]) == "not enough data")
    #expect(forecast([(0, 30, 200), (10, 20, 200), (20, 10, 200), (30, 9, -1)]) == "fills in 70m")
    #expect(forecast([(10, 30, -5), (20, 20, -5), (30, 10, -5)]) == "not enough data")
  }

  @Test func `few looks, or looks at once, are not enough data`() {
    #expect(forecast([]) == "not enough data")
    #expect(forecast([(0, 60, nil), (600, 20, nil)]) == "not enough data")
    #expect(forecast([(0, 60, nil), (1, 50, nil), (2, 40, nil)]) == "not enough data")
  }

  @Test func `a window may be full or not fill`() {
    #expect(forecast([(0, 100, nil)]) == "full")
    #expect(forecast([(0, 40, nil), (30, 40, nil), (60, 40, nil)]) == "steady")
    // Rounding down by a percent is no start anew.
    #expect(forecast([(0, 40, nil), (30, 41, nil), (60, 40, nil)]) == "steady")
  }

  @Test(
    arguments: [
      (-1, "now"), (0, "now"), (59, "0m"), (60, "1m"), (3_599, "59m"), (3_600, "1h"),
      (4_800, "1h 20m"), (86_399, "23h 59m"), (86_400, "1d"), (273_600, "3d 4h"),
      (604_799, "6d 23h"), (604_800, "Feb 9"),
    ] as [(Int64, String)])
  func `a start anew is written as gateways write it`(seconds: Int64, text: String) {
    #expect(UsageText.reset(Self.now + TimeSpan.of(seconds, .seconds), now: Self.now) == text)
  }

  @Test(
    arguments: [
      (0, "just now"), (60, "1m ago"), (3_599, "59m ago"), (3_600, "1h ago"), (172_799, "47h ago"),
      (172_800, "2d ago"),
    ] as [(Int64, String)])
  func `an age is cut to its unit`(seconds: Int64, text: String) {
    #expect(UsageText.age(of: Self.now + TimeSpan.of(-seconds, .seconds), now: Self.now) == text)
  }

  @Test func `shares are cut to what they can be`() {
    #expect(UsageWindow("x", usedPercent: 130).usedPercent == 100)
    #expect(UsageWindow("x", usedPercent: -3).usedPercent == 0)
    #expect(UsageWindow("x", usedPercent: .nan).usedPercent == 0)
    #expect(UsageWindow("x").usedPercent == nil)
  }

  @Test func `the line of a status shows the first two windows`() {
    let account = UsageAccount(provider: "anthropic", scope: .defaults, profile: "anthropic:a")
    var snapshot = UsageSnapshot(
      account, capturedAt: Self.now, source: .endpoint,
      windows: [
        UsageWindow("5h", usedPercent: 60, resetsAt: Self.now + TimeSpan.of(62, .minutes)),
        UsageWindow("Balance", remaining: 7), UsageWindow("Week", usedPercent: 12.4),
        UsageWindow("Opus", usedPercent: 1),
      ])
    #expect(UsageText.line(snapshot, now: Self.now) == "5h 40% left ⏱1h 2m · Week 88% left")
    #expect(!snapshot.isStale(at: Self.now + TimeSpan.of(1, .hours)))
    #expect(snapshot.isStale(at: Self.now + TimeSpan.of(62, .minutes)))
    snapshot.windows = []
    #expect(UsageText.line(snapshot, now: Self.now) == nil)
    #expect(snapshot.isStale(at: Self.now + TimeSpan.of(61, .minutes)))
  }
}
