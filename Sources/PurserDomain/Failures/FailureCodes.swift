// The codes and error types that say by themselves what failed, in lower case.

enum FailureCodes {
  /// Codes of connections that did not work out.
  static let connection = [
    "etimedout", "esockettimedout", "econnreset", "econnaborted", "econnrefused", "enetunreach",
    "ehostunreach", "ehostdown", "enetreset", "epipe", "eai_again", "err_stream_premature_close",
  ]

  /// Codes that decide unless the status does.
  static let codes: [String: FailureClass] = {
    var codes: [String: FailureClass] = [
      "overloaded": .overloaded,
      "overloaded_error": .overloaded,
      "selected_auth_profile_unavailable": .auth,
      "unknown_parameter": .format,
    ]
    let limits = [
      "resource_exhausted", "rate_limit", "rate_limited", "rate_limit_exceeded",
      "too_many_requests", "throttled", "throttling", "throttlingexception",
      "throttling_exception",
    ]
    for code in limits { codes[code] = .rateLimit }
    for code in connection { codes[code] = .timeout }
    return codes
  }()

  /// Codes that decide even against the status.
  static let decisive: [String: FailureClass] = ["deactivated_workspace": .authPermanent]

  /// Codes and types with which a provider owns up to a failure of its own. Texts that only sound like a failure of
  /// the server, or like a connection that broke, do not take them back.
  static let server: Set<String> = ["server_error", "upstream_error"]

  /// Error types that say something only when nothing else does.
  static let types: [String: FailureClass] = [
    "invalid_request_error": .format,
    "overloaded_error": .overloaded,
    "timeouterror": .timeout,
    "aborterror": .timeout,
  ]
}

/// What an HTTP status means, given what the text says.
struct StatusRule: Sendable {
  var statuses: ClosedRange<Int>
  /// What the text may say that the status does not take back.
  var text: Set<FailureClass>
  /// What the status means otherwise.
  var otherwise: FailureClass

  /// The first row that holds a status decides. 402 has a table of its own, and 401 and 403 ask the text for
  /// less than what it says first.
  static let all: [StatusRule] = [
    StatusRule(400, Set(FailureClass.allCases).subtracting([.serverError]), .format),
    StatusRule(401, [.authPermanent, .billing], .auth),
    StatusRule(403, [.authPermanent, .billing], .auth),
    StatusRule(
      404, [.contextOverflow, .sessionExpired, .billing, .auth, .authPermanent, .format],
      .modelNotFound),
    StatusRule(408, [], .timeout),
    StatusRule(410, [.sessionExpired, .billing, .auth, .authPermanent], .timeout),
    StatusRule(422, Set(FailureClass.allCases).subtracting([.serverError]), .format),
    StatusRule(429, [.billing], .rateLimit),
    StatusRule(499, [.contextOverflow, .overloaded, .serverError], .timeout),
    StatusRule(504, serverText, .timeout),
    StatusRule(522, serverText, .timeout),
    StatusRule(524, serverText, .timeout),
    StatusRule(529, [.contextOverflow], .overloaded),
    StatusRule(500...599, serverText, .serverError),
  ]

  private static let serverText: Set<FailureClass> = [
    .contextOverflow, .overloaded, .serverError, .format,
  ]

  init(_ statuses: ClosedRange<Int>, _ text: Set<FailureClass>, _ otherwise: FailureClass) {
    self.statuses = statuses
    self.text = text
    self.otherwise = otherwise
  }

  init(_ status: Int, _ text: Set<FailureClass>, _ otherwise: FailureClass) {
    self.init(status...status, text, otherwise)
  }

  /// The row for `status`; nil when it means nothing by itself.
  static func row(for status: Int) -> StatusRule? {
    all.first { $0.statuses.contains(status) }
  }
}
