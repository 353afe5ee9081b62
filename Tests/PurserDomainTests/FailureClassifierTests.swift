import PurserDomain
import Testing

/// One reported failure and what it has to be taken for.
private struct Reported: Sendable, CustomTestStringConvertible {
  let number: String
  var evidence = FailureEvidence()
  let reason: FailureClass?

  init(
    _ number: String, _ status: Int? = nil, _ message: String? = nil, code: String? = nil,
    type: String? = nil, provider: String? = nil, is reason: FailureClass?
  ) {
    self.number = number
    evidence.status = status
    evidence.message = message
    evidence.code = code
    evidence.errorType = type
    evidence.provider = provider
    self.reason = reason
  }

  var testDescription: String { "\(number) \(evidence.message ?? "")" }
}

@Suite struct FailureClassifierTests {
  @Test(arguments: [
    Reported("type as code", code: "invalid_request_error", is: .format),
    Reported("M3", nil, "Insufficient credit. Please purchase more.", is: .billing),
    Reported("M3", nil, "Error: insufficient credit - upgrade", is: .billing),
    Reported("M3", nil, "An insufficient credit line of the plan", is: nil),
    Reported("K.4 row 4", nil, "Your session is expired", is: .sessionExpired),
    Reported("K.4 row 4", nil, "Your token is expired", is: .auth),
    Reported("K.4 row 25", nil, #"{"statusCode":429,"message":"x"}"#, is: .rateLimit),
    Reported("K.4 row 25", nil, #"{"status": 429, "message":"x"}"#, is: .rateLimit),
    Reported("M4 status in one word", nil, "upstream failed: status_code=429", is: .rateLimit),
    Reported("M4 status in one word", nil, "request failed, responseCode 429", is: .rateLimit),
    Reported("M4 status in one word", nil, "request failed (statusCode: 429)", is: .rateLimit),
    Reported("K.5 status in one word", nil, "upstream failed: status_code=402", is: .billing),
    Reported("M4 other numbers", nil, "line_code=429 of mystatus_code=429", is: nil),
    Reported("K.1", nil, #"{"statusCode":401}"#, is: .auth),
    Reported(
      "K.5", 402, #"{"error":{"url":"https://x/y","message":"Rate limit exceeded"}}"#,
      is: .rateLimit),
    Reported(
      "K.5", 402, #"{"doc":"https://x/y","message":"Usage limit reached, try again in an hour"}"#,
      is: .rateLimit),
    Reported("M2", 413, "Request Entity Too Large", is: .contextOverflow),
    Reported("M2", nil, "Request Entity Too Large", is: nil),
    Reported(
      "M2", 413, "Request too large on tokens per minute (TPM): Limit 6000, Requested 9000",
      is: .contextOverflow),
    Reported(
      "M2", 413,
      "Request too large for this minute, tokens per minute (TPM): Limit 6000, "
        + "Used 4000, Requested 3000", is: .rateLimit),
  ])
  fileprivate func `what providers say in other words is taken for the same`(_ reported: Reported) {
    let verdict = FailureClassifier.classify(reported.evidence)
    #expect(verdict.reason == reported.reason, "\(verdict)")
  }

  @Test(arguments: [
    Reported("X132", 402, is: .billing),
    Reported("X133", 402, "organization usage limit hit, try again in an hour", is: .rateLimit),
    Reported("X134", 402, "insufficient credits, please top up", is: .billing),
    Reported(
      "X135", nil, "HTTP 402: you exceeded your current quota. Add more credits.", is: .billing),
    Reported("X136", 402, "Monthly spend limit reached for this key", is: .rateLimit),
    Reported("X137", 402, "Workspace spend limit reached", is: .rateLimit),
    Reported("X138", 402, "you hit the maximum allowed monthly spending limit", is: .billing),
    Reported("X139", 402, "Usage limit reached. Please upgrade your plan.", is: .billing),
    Reported("X140", nil, "402 Payment Required: Weekly/Monthly Limit Exhausted", is: .billing),
    Reported("X141", nil, "Weekly/Monthly Limit Exhausted. Resets on Monday.", is: .rateLimit),
    Reported("X142", nil, "This model requires more credits to use", is: .billing),
    Reported("X143", nil, "429", is: .rateLimit),
    Reported("X144", nil, "run 14290 tokens were used", is: nil),
    Reported("X145", nil, "took 402 ms", is: nil),
    Reported("X146", 429, "insufficient_quota: check your plan and billing", is: .billing),
    Reported("X147", 401, "invalid_api_key", is: .auth),
    Reported("X148", 403, "api key revoked", is: .authPermanent),
    Reported("X149a", 403, "Key limit exceeded", provider: "openrouter", is: .billing),
    Reported("X149b", 403, "Key limit exceeded", provider: "openai", is: .auth),
    Reported("X150", 401, "Please purchase more: credit balance is too low", is: .billing),
    Reported("X151", 400, "ThrottlingException: Too many concurrent requests", is: .rateLimit),
    Reported("X152", 400, #"{"error":{"code":"insufficient_quota"}}"#, is: .billing),
    Reported("X153", 422, "that will not do", is: .format),
    Reported("X154", 400, "", is: nil),
    Reported("X155", 400, "input exceeds the maximum number of tokens", is: .contextOverflow),
    Reported("X156", 404, "nothing here", is: .modelNotFound),
    Reported("X157a", 410, is: .timeout),
    Reported("X157b", 410, "session not found", is: .sessionExpired),
    Reported("X157c", 410, "invalid_api_key", is: .auth),
    Reported("X158", 499, is: .timeout),
    Reported("X159", 500, is: .serverError),
    Reported("X160", 503, "Internal database error", is: .serverError),
    Reported("X161", 503, "The model is overloaded", is: .overloaded),
    Reported("X162a", 522, is: .timeout),
    Reported("X162b", 521, is: .serverError),
    Reported("X163", nil, "521 web server is down", is: .serverError),
    Reported("X164", 529, is: .overloaded),
    Reported("X165a", code: "ETIMEDOUT", is: .timeout),
    Reported("X165b", code: "EHOSTDOWN", is: .timeout),
    Reported("X165c", code: "EPIPE", is: .timeout),
    Reported("X166", code: "RESOURCE_EXHAUSTED", is: .rateLimit),
    Reported("X167", nil, "request aborted", code: "RESOURCE_EXHAUSTED", is: .rateLimit),
    Reported("X168", nil, "Unhandled stop reason: error", is: .serverError),
    Reported("X169", nil, "stop reason: abort", is: .timeout),
    Reported("X170", nil, "bad request", is: nil),
    Reported("X171", nil, "image exceeds 5 MB maximum", is: nil),
    Reported("X172", nil, "You have hit your ChatGPT usage limit", is: .rateLimit),
    Reported("X173", nil, "invalid model reference", is: nil),
    Reported("X174", nil, "The offer has expired", is: .auth),
    Reported("X175", nil, "123", is: nil),
    Reported("X176", 503, "<html><body>Rate limit exceeded</body></html>", is: .serverError),
    Reported("X177a", 429, "prompt is too long: 9 tokens > 8", is: .rateLimit),
    Reported("X177b", 400, "prompt is too long: 9 tokens > 8", is: .contextOverflow),
  ])
  private func `the examples of the rules hold`(reported: Reported) {
    let verdict = FailureClassifier.classify(reported.evidence)
    #expect(verdict.reason == reported.reason, "\(verdict.rule)")
  }

  @Test(arguments: [
    Reported("workspace code", 402, code: "deactivated_workspace", is: .authPermanent),
    Reported(
      "workspace body", 402, #"{"detail":{"code":"deactivated_workspace"}}"#, is: .authPermanent),
    Reported("certificate", nil, "self-signed certificate in chain", is: .tlsCertificate),
    Reported("certificate code", code: "CERT_HAS_EXPIRED", is: .tlsCertificate),
    Reported("certificate with a status", 401, "certificate has expired", is: .auth),
    Reported("402 records", nil, "the server returned 402 records", is: nil),
    Reported("402 returned", nil, "the server returned a 402", is: .billing),
    Reported("402 of milliseconds", nil, "402 ms elapsed", is: nil),
    Reported("402 alone", nil, "402", is: .billing),
    Reported("402 in JSON", nil, #"{"error":{"code":402,"message":"no"}}"#, is: .billing),
    Reported("429 in JSON", nil, #"{"error":{"code": 429,"message":"no"}}"#, is: .rateLimit),
    Reported("429 of a port", nil, "connect to port 4290 refused", is: nil),
    Reported("429 with quota", nil, "429 insufficient_quota", is: .rateLimit),
    Reported("500 in JSON", nil, #"{"error":{"code":500,"message":"no"}}"#, is: .serverError),
    Reported(
      "type in JSON", nil, #"{"error":{"type":"server_error","message":"x"}}"#, is: .serverError),
    Reported("request type", nil, #"{"error":{"type":"invalid_request_error"}}"#, is: .format),
    Reported("type alone", type: "overloaded_error", is: .overloaded),
    Reported("timeout by name", nil, "x", type: "TimeoutError", is: .timeout),
    Reported("JSON in JSON", nil, #"{"raw":"{\"type\":\"server_error\"}"}"#, is: .serverError),
    Reported("balance", 429, "insufficient account balance", is: .rateLimit),
    Reported("balance at xai", 429, "insufficient account balance", provider: "xai", is: .billing),
    Reported("balance of a type", 429, "insufficient account balance", type: "b", is: .billing),
    Reported("one word balance", nil, "Insufficient wallet balance", is: .billing),
    Reported("document", nil, "## billing\ncredits\n## plan\nspend limit", is: nil),
    Reported("minute", nil, "context overflow, tpm: Limit 30, Requested 20", is: .rateLimit),
    Reported(
      "minute too small", nil, "context overflow, tpm: Limit 30, Requested 40", is: .contextOverflow
    ),
    Reported("near", nil, "the model `x` was not found", is: .modelNotFound),
    Reported(
      "far", nil, "model " + String(repeating: "x", count: 61) + " not found", is: nil),
    Reported("claude-cli", nil, "your session expired", provider: "claude-cli", is: .auth),
    Reported("session", nil, "your session expired", is: .sessionExpired),
    Reported("openrouter", nil, "Provider returned error", provider: "openrouter", is: .timeout),
    Reported("elsewhere", nil, "Provider returned error", provider: "openai", is: nil),
    Reported("exactly", nil, "An unknown error occurred", is: .timeout),
    Reported("not exactly", nil, "Something: An unknown error occurred", is: nil),
    Reported("details", nil, "Unknown error (no error details in response)", is: .noErrorDetails),
    Reported("never", nil, "LLM request failed with an unknown error.", is: nil),
    Reported("refresh", nil, "OAuth token refresh failed: invalid_grant", is: .authPermanent),
    Reported("refresh later", nil, "OAuth token refresh failed: 500", is: .auth),
    Reported("no body", 400, "400 status code (no body)", is: nil),
    Reported("Chinese", nil, "余额不足", is: .billing),
    Reported("status of success", 200, "overloaded", is: .overloaded),
    Reported("nothing at all", is: nil),
  ])
  private func `what the rules say between the examples holds`(reported: Reported) {
    let verdict = FailureClassifier.classify(reported.evidence)
    #expect(verdict.reason == reported.reason, "\(verdict.rule)")
  }

  @Test func `what was reported as known is believed`() {
    let verdict = FailureClassifier.classify(
      FailureEvidence(status: 429, message: "rate limit", reported: .billing))
    #expect(verdict == FailureVerdict(reason: .billing, rule: "reported"))
  }

  @Test func `the cause of an abort is looked at`() {
    let verdict = FailureClassifier.classify(
      FailureEvidence(message: "request aborted", details: ["rate limit exceeded"]))
    #expect(verdict == FailureVerdict(reason: .rateLimit, rule: "detail: rate limit"))
  }

  @Test(arguments: [
    (FailureEvidence(status: 429), "status 429"),
    (FailureEvidence(status: 503, message: "overloaded"), "status 503, message: overloaded"),
    (FailureEvidence(code: "RESOURCE_EXHAUSTED"), "code resource_exhausted"),
    (FailureEvidence(message: "usage limit"), "message: rate limit"),
    (FailureEvidence(message: "hm"), "nothing"),
  ])
  func `the verdict names what decided`(evidence: FailureEvidence, rule: String) {
    #expect(FailureClassifier.classify(evidence).rule == rule)
  }

  @Test(arguments: 0..<100)
  func `any text gets an answer and refusals and limits are never overflows`(seed: Int) {
    var random = Seeded(UInt64(seed))
    let text = Self.text(&random)
    for status in [nil, 400, 401, 402, 403, 404, 429, 500, 503, 529, -1, .max] {
      let verdict = FailureClassifier.classify(
        FailureEvidence(
          status: status, code: random.chance(3) ? text : nil,
          errorType: random.chance(3) ? text : nil, message: text, provider: "openai"))
      if let status, [401, 403, 429].contains(status) {
        #expect(verdict.reason != nil && verdict.reason != .contextOverflow)
      }
      #expect(!verdict.rule.isEmpty && verdict.rule.utf8.count < 100)
    }
  }

  @Test func `a text of a megabyte is judged by its beginning`() {
    let filler = String(repeating: "model 429 insufficient \"code\" http 5 ", count: 30_000)
    for text in [filler, "rate limit " + filler, String(repeating: "\"", count: 1 << 20)] {
      _ = FailureClassifier.classify(FailureEvidence(message: text, details: [text]))
    }
    let late = String(repeating: "x ", count: 40_000) + "rate limit"
    #expect(FailureClassifier.classify(FailureEvidence(message: late)).reason == nil)
  }

  private static func text(_ random: inout Seeded) -> String {
    let words = [
      "429", "402", "401", "http", "status", "context overflow", "prompt is too long", "model",
      "not found", "rate limit", "billing", "expired", "\"code\":", "\"type\":\"", "{", "}", "\\",
      "\"", "\u{0}", "\u{FEFF}", "é", "余额不足", "\n##", "image exceeds", "5 mb", "insufficient",
      "balance", "…", "\u{1F9D0}", "requested ", "limit 99999999999999", "https://x/y", "error:",
    ]
    var text = ""
    for _ in 0..<random.below(14) {
      text += words[random.below(words.count)] + (random.chance(2) ? " " : "")
    }
    return text
  }
}

/// Numbers that come out the same in every run.
private struct Seeded {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
}
