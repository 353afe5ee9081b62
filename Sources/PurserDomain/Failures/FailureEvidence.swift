/// What is known of a failure: as much of it as a runtime reports.
package struct FailureEvidence: Hashable, Sendable {
  /// The HTTP status.
  package var status: Int?
  /// A code, of the connection or of the provider, such as `ETIMEDOUT` or `insufficient_quota`.
  package var code: String?
  /// The type or name of the error, such as `overloaded_error` or `TimeoutError`.
  package var errorType: String?
  /// The text of the error; it may hold JSON, or begin with a status.
  package var message: String?
  /// More texts, such as that of the cause.
  package var details: [String]
  /// The canonical provider.
  package var provider: String?
  /// The class, where the reporter knows it already; nothing else is looked at then.
  package var reported: FailureClass?

  /// Makes evidence of what is known.
  package init(
    status: Int? = nil, code: String? = nil, errorType: String? = nil, message: String? = nil,
    details: [String] = [], provider: String? = nil, reported: FailureClass? = nil
  ) {
    self.status = status
    self.code = code
    self.errorType = errorType
    self.message = message
    self.details = details
    self.provider = provider
    self.reported = reported
  }
}

/// What a failure was taken for, and by what.
package struct FailureVerdict: Equatable, Sendable {
  /// The class; nil when nothing says that another profile or model could do better.
  package var reason: FailureClass?
  /// What decided, in a few words: `status 429`, `code resource_exhausted`, `message: rate limit`; `nothing`
  /// when there was no sign of anything. Never a part of what was reported.
  package var rule: String

  /// Whether the profile that was used has anything to do with it. A failure of which there is no sign counts against it; one
  /// that is known to be the request's own, such as an image that is too large, does not (K.4, "none").
  package var isProfileAtFault: Bool { reason != nil || rule == "nothing" }

  /// Makes a verdict.
  package init(reason: FailureClass?, rule: String) {
    self.reason = reason
    self.rule = rule
  }
}
