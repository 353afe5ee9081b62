/// What a fake provider does.
package struct FakeWorld: Sendable {
  /// The first rule that holds for a request decides.
  package var rules: [FakeRule] = []
  /// The keys that are known; nil: any.
  package var keys: Set<String>?
  /// The models that it lists.
  package var models = ["fast-1", "smart-1"]
  /// What is answered to a GET of a path whatever the key: catalogs and usage.
  package var documents = FakeDocuments.all
  /// Headers of limits on each good answer.
  package var limits = [
    "x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: 75",
    "x-ratelimit-reset-requests: 6m0s",
  ]

  /// A world in which all is well.
  package init() {}

  func answer(_ call: FakeCall) -> [LoopbackServer.Step] {
    let rule = rules.first { $0.holds(for: call) }
    let steps = rule?.fault.map { faulty(call, $0) } ?? good(call)
    guard let rule, rule.delay > 0 else { return steps }
    return [.pause(milliseconds: rule.delay)] + steps
  }

  private func good(_ call: FakeCall) -> [LoopbackServer.Step] {
    if let steps = login(call) { return steps }
    if call.method == "GET", let document = documents[call.path] {
      // A name of the content, so that who asks again is told that nothing is new.
      let tag =
        "\"\(document.utf8.count)-\(document.utf8.reduce(5381) { $0 &* 33 &+ UInt32($1) })\""
      return call.ifNoneMatch == tag
        ? .answer(304, headers: ["ETag: \(tag)"])
        : .answer(200, document, headers: ["Content-Type: application/json", "ETag: \(tag)"])
    }
    guard call.kind != .other else {
      return .answer(404, #"{"error":{"message":"Nothing is here.","type":"not_found"}}"#)
    }
    guard let key = call.key, keys?.contains(key) ?? true else { return faulty(call, .auth) }
    guard call.kind != .listing else {
      return .answer(200, FakeAnswers.listing(call, models), headers: limits)
    }
    let type = call.kind == .codex ? "text/event-stream" : "application/json"
    return .answer(
      200, FakeAnswers.completion(call), headers: ["Content-Type: \(type)"] + limits)
  }

  private func faulty(_ call: FakeCall, _ fault: FakeFault) -> [LoopbackServer.Step] {
    func error(
      _ status: Int, _ type: String, _ message: String, code: String? = nil,
      headers: [String] = []
    ) -> [LoopbackServer.Step] {
      .answer(
        status, FakeAnswers.error(call, status, type, message, code: code),
        headers: ["Content-Type: application/json"] + headers)
    }
    switch fault {
    case .auth:
      return error(401, "authentication_error", "Invalid API key.", code: "invalid_api_key")
    case .forbidden: return error(403, "permission_error", "This key may not use the model.")
    case .rateLimit:
      return error(
        429, "rate_limit_error", "Too many requests.", code: "rate_limit_exceeded",
        headers: [
          "Retry-After: 30", "x-ratelimit-limit-requests: 100",
          "x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 30s",
        ])
    case .billing:
      return error(
        402, "billing_error", "Insufficient credits.", code: "insufficient_quota")
    case .overloaded:
      return error(call.kind == .messages ? 529 : 503, "overloaded_error", "Overloaded.")
    case .serverError: return error(500, "api_error", "Something went wrong.")
    case .modelNotFound:
      return error(
        404, "not_found_error", "The model '\(call.model ?? "")' does not exist.",
        code: "model_not_found")
    case .badRequest: return error(400, "invalid_request_error", "Bad request.")
    case .hang: return [.hang]
    case .silence: return [.close]
    case .halfHeader: return .raw("HTTP/1.1 200 OK\r\nContent-Le") + [.hang]
    case .wrongLength:
      return .raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":") + [.close]
    case .flood:
      return .raw("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n")
        + [.flood([UInt8](repeating: 0x20, count: 1 << 20), times: 10_240)]
    case .bomb: return FakeBomb.answer
    case .brokenJSON: return .answer(200, #"{"choices": [{"#)
    case .html:
      return .answer(
        200, "<!doctype html><title>Welcome</title><p>Sign in to the network.",
        headers: ["Content-Type: text/html"])
    case .errorWith200:
      return .answer(
        200, FakeAnswers.error(call, 500, "server_error", "It failed after all."))
    case .redirect: return .redirect("http://localhost:9/elsewhere", status: 307)
    case .redirectLoop: return .redirect(call.path, status: 307)
    case .echo:
      return error(401, "authentication_error", "The key '\(call.key ?? "")' is unknown.")
    case .escapes:
      return error(
        400, "invalid_request_error",
        "\u{1B}[2J\u{1B}]0;owned\u{07}\u{202E}backwards\u{0}\r\n\tand more\u{9B}31m")
    }
  }
}
