package import HTTPKit
import Synchronization

/// A transport that asks nobody: it answers each request as a script says and keeps what it was asked.
package final class ScriptedTransport: HTTPTransport {
  private let answer: @Sendable (HTTPRequest) -> HTTPOutcome
  private let asked = Mutex<[HTTPRequest]>([])
  private let batches = Mutex<[HTTPLimits]>([])

  /// Answers what `answer` says, in the order of the requests.
  package init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPOutcome) {
    self.answer = answer
  }

  /// Answers the outcomes of a list, one for each request; after the last one `closed`.
  package convenience init(_ outcomes: [HTTPOutcome]) {
    let rest = Mutex(outcomes[...])
    self.init { _ in
      rest.withLock { $0.popFirst() }
        ?? HTTPOutcome(.failure(HTTPError(.closed, "The script has ended.")))
    }
  }

  /// What it was asked so far, in order.
  package var requests: [HTTPRequest] { asked.withLock { $0 } }

  /// The limits of each batch so far.
  package var limits: [HTTPLimits] { batches.withLock { $0 } }

  package func send(
    _ requests: [HTTPRequest], limits: HTTPLimits, ended: (Int, HTTPOutcome) -> Void
  ) throws(HTTPError) -> [HTTPOutcome] {
    batches.withLock { $0.append(limits) }
    var outcomes: [HTTPOutcome] = []
    for (place, request) in requests.enumerated() {
      asked.withLock { $0.append(request) }
      let outcome = answer(request)
      outcomes.append(outcome)
      ended(place, outcome)
    }
    return outcomes
  }
}

extension HTTPOutcome {
  /// A complete answer that took `milliseconds`.
  package static func answer(
    _ status: Int, _ body: String = "", headers: [(name: String, value: String)] = [],
    milliseconds: Int64 = 50
  ) -> HTTPOutcome {
    HTTPOutcome(
      .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8))),
      timings: HTTPTimings(
        connectMicroseconds: 0, firstByteMicroseconds: milliseconds * 1000,
        totalMicroseconds: milliseconds * 1000))
  }

  /// A request that failed after `milliseconds`.
  package static func fault(
    _ code: HTTPError.Code, _ message: String = "It failed.", milliseconds: Int64 = 50
  ) -> HTTPOutcome {
    HTTPOutcome(
      .failure(HTTPError(code, message)),
      timings: HTTPTimings(totalMicroseconds: milliseconds * 1000))
  }
}
