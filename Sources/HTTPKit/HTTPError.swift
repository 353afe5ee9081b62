/// Why a request has no answer, in the five fields that every error has. No field ever carries a
/// header, a body or a credential.
package struct HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure, in a word that stays the same between versions.
  package enum Code: String, Sendable, CaseIterable {
    /// The library that makes requests is missing or cannot be used.
    case unavailable
    /// An address, header or setting that cannot be sent.
    case invalidRequest = "invalid_request"
    /// No complete answer within the request's own time.
    case timedOut = "timed_out"
    /// The batch's time ended first.
    case deadlinePassed = "deadline_passed"
    /// The host's name has no address.
    case unresolved
    /// Nothing answers at the address.
    case unreachable
    /// The proxy cannot be used.
    case proxy
    /// The certificate was refused.
    case certificate
    /// No encrypted connection came about.
    case tls
    /// The connection was closed before the answer was complete.
    case closed
    /// What came is not HTTP, or its compression is broken.
    case badAnswer = "bad_answer"
    /// The answer is larger than was allowed.
    case tooLarge = "too_large"
    /// A redirect that must not be followed.
    case refusedRedirect = "refused_redirect"
    /// Redirects without end.
    case redirectLoop = "redirect_loop"
    /// The user or the system asked to stop.
    case interrupted
    /// Anything else the library reports.
    case other
  }

  package var code: Code
  package var message: String
  package var subject: String?
  package var hint: String?
  package var cause: String?

  /// Makes an error from its five fields.
  package init(
    _ code: Code, _ message: String, subject: String? = nil, hint: String? = nil,
    cause: String? = nil
  ) {
    self.code = code
    self.message = message
    self.subject = subject
    self.hint = hint
    self.cause = cause
  }

  package var description: String { message }

  /// The name that runtimes give such a failure of a connection, such as `ETIMEDOUT`; nil when the
  /// failure was not one of the connection.
  package var systemCode: String? {
    switch code {
    case .timedOut, .deadlinePassed: "ETIMEDOUT"
    case .unresolved: "ENOTFOUND"
    case .unreachable, .proxy: "ECONNREFUSED"
    case .closed: "ECONNRESET"
    default: nil
    }
  }
}
