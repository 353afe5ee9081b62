package import PurserDomain

/// What a run of probes found.
package struct ProbeReport: Sendable {
  /// One check.
  package struct Row: Sendable {
    package let item: PreparedProbes.Item
    /// What it found; nil when it is left out.
    package let result: ProbeResult?
    /// Why it has no result.
    package let leftOut: PreparedProbes.LeftOut?
    /// Whether a listing was asked for.
    package let isListing: Bool
  }

  /// Limits that a provider told of, with the check they belong to.
  package struct Usage: Sendable {
    package let target: ProbeTarget
    package let limits: RateLimits
    package let at: Timestamp
  }

  package let run: ProbeRun
  /// Refused ones first, then the others as planned.
  package let rows: [Row]
  /// How many requests were sent and answered, or failed.
  package let requestCount: Int
  /// What providers told of limits, as planned.
  package let usage: [Usage]
  /// What `report` would say of the calls with profiles, by the agent it is said for.
  let outcomes: [Outcome]

  /// A call with a profile.
  struct Outcome: Sendable {
    let agent: Agent.ID?
    let profile: String
    let model: String?
    let measure: ProbeMeasure
  }

  /// The results in order.
  package var results: [ProbeResult] { rows.compactMap(\.result) }

  /// How long the run took.
  package var duration: TimeSpan { run.finishedAt - run.startedAt }

  /// What the answers cost together, and how many of them have no known price.
  package var cost: (known: Money, unknown: Int) {
    var total: Int64 = 0
    var unknown = 0
    var counted: Set<Int> = []
    for row in rows {
      guard case .request(let place) = row.item.way, counted.insert(place).inserted,
        let result = row.result, result.wasAsked
      else { continue }
      if let cost = result.cost {
        let (sum, isOver) = total.addingReportingOverflow(cost.microUSD)
        total = isOver ? .max : sum
      } else if result.status == .ok {
        unknown += 1
      }
    }
    return (Money(microUSD: total), unknown)
  }
}
