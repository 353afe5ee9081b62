package import HTTPKit
package import PurserDomain
package import SecretKit

/// What a model's provider answered to a completion.
package struct APIAnswer: Equatable, Sendable {
  /// Why it does not count as one; nil for a good answer.
  package var failure: APIFailure?
  /// What was used, where the provider says.
  package var tokens: TokenCounts?

  /// Makes an answer.
  package init(failure: APIFailure? = nil, tokens: TokenCounts? = nil) {
    self.failure = failure
    self.tokens = tokens
  }
}

/// What a provider answered to a listing.
package struct APIListing: Equatable, Sendable {
  /// Why it does not count as one; nil for a good answer.
  package var failure: APIFailure?
  /// Ids of models in the provider's order; empty where the request lists something else.
  package var models: [String]

  /// Makes a listing.
  package init(failure: APIFailure? = nil, models: [String] = []) {
    self.failure = failure
    self.models = models
  }
}

/// Tokens of one request; nil where the provider does not say.
package struct TokenCounts: Equatable, Sendable {
  package var input: Int64?
  package var output: Int64?

  /// Makes counts; nil when neither is known or one is below zero.
  package init?(input: Int64?, output: Int64?) {
    guard input != nil || output != nil, input ?? 0 >= 0, output ?? 0 >= 0 else { return nil }
    self.input = input
    self.output = output
  }
}

/// An answer, or a missing one, as a failure: what there is for the classifier and for people. It holds
/// no secret of the request, and no text of it can act on a terminal.
package struct APIFailure: Error, Equatable, Sendable {
  /// The HTTP status; nil when no answer came.
  package var status: Int?
  /// A code of the provider or of the connection, such as `insufficient_quota` or `ETIMEDOUT`.
  package var code: String?
  /// The type of the error, such as `overloaded_error`.
  package var type: String?
  /// What the provider says, in one line.
  package var message: String
  /// The provider's number for the request.
  package var requestID: String?

  /// Makes a failure; texts are cleaned and `secrets` taken out of them.
  package init(
    status: Int?, code: String? = nil, type: String? = nil, message: String,
    requestID: String? = nil, hiding secrets: [SecretBytes]
  ) {
    func clean(_ text: String, _ limit: Int) -> String {
      Redaction.redacted(SecretScrub(secrets).text(text), limit: limit)
    }
    self.status = status
    self.code = code.map { clean($0, 100) }
    self.type = type.map { clean($0, 100) }
    self.message = clean(message, 500)
    self.requestID = requestID.map { clean($0, 100) }
  }

  /// A request that has no answer.
  package init(_ error: HTTPError, hiding secrets: [SecretBytes] = []) {
    self.init(
      status: nil, code: error.systemCode ?? error.code.rawValue,
      message: error.message + (error.cause.map { " " + $0 } ?? ""), hiding: secrets)
  }

  /// What the failure classifier is told. A status that says that all is well says nothing.
  package func evidence(provider: String) -> FailureEvidence {
    FailureEvidence(
      status: status.flatMap { $0 >= 400 ? $0 : nil }, code: code, errorType: type,
      message: message, provider: provider)
  }

  /// The failure in one line, such as `HTTP 429 rate_limit_error: slow down (request_id: r1)`.
  package var readable: String {
    guard let status else { return message }
    let kind = [type, code].compactMap { $0 }.first.map { " \($0)" } ?? ""
    return "HTTP \(status)\(kind): \(message)"
      + (requestID.map { " (request_id: \($0))" } ?? "")
  }
}
