import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.folder != nil)) struct FailureOracleTests {
  @Test(arguments: ["error-classify", "error-object"])
  func `failures are taken for what the oracle takes them for`(area: String) throws {
    let departures = newerRules.filter { $0.areas.contains(area) }.map(\.departure)
    try checkOracle(area, departures: departures, part: { $0["reason"] ?? .null }) { input in
      let verdict = FailureClassifier.classify(evidence(of: input))
      return verdict.reason.map { .string($0.rawValue) } ?? .null
    }
  }
}

/// What a runtime would report of the oracle's errors.
private func evidence(of input: JSON) -> FailureEvidence {
  guard let error = input["error"] else {
    return FailureEvidence(message: input["message"]?.string)
  }
  let nested = [error["cause"], error["reason"]].compactMap { $0 }
  let status = [error["status"], error["statusCode"]].compactMap { $0 }.first { $0 != .null }
  return FailureEvidence(
    status: status?.int64.map(Int.init) ?? status?.string.flatMap { Int($0) },
    code: error["code"]?.string ?? nested.compactMap { $0["code"]?.string }.first,
    errorType: error["name"]?.string, message: error["message"]?.string,
    details: nested.compactMap { $0.string ?? $0["message"]?.string }
      + nested.compactMap { $0["name"]?.string },
    reported: error["params"]?["reason"]?.string.flatMap(FailureClass.init))
}

/// A rule of the newer gateways, which Purser follows, by which the oracle's older one is left.
private struct NewerRule: Sendable {
  let rule: String
  var areas: Set<String> = ["error-classify", "error-object"]
  /// What the oracle says; `none` where it says nothing.
  let from: Set<String>
  let to: String
  /// Whether this is what decided.
  let decided: @Sendable (_ rule: String, _ input: JSON) -> Bool

  var departure: Departure {
    Departure(rule) { input, expected, actual in
      from.contains(expected.string ?? "none") && to == (actual.string ?? "none")
        && decided(FailureClassifier.classify(evidence(of: input)).rule, input)
    }
  }
}

private let anything: Set<String> = [
  "none", "auth", "billing", "rate_limit", "timeout", "format",
]

/// The text of an error, in lower case.
private func text(_ input: JSON) -> String {
  ((input["error"] ?? input)["message"]?.string ?? "").lowercased()
}

private let texts: Set<String> = ["error-classify"]
private let objects: Set<String> = ["error-object"]

/// The rows for one status that decides over the text or without one: `to` by exactly this status.
private func status(
  _ status: Int, _ to: String, areas: Set<String> = ["error-classify", "error-object"]
) -> NewerRule {
  NewerRule(rule: "K.2 N: \(status) is \(to)", areas: areas, from: anything, to: to) {
    decided, _ in decided == "status \(status)"
  }
}

