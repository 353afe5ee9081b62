// The phrases by which texts of providers are recognized, one list for a kind of failure. To teach Purser a
// new text, add it here in lower case; the order in which the lists are asked stands in FailureRules.swift.

enum FailurePhrases {
  static let modelNotFound: [FailurePhrase] = [
    "unknown model", "model~not~found", "model-not-found", .near("model", "not found", 60),
    .all([.word("404"), "not found"]), "not_found_error", "no endpoints found for",
    "router not found", "not supported model",
    "model … is not supported when using … with a chatgpt account", "models/ … is not found",
    .all(["model", "does not exist"]), .all(["selected model", "not found"]),
    .all(["model", "deprecated", .any(["upgrade to", "transition to"])]),
    "is not a valid model id",
  ]

  static let contextOverflow: [FailurePhrase] = [
    "request_too_large", "request exceeds the maximum size", "context~length~exceeded",
    "maximum context length", "prompt is too long", "exceeds model context window",
    .all(["request size exceeds", .any(["context window", "context length"])]),
    "context overflow", .all(["413", "too large"]),
    "input exceeds the maximum number of tokens",
    "input token count exceeds the maximum number of input tokens",
    "input is too long for the model", "ollama error: context length exceeded",
  ]

  /// What sounds like an overflow and is a setting or a limit for each minute.
  static let noContextOverflow: [FailurePhrase] = [
    "context window … too small", "context window … minimum is",
    .all([.any(["tokens per min", .word("tpm")]), .shape(.withinMinuteBudget)]),
    "reasoning is mandatory", "reasoning is required",
  ]

  static let billing: [FailurePhrase] = [
    "payment required", "insufficient credits", "used all available credits", "spend limit",
    "spending limit", "insufficient~quota", "insufficient~balance", .shape(.oneWordBalance),
    "available balance", "out of budget", "credit balance", "plans & billing",
    "plans &amp; billing", "requires more credits", "out of extra usage",
    "draw from your extra usage", "extra usage is required", "gousagelimiterror",
    "freeusagelimiterror", "current subscription plan … not … include access",
    "model … not available … current plan", "no valid coding plan subscription",
    "invalidsubscription", .shape(.member("code", "1311")), "余额不足", "欠费",
    .all([
      .any([
        .begins("billing"), .begins("error: billing"), .begins("insufficient credit"),
        .begins("error: insufficient credit"),
      ]),
      .any(["upgrade", "credits", "payment", "purchase", "subscription", "plan"]),
    ]),
  ]

  static let periodicLimit: [FailurePhrase] = ["daily", "weekly", "monthly"].flatMap { period in
    ["limit", "limits", "usage limit", "usage limits"].map { .word("\(period) \($0)") }
  }

  static let rateLimit: [FailurePhrase] = [
    "rate~limit", "too many requests", "too many concurrent requests", .shape(.status429),
    .word("throttling"), .word("throttled"), "throttlingexception", "throttling_exception",
    "concurrency limit … breached", "concurrency limit … reached", "model_cooldown",
    "exceeded your current quota", "resource~exhausted", "resource-exhausted",
    "resource has been exhausted", "quota~exceeded", "quota-exceeded", "usage limit",
    .word("tpm"), "tokens per minute", "tokens per day", "请求过于频繁", "调用频率", "频率限制",
    "配额不足", "配额已用尽", "额度不足", "额度已用尽",
  ]

  static let overloaded: [FailurePhrase] = [
    "overloaded", "model is at capacity", "model at capacity", "service~unavailable",
    "service~temporarily~unavailable", "high demand", "high load", "服务过载", "当前负载过高",
    "访问量过大",
  ]

  static let permanentAuth: [FailurePhrase] = [
    "api~key~revoked", "api~key~deactivated", "api~key~deleted", "deactivated~workspace",
    "key has been disabled", "key has been revoked", "account has been deactivated",
    "not allowed for this organization",
  ]

