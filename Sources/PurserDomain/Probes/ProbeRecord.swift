/// What the results of a target say as a whole. Results are added in the order of time.
package struct ProbeRecord: Equatable, Sendable {
  /// Of the newest result.
  package var status: ProbeStatus
  package var reasonCode: String?
  package var error: String?
  package var lastAt: Timestamp
  /// Whether the newest answer was good; nil when nothing was ever asked.
  package var isGood: Bool?
  /// Since when it works without a break, or does not work.
  package var since: Timestamp?
  package var lastGoodAt: Timestamp?
  /// How often it broke or mended.
  package var changeCount = 0
  /// Results of any kind.
  package var resultCount = 0
  /// Requests sent.
  package var askedCount = 0
  package var goodCount = 0
  package var tokensIn: Int64 = 0
  package var tokensOut: Int64 = 0
  /// Of the requests whose price is known; nil when that of none is.
  package var cost: Money?

  /// The record of one result.
  package init(_ first: ProbeResult) {
    status = first.status
    lastAt = first.at
    add(first)
  }

  /// Makes a record of what is stored.
  package init(status: ProbeStatus, lastAt: Timestamp) {
    self.status = status
    self.lastAt = lastAt
  }

  /// Adds a result that is not older than the newest one.
  package mutating func add(_ result: ProbeResult) {
    status = result.status
    reasonCode = result.reasonCode
    error = result.error
    lastAt = result.at
    resultCount += 1
    guard result.wasAsked else { return }
    let good = result.status == .ok
    if isGood != good {
      if isGood != nil { changeCount += 1 }
      isGood = good
      since = result.at
    }
    askedCount += 1
    if good {
      goodCount += 1
      lastGoodAt = result.at
    }
    tokensIn = Self.sum(tokensIn, result.tokensIn)
    tokensOut = Self.sum(tokensOut, result.tokensOut)
    if let price = result.cost {
      cost = Money(microUSD: Self.sum(price.microUSD, cost?.microUSD))
    }
  }

  /// Good answers for each request, 0 to 1; nil when nothing was asked.
  package var uptime: Double? {
    askedCount == 0 ? nil : Double(goodCount) / Double(askedCount)
  }

  private static func sum(_ left: Int64, _ right: Int64?) -> Int64 {
    let (sum, isOver) = left.addingReportingOverflow(right ?? 0)
    return isOver ? .max : sum
  }
}
