// The rows a text is held against. The first that matches decides, so the order is part of the table.

enum FailureRules {
  /// Text of an error, whatever it came with.
  static let message: [FailureRule] = [
    FailureRule(
      "no details that help", .nothing,
      [
        .whole("llm request failed with an unknown error.")
      ]),
    FailureRule(
      "image too large", .nothing,
      [
        .shape(.imageSize), "image dimensions exceed max allowed size",
      ]),
    FailureRule(
      "image input not supported", .format,
      [
        "does not support image input", "unsupported image input",
        .all(["no endpoints found", "support image input"]),
      ]),
    FailureRule("not logged in", .auth, [.all(["not logged in", "please run /login"])]),
    FailureRule(
      "session expired", .auth, provider: "claude-cli",
      [
        .all(["session", "expired"])
      ]),
    FailureRule("session gone", .sessionExpired, sessionGone),
    FailureRule(
      "model not found", .modelNotFound, FailurePhrases.modelNotFound),
    FailureRule(
      "invalid model", .modelNotFound, ["invalid model"],
      unless: [
        "invalid model reference"
      ]),
    FailureRule("workers quota", .rateLimit, ["workers_ai … quota limit exceeded"]),
    FailureRule("model not ready", .overloaded, ["modelnotreadyexception"]),
    FailureRule(
      "model deactivated", .modelNotFound,
      [
        "model deactivated", "model has been deactivated", "model is deactivated",
      ]),
    FailureRule(
      "context overflow", .contextOverflow, FailurePhrases.contextOverflow,
      unless: FailurePhrases.noContextOverflow),
    FailureRule("conversation not accepted", .format, FailurePhrases.replay),
    FailureRule("HTTP 402", .payment, [.shape(.status402)]),
    FailureRule("key limit", .billing, provider: "openrouter", ["key limit exceeded"]),
    FailureRule(
      "billing", .billing, FailurePhrases.billing,
      unless: [
        .begins("429"), .shape(.severalHeadings),
      ]),
    FailureRule("limit of a period", .rateLimit, FailurePhrases.periodicLimit),
    FailureRule("rate limit", .rateLimit, FailurePhrases.rateLimit),
    FailureRule("overloaded", .overloaded, FailurePhrases.overloaded),
    FailureRule("stop reason error", .serverError, ["reason: error"]),
    FailureRule(
      "server error type", .serverError,
      ["server_error", "upstream_error"].flatMap { word -> [FailurePhrase] in
        [.shape(.member("type", word)), .shape(.member("code", word))]
      }, unless: FailurePhrases.permanentAuth + FailurePhrases.auth),
    FailureRule(
      "server had an error", .timeout,
      [
        "the server had an error", "provider internal error",
      ]),
    FailureRule("refresh refused", .authPermanent, FailurePhrases.permanentRefresh),
    FailureRule("credential revoked", .authPermanent, FailurePhrases.permanentAuth),
    FailureRule("credential refused", .auth, FailurePhrases.auth),
    FailureRule(
      "unknown error", .timeout,
      [
        .whole("an unknown error occurred"), .whole("an unknown error occurred."),
      ]),
    FailureRule(
      "provider returned error", .timeout, provider: "openrouter",
      [
        .whole("provider returned error")
      ]),
    FailureRule("server text", .timeout, FailurePhrases.server),
    FailureRule("format", .format, FailurePhrases.format),
    FailureRule(
      "no error details", .noErrorDetails,
      [
        .whole("unknown error (no error details in response)")
      ]),
    FailureRule("timeout", .timeout, FailurePhrases.timeout),
    FailureRule("overloaded type", .overloaded, [.shape(.member("type", "overloaded_error"))]),
    FailureRule(
      "request error type", .format,
      [
        .shape(.member("type", "invalid_request_error"))
      ]),
  ]

  /// Text that came with HTTP 402 or speaks of it. What no row recognizes is billing.
  static let payment: [FailureRule] = [
    FailureRule(
      "quota that renews", .rateLimit,
      [
        .all([
          "subscription quota limit", .any(["automatic quota refresh", "rolling time window"]),
        ])
      ]),
    FailureRule(
      "credit used up", .billing,
      [
        "insufficient credits", "insufficient~quota", "insufficient~balance", "credit balance",
        "plans & billing", "plans &amp; billing", "add more credits", "top up",
        .all([
          .any(["upgrade plan", "upgrade your plan", "current plan", "subscription"]), "limit",
        ]),
        "billing hard limit", "hard limit reached", .all(["maximum allowed", "limit"]),
      ]),
    FailureRule("rate limit", .rateLimit, FailurePhrases.rateLimit),
    FailureRule(
      "limit that passes", .rateLimit,
      [
        .all([
          .any(["try again", "retry", "temporary", "cooldown"]),
          .any(["usage limit", "rate limit", "organization usage"]),
        ]),
        .all([
          .any(["daily", "weekly", "monthly"]),
          .any(["usage limit", "spend limit", "spending limit", .all(["limit", "reset"])]),
        ]),
        .all([
          .any(["organization", "workspace"]), "limit",
          .any([
            "spend limit", "spending limit", "billing period", "exceeded", "reached", "exhausted",
          ]),
        ]),
      ]),
  ]

  /// Text that makes a refused credential one that no waiting helps.
  static let permanentAuth = [
    FailureRule(
      "credential revoked", .authPermanent,
      FailurePhrases.permanentAuth + FailurePhrases.permanentRefresh)
  ]

  /// Text of a connection that never got as far as a status.
  static let certificate = [
    FailureRule("certificate", .tlsCertificate, FailurePhrases.certificate)
  ]

  /// Text with the status 413: alone the words may speak of anything, with it they speak of the request.
  static let tooLarge = [
    FailureRule(
      "too large", .contextOverflow, ["too large"], unless: FailurePhrases.noContextOverflow)
  ]

  private static let sessionGone: [FailurePhrase] =
    ["session", "conversation"].flatMap { word in
      [
        "not found", "does not exist", "expired", "has expired", "is expired", "invalid",
        "is invalid",
        "id not found",
      ].map { .text(["\(word) \($0)"]) }
    } + ["no such session", "no such conversation", "session_not_found", "session_expired"]
}
