/// What kind of failure a request to a provider ended with; the raw value is the reason as reports and the
/// store spell it.
package enum FailureClass: String, CaseIterable, Equatable, Sendable {
  /// The credential was refused, perhaps only for now.
  case auth
  /// The credential was revoked, or its account may not do this at all.
  case authPermanent = "auth_permanent"
  /// The account has no credit, or its plan does not cover the request.
  case billing
  /// Too much was asked in too short a time, or a quota is used up until it renews.
  case rateLimit = "rate_limit"
  /// The provider has too much to do.
  case overloaded
  /// No answer came in time, or the connection broke.
  case timeout
  /// The provider could not accept the request's form; the same request fails again.
  case format
  /// The provider does not have this model for this account.
  case modelNotFound = "model_not_found"
  /// The conversation the request belongs to no longer exists at the provider.
  case sessionExpired = "session_expired"
  /// The provider failed by itself.
  case serverError = "server_error"
  /// The answer held nothing.
  case emptyResponse = "empty_response"
  /// The provider reported an error without saying which.
  case noErrorDetails = "no_error_details"
  /// The runtime could not say what failed.
  case unclassified
  /// Nothing is known of the failure.
  case unknown
  /// The provider's certificate was not accepted.
  case tlsCertificate = "tls_certificate"
  /// The request is larger than the model can read.
  case contextOverflow = "context_overflow"
}

/// The windows a failure can close a profile with.
package enum FailureLane: String, CaseIterable, Equatable, Sendable {
  /// Rests for seconds to an hour: `cooldown_until`.
  case short
  /// Switched off for longer, since waiting a little does not help: `disabled_until`.
  case disable
}
