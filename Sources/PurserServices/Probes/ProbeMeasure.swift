package import HTTPKit
package import PurserDomain
import SecretKit

/// What one request told of its credential.
package struct ProbeMeasure: Equatable, Sendable {
  /// When it ended.
  package var at: Timestamp
  package var status: ProbeStatus
  /// The class of the failure, or the word of what became of the connection; nil for a good answer.
  package var reasonCode: String?
  package var httpStatus: Int?
  /// How long the parts took; nil when nothing was sent.
  package var timings: HTTPTimings?
  package var tokens: TokenCounts?
  /// What the tokens cost; nil when that is not known.
  package var cost: Money?
  /// Redacted, in one line.
  package var error: String?
  /// What a report of the failure says; nil for a good answer.
  package var evidence: FailureEvidence?
  /// What the answer's headers say of limits; nil without an answer.
  package var limits: RateLimits?

  /// Whether the end of the run cut it short. That is an answer that did not come in time, but not one that the
  /// provider had its full time for.
  package var isCutShort = false

  /// Reads the outcome of a request at `now`; nil when it was never sent, or stopped by a person.
  init?(_ outcome: HTTPOutcome, of request: PreparedProbes.Request, at now: Timestamp) {
    at = now
    timings = outcome.timings
    let secrets = request.request.secrets
    let failure: APIFailure?
    switch outcome.result {
    case .failure(let error):
      if error.code == .interrupted { return nil }
      isCutShort = error.code == .deadlinePassed
      if isCutShort, outcome.timings == nil { return nil }
      failure = APIFailure(error, hiding: secrets)
      reasonCode = error.code.rawValue
    case .success(let response):
      httpStatus = response.status
      limits = RateLimits(response, at: now)
      if request.isListing {
        failure = request.call.listed(response, hiding: secrets).failure
      } else {
        let answer = request.call.kind.answer(response, hiding: secrets)
        failure = answer.failure
        tokens = answer.tokens
      }
    }
    if let tokens {
      cost = request.price.cost(input: tokens.input ?? 0, output: tokens.output ?? 0)
    } else if request.isListing {
      cost = Money(microUSD: 0)
    }
    guard let failure else {
      status = .ok
      return
    }
    let evidence = failure.evidence(provider: request.call.provider)
    let verdict = FailureClassifier.classify(evidence)
    status = ProbeStatus(verdict.reason)
    reasonCode = reasonCode ?? verdict.reason?.rawValue
    error = failure.readable
    self.evidence = evidence
  }

  /// The measure as the ledger has it.
  package func result(of target: ProbeTarget) -> ProbeResult {
    func milliseconds(_ microseconds: Int64?) -> Int64? { microseconds.map { ($0 + 500) / 1000 } }
    return ProbeResult(
      target, at: at, status: status, reasonCode: reasonCode, httpStatus: httpStatus,
      latencyMilliseconds: timings?.totalMilliseconds,
      connectMilliseconds: milliseconds(timings?.connectMicroseconds),
      firstByteMilliseconds: milliseconds(timings?.firstByteMicroseconds),
      tokensIn: tokens?.input, tokensOut: tokens?.output, cost: cost, error: error)
  }
}
