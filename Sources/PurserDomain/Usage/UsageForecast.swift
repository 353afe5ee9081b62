/// How full a window was at one moment.
package struct UsagePoint: Equatable, Sendable {
  package var at: Timestamp
  /// 0 to 100.
  package var usedPercent: Double
  package var resetsAt: Timestamp?

  /// Makes a point.
  package init(at: Timestamp, usedPercent: Double, resetsAt: Timestamp? = nil) {
    self.at = at
    self.usedPercent = usedPercent
    self.resetsAt = resetsAt
  }
}

/// When a window will be full if it goes on filling as it did: a straight line through what is known of the present window.
package enum UsageForecast: Equatable, Sendable {
  /// Fewer than three looks at the present window, or all within five minutes, or it has started anew since.
  case notEnoughData
  /// Nothing is left.
  case full
  /// It does not fill.
  case steady
  /// It will be full then, and not start anew before.
  case fills(Timestamp)
  /// It starts anew before it is full.
  case resetsFirst(Timestamp)

  /// The least there must be to draw a line.
  package static let fewestPoints = 3
  package static let shortestSpan = TimeSpan.of(5, .minutes)

  /// Draws the line through `points`, newest first, at `now`. Points from before the window started anew do not count: when it
  /// was fuller before, or was to start anew at another time.
  package init(_ points: [UsagePoint], now: Timestamp) {
    guard let newest = points.first, newest.resetsAt.map({ $0 > now }) ?? true else {
      self = .notEnoughData
      return
    }
    guard newest.usedPercent < 100 else {
      self = .full
      return
    }
    let present = Self.present(points)
    guard let oldest = present.last, present.count >= Self.fewestPoints,
      newest.at - oldest.at >= Self.shortestSpan
    else {
      self = .notEnoughData
      return
    }
    let slope = Self.slope(present, from: oldest.at)
    // Less than a tenth of a percent a day is noise.
    guard slope > 0.1 / 86_400_000 else {
      self = .steady
      return
    }
    let rest = (100 - newest.usedPercent) / slope
    let end = Timestamp(
      milliseconds: max(newest.at.milliseconds + Int64(min(rest, 1e13)), now.milliseconds))
    if let reset = newest.resetsAt, reset <= end {
      self = .resetsFirst(reset)
    } else {
      self = .fills(end)
    }
  }

  /// `notEnoughData`, `full`, `steady`, `fills` or `resetsFirst`.
  package var word: String {
    switch self {
    case .notEnoughData: "notEnoughData"
    case .full: "full"
    case .steady: "steady"
    case .fills: "fills"
    case .resetsFirst: "resetsFirst"
    }
  }

  private static func present(_ points: [UsagePoint]) -> [UsagePoint] {
    var present: [UsagePoint] = []
    for point in points {
      if let later = present.last {
        // Providers round; a real start anew leaves more than that.
        if point.usedPercent > later.usedPercent + 1 { break }
        if let reset = point.resetsAt, let next = later.resetsAt,
          abs((next - reset).milliseconds) > 300_000
        {
          break
        }
      }
      present.append(point)
    }
    return present
  }

  /// Percent a millisecond, by least squares.
  private static func slope(_ points: [UsagePoint], from start: Timestamp) -> Double {
    let count = Double(points.count)
    let times = points.map { Double(($0.at - start).milliseconds) }
    let meanTime = times.reduce(0, +) / count
    let meanUsed = points.map(\.usedPercent).reduce(0, +) / count
    var above = 0.0
    var below = 0.0
    for (time, point) in zip(times, points) {
      above += (time - meanTime) * (point.usedPercent - meanUsed)
      below += (time - meanTime) * (time - meanTime)
    }
    return below > 0 ? above / below : 0
  }
}