  /// A refresh that failed for a reason that no second try can change.
  static let permanentRefresh: [FailurePhrase] = [
    .all([
      "oauth token refresh failed",
      .any([
        "invalid_grant", "refresh_token_reused", "already been used", "revoked",
        "invalid refresh token", "account has been deactivated",
      ]),
    ])
  ]

  static let auth: [FailurePhrase] = [
    "invalid~api~key", "invalidapikey", "invalid_apikey", "api~key is invalid",
    "api~key invalid", "api~key not valid", "api~key is not valid", "incorrect api key",
    "could not authenticate … api key", "could not authenticate … credentials",
    "could not validate … api key", "could not validate … credentials", "permission_error",
    "invalid token", "authentication", "re-authenticate", "oauth token refresh failed",
    "unauthorized", "forbidden", "access denied", "insufficient permission", "missing scope:",
    "missing scopes:", "expired", .word("401"), .word("403"), "no credentials found",
    "no api key found", "failed to extract … token", "failed to parse … token",
    "failed to validate … token", "failed to decode … token", .shape(.member("code", "1113")),
    "无权访问", "认证失败", "鉴权失败", "密钥无效", "apikey 无效", "ce-011",
  ]

  static let certificate: [FailurePhrase] = [
    "self signed certificate", "self-signed certificate", "certificate has expired",
    "unable to verify the first certificate", "unable to get local issuer certificate",
    "unable to get issuer certificate", "certificate verify failed",
    "certificate is not yet valid", "does not match certificate",
    .word("cert_has_expired"), .word("cert_not_yet_valid"), .word("cert_untrusted"),
    .word("depth_zero_self_signed_cert"), .word("self_signed_cert_in_chain"),
    .word("unable_to_verify_leaf_signature"), .word("unable_to_get_issuer_cert_locally"),
    .word("unable_to_get_issuer_cert"), .word("err_tls_cert_altname_invalid"),
  ]

  static let server: [FailurePhrase] = [
    "an error occurred while processing", "internal server error", "internal_error",
    "server_error", "bad gateway", "gateway timeout", "upstream error",
    "upstream connect error", "connection reset", .shape(.http5xx), "内部错误", "服务器错误",
    "系统错误", "系统繁忙", "系统异常",
    .all([
      .shape(.member("type", "api_error")),
      .any(["internal", "temporar", "unavailable", "try again", "server error", "unexpected"]),
    ]),
  ]

  static let format: [FailurePhrase] = [
    "string should match pattern", "tool_use.id", "tool_use_id", "invalid request format",
    "tool call id was … must be", "does not support assistant message prefill",
    "conversation must end with a user message",
  ]

  /// A conversation as sent that the provider will not accept however often it is sent.
  static let replay: [FailurePhrase] = [
    "invalid … previous_response_id", "previous_response_id … invalid",
    "previous_response_id … not found", "previous response … not found",
    "tool input missing", "tool call input missing", "tool_use.input … required",
    "tool_use.input … missing", "roles must alternate", "thinking … signature … invalid",
    "thinking … signature … expired", "invalid … signature … thinking",
    "expired … signature … thinking",
  ]

  static let timeout: [FailurePhrase] =
    [
      "timeout", "timed out", "deadline exceeded", "connection error", "network error",
      "network request failed", "fetch failed", "socket hang up", .word("enotfound"),
      "without sending chunks", "without sending any chunks", "reason: abort",
      "reason: malformed_response", "reason: network_error", "operation was aborted",
      "stream closed", "stream was closed", "stream aborted", "stream was aborted",
      "stream disconnected before completion", "stream ended before",
      "stream ended without a terminal event", .whole("terminated"), .whole("request failed"),
      .whole("llm request failed."), "网络错误", "网络异常", "服务暂时不可用", "服务繁忙",
      "请求超时", "连接超时", "连接错误",
    ] + FailureCodes.connection.map { .word($0) }
}
