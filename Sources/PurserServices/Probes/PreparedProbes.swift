package import HTTPKit
package import PurserDomain

/// What a run of probes will send and report: every check once, however many agents share it, and every
/// distinct request once, however many checks share it.
package struct PreparedProbes: Sendable {
  /// What becomes of a check.
  package enum Way: Equatable, Sendable {
    /// It is answered by the request at this place.
    case request(Int)
    /// It is known without sending anything.
    case refused(RefusedProbe)
  }

  /// One check as it is reported.
  package struct Item: Sendable {
    package let probe: PlannedProbe
    /// What the ledger calls it.
    package let target: ProbeTarget
    /// Those that share it, in the order asked for; empty for the defaults themselves.
    package internal(set) var agents: [Agent.ID]
    package let way: Way
  }

  /// One request.
  package struct Request: Sendable {
    package let call: ReadyCall
    package let request: HTTPRequest
    /// Whether a listing is asked for, since a completion may not be or was not wanted.
    package let isListing: Bool
    package let price: ProbePrice
    /// What it will cost at most, as far as the prices are known.
    package let estimate: Money?
    /// Why it is not sent; nil when it is.
    package internal(set) var leftOut: LeftOut?
  }

  /// Why a request is not sent or was not answered.
  package enum LeftOut: String, Equatable, Sendable, CaseIterable {
    case maxRequests = "max_requests"
    case maxCost = "max_cost"
    /// There is a limit of cost, and nobody knows the price.
    case priceUnknown = "price_unknown"
    /// The run's time ended before it was its turn.
    case deadline
    /// The run was stopped before its answer came.
    case interrupted

    /// The reason for people.
    package var phrase: String {
      switch self {
      case .maxRequests: "beyond --max-requests"
      case .maxCost: "beyond --max-cost"
      case .priceUnknown: "its price is not known, and --max-cost is given"
      case .deadline: "the deadline came first"
      case .interrupted: "interrupted"
      }
    }
  }

  /// The refused ones first, then the others; each in the order of agents, providers, credentials, models.
  package internal(set) var items: [Item] = []
  package internal(set) var requests: [Request] = []
  /// The first model that was named and whose provider has no credential to try it with.
  package internal(set) var untriable: ModelRef?

  /// The logins that are not tried since their access has ended, each once, in order.
  package var endedLogins: [ProfileKey] {
    var keys: [ProfileKey] = []
    for item in items {
      guard case .refused(let refused) = item.way, refused.probe.mode == .oauth,
        refused.reason == Eligibility.expired.rawValue,
        case .profile(let id, let scope) = refused.probe.credential
      else { continue }
      let key = ProfileKey(scope: scope, id: id)
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  /// The places of the requests that will be sent, in order.
  package var sent: [Int] { requests.indices.filter { requests[$0].leftOut == nil } }

  /// What the requests that will be sent cost at most by estimate, and how many of them have no known price.
  package var estimate: (cost: Money, unknown: Int) {
    let estimates = sent.map { requests[$0].estimate?.microUSD }
    return (
      Money(microUSD: estimates.reduce(0) { $0.addingClamped($1 ?? 0) }),
      estimates.filter { $0 == nil }.count
    )
  }

  /// Leaves out what goes beyond the limits, each in its turn: a later one that still fits is sent.
  mutating func limit(requests most: Int?, cost: Money?) {
    var count = 0
    var total: Int64 = 0
    for place in requests.indices {
      if let most, count >= most {
        requests[place].leftOut = .maxRequests
        continue
      }
      if let cost {
        guard let estimate = requests[place].estimate else {
          requests[place].leftOut = .priceUnknown
          continue
        }
        let next = total.addingClamped(estimate.microUSD)
        guard next <= cost.microUSD else {
          requests[place].leftOut = .maxCost
          continue
        }
        total = next
      }
      count += 1
    }
  }
}

extension Int64 {
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? .max : sum
  }
}

extension PreparedProbes.Request {
  /// Where it goes: never with a secret, since those are in no address.
  package var address: String { request.url }

  /// Method and address.
  package var line: String { "\(request.method.rawValue) \(request.url)" }
}