private let newerRules: [NewerRule] = [
  status(400, "format"),
  status(401, "auth", areas: texts),
  status(404, "model_not_found"),
  status(408, "timeout", areas: texts),
  status(429, "rate_limit", areas: objects),
  status(500, "server_error"),
  status(502, "server_error"),
  status(503, "server_error", areas: objects),
  status(504, "timeout", areas: objects),
  status(529, "overloaded"),
  NewerRule(
    rule: "K.2 N: a server's status yields to the text of an overload only", areas: objects,
    from: ["timeout"], to: "overloaded"
  ) { decided, _ in decided == "status 500, message: overloaded" },
  NewerRule(
    rule: "K.2 N: 401, 403 and 429 yield to billing", areas: objects,
    from: ["auth", "rate_limit"], to: "billing"
  ) { decided, input in
    decided.hasPrefix("status ") && decided.hasSuffix("billing") && input["error"] != nil
  },
  NewerRule(
    rule: "K.5: 402 may be a limit that passes", areas: objects, from: ["billing"],
    to: "rate_limit"
  ) { decided, _ in decided == "status 402, rate limit" },
  NewerRule(
    rule: "K.1 N: a refused certificate is no refused credential", areas: texts, from: ["auth"],
    to: "tls_certificate"
  ) { decided, _ in decided == "message: certificate" },
  NewerRule(
    rule: "K.1 N: without a status the code decides, then the text", areas: objects,
    from: ["auth", "none"], to: "timeout"
  ) { decided, _ in decided.hasPrefix("code") },
  NewerRule(
    rule: "K.3 N: codes of limits", areas: objects, from: ["none"], to: "rate_limit"
  ) { decided, _ in decided == "code rate_limit" },
  NewerRule(
    rule: "K.1 N: the text decides before the error's name and cause", areas: objects,
    from: ["timeout"], to: "rate_limit"
  ) { decided, input in
    decided == "message: rate limit" && (input["error"]?["name"] != nil)
  },
  NewerRule(
    rule: "K.1 N: the cause is read whatever the error is called", areas: objects,
    from: ["none"], to: "timeout"
  ) { decided, input in
    decided == "detail: timeout"
      && (input["error"]?["cause"] ?? input["error"]?["reason"]) != nil
  },
  NewerRule(
    rule: "K.3: error types are compared without their case", areas: objects, from: ["none"],
    to: "timeout"
  ) { decided, _ in decided == "type aborterror" },
  NewerRule(
    rule: "M1 N: a model that is not found", areas: texts, from: ["none", "rate_limit"],
    to: "model_not_found"
  ) { decided, _ in decided.hasSuffix("message: model not found") },
  NewerRule(
    rule: "M2 N: an overflow in the text comes before what follows in the table", areas: texts,
    from: anything, to: "context_overflow"
  ) { decided, _ in decided.hasSuffix("message: context overflow") },
  NewerRule(
    rule: "K.4 8 N: a conversation that is not accepted", areas: texts, from: ["none"],
    to: "format"
  ) { decided, _ in decided == "message: conversation not accepted" },
  NewerRule(
    rule: "M3 N: more words of billing", areas: texts, from: ["none"], to: "billing"
  ) { decided, _ in decided.hasSuffix("message: billing") },
  NewerRule(
    rule: "K.4 N: billing is asked before limits, credentials and form", areas: texts,
    from: ["rate_limit", "auth", "format"], to: "billing"
  ) { decided, _ in decided == "message: billing" },
  NewerRule(
    rule: "M3 N: the word billing counts at the beginning only", areas: texts,
    from: ["billing"], to: "none"
  ) { _, input in text(input).contains("billing") && !text(input).hasPrefix("billing") },
  NewerRule(
    rule: "M3 N: where billing does not count, a refused credential does", areas: texts,
    from: ["billing"], to: "auth"
  ) { decided, input in
    decided == "message: credential refused"
      && (text(input).contains("billing") || text(input).hasPrefix("402;"))
  },
  NewerRule(
    rule: "M3 N: 402 has to stand where a status stands", areas: texts, from: ["billing"],
    to: "none"
  ) { _, input in text(input).contains("402") },
  NewerRule(
    rule: "M4 N: 429 has to stand where a status stands", areas: texts, from: ["rate_limit"],
    to: "none"
  ) { _, input in text(input).contains("429") },
  NewerRule(
    rule: "M5 N: an overload is a class of its own", from: ["rate_limit"], to: "overloaded"
  ) { decided, _ in decided.hasSuffix("message: overloaded") || decided == "status 529" },
  NewerRule(
    rule: "M5 N: a service that is not available is overloaded", areas: texts, from: ["none"],
    to: "overloaded"
  ) { decided, input in
    decided.hasSuffix("message: overloaded") && text(input).contains("service unavailable")
  },
  NewerRule(
    rule: "K.4 15 N: the type says that the server failed", areas: texts, from: ["none"],
    to: "server_error"
  ) { decided, _ in decided == "message: server error type" },
  NewerRule(
    rule: "M7 N: permission_error", areas: texts, from: ["none"], to: "auth"
  ) { decided, input in
    decided == "message: credential refused" && text(input).contains("permission_error")
  },
  NewerRule(
    rule: "K.4 N: credentials are asked before form", areas: texts, from: ["format"], to: "auth"
  ) { decided, _ in decided == "message: credential refused" },
  NewerRule(
    rule: "M8 N: texts of servers that failed", areas: texts, from: ["none"], to: "timeout"
  ) { decided, _ in decided.hasSuffix("message: server text") },
  NewerRule(
    rule: "M10 N: words and codes of connections", from: ["none"], to: "timeout"
  ) { decided, _ in decided.hasSuffix("message: timeout") },
]
