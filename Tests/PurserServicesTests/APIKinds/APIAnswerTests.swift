import HTTPKit
import JSONKit
import PurserDomain
import SecretKit
import Testing

@testable import PurserServices

/// How each kind of API's answers are read.
@Suite struct APIAnswerTests {
  static func response(
    _ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []
  ) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
  }

  static let good: [(String, String, Int64, Int64)] = [
    (
      "openai-completions",
      #"{"choices":[{"message":{"content":"OK"}}],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#,
      9, 2
    ),
    (
      "openai-responses",
      #"{"object":"response","status":"incomplete","error":null,"output":[],"usage":{"input_tokens":9,"output_tokens":16}}"#,
      9, 16
    ),
    (
      "azure-openai-responses",
      #"{"object":"response","status":"completed","output":[],"usage":{"input_tokens":9,"output_tokens":2}}"#,
      9, 2
    ),
    (
      "openai-codex-responses",
      "event: response.created\ndata: {\"type\":\"response.created\"}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":2}}}\n\n",
      9, 2
    ),
    (
      "anthropic-messages",
      #"{"type":"message","content":[{"type":"text","text":"OK"}],"usage":{"input_tokens":9,"output_tokens":2}}"#,
      9, 2
    ),
    (
      "google-generative-ai",
      #"{"candidates":[{"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":9,"thoughtsTokenCount":5}}"#,
      9, 5
    ),
    (
      "ollama", #"{"message":{"content":"OK"},"done":true,"prompt_eval_count":9,"eval_count":2}"#,
      9, 2
    ),
    (
      "bedrock-converse-stream",
      #"{"output":{"message":{}},"usage":{"inputTokens":9,"outputTokens":2}}"#, 9, 2
    ),
  ]

  @Test(arguments: good)
  func `a good answer is one, with its tokens`(
    api: String, body: String, input: Int64, output: Int64
  ) throws {
    let kind = try #require(APIKinds.kind(named: api))
    let answer = kind.answer(Self.response(200, body), hiding: [])
    #expect(answer == APIAnswer(tokens: TokenCounts(input: input, output: output)))
  }

  /// An error, and what the classifier makes of it.
  struct Bad: Sendable, CustomTestStringConvertible {
    var api: String
    var status: Int
    var body: String
    var headers: [(name: String, value: String)] = []
    var readable: String
    var reason: FailureClass?
    var testDescription: String { "\(api) \(status) \(readable)" }
  }

  static let bad: [Bad] = [
    Bad(
      api: "openai-completions", status: 401,
      body:
        #"{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","code":"invalid_api_key"}}"#,
      readable: "HTTP 401 invalid_request_error: Incorrect API key provided.", reason: .auth),
    Bad(
      api: "openai-responses", status: 429,
      body:
        #"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}"#,
      readable:
        "HTTP 429 insufficient_quota: You exceeded your current quota, please check your plan and billing details.",
      reason: .billing),
    Bad(
      api: "openai-completions", status: 200,
      body: #"{"error":{"message":"Rate limit exceeded","code":429}}"#,
      readable: "HTTP 200: Rate limit exceeded", reason: .rateLimit),
    Bad(
      api: "openai-completions", status: 200,
      body: #"{"choices":[{"finish_reason":"error","error":{"message":"Upstream broke"}}]}"#,
      readable: "HTTP 200 upstream_error: Upstream broke", reason: .serverError),
    Bad(
      api: "anthropic-messages", status: 529,
      body:
        #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}"#,
      readable: "HTTP 529 overloaded_error: Overloaded (request_id: req_1)", reason: .overloaded),
    Bad(
      api: "anthropic-messages", status: 200,
      body:
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
      readable: "HTTP 200 overloaded_error: Overloaded", reason: .overloaded),
    Bad(
      api: "openai-codex-responses", status: 200,
      body:
        "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\"}}}\n\n",
      readable: "HTTP 200 rate_limit_exceeded: Slow down", reason: .rateLimit),
    Bad(
      api: "google-generative-ai", status: 429,
      body:
        #"[{"error":{"code":429,"message":"Resource has been exhausted","status":"RESOURCE_EXHAUSTED"}}]"#,
      readable: "HTTP 429 RESOURCE_EXHAUSTED: Resource has been exhausted", reason: .rateLimit),
    Bad(
      api: "ollama", status: 404, body: #"{"error":"model 'm' not found"}"#,
      readable: "HTTP 404: model 'm' not found", reason: .modelNotFound),
    Bad(
      api: "bedrock-converse-stream", status: 429,
      body: #"{"message":"Too many requests, please wait."}"#,
      headers: [("x-amzn-ErrorType", "ThrottlingException:http://x/")],
      readable: "HTTP 429 ThrottlingException: Too many requests, please wait.", reason: .rateLimit),
    Bad(
      api: "openai-responses", status: 200,
      body:
        #"{"object":"response","status":"failed","error":{"code":"server_error","message":"It broke."}}"#,
      readable: "HTTP 200 server_error: It broke.", reason: .serverError),
  ]

  @Test(arguments: bad)
  func `an error says what it is and falls into its class`(sample: Bad) throws {
    let kind = try #require(APIKinds.kind(named: sample.api))
    let response = Self.response(sample.status, sample.body, sample.headers)
    let failure = try #require(kind.answer(response, hiding: []).failure)
    #expect(failure.readable == sample.readable)
    let verdict = FailureClassifier.classify(failure.evidence(provider: "p"))
    #expect(verdict.reason == sample.reason, "\(verdict.rule)")
  }

  static let nonsense: [(Int, String, String)] = [
    (200, "", "The answer is empty."),
    (200, "OK", "The answer is not JSON."),
    (
      200, "<html><head><title>Sign in</title></head></html>",
      "The answer is a web page, not that of an API: Sign in."
    ),
    (200, "{\"a\":", "The answer is not JSON."),
    (502, "<html><TITLE>502 Bad Gateway</TITLE></html>", "502 Bad Gateway"),
    // Text that grows in small letters stands before the title, and nothing behind it.
    (502, "<html>" + String(repeating: "\u{130}", count: 400) + "<TITLE>", "The server failed."),
    (502, "<html>\u{130}\u{130}<TITLE>Bad Gateway</TITLE>", "Bad Gateway"),
    (503, "", "The server failed."),
    (401, "nope", "nope"),
    (403, "[]", "[]"),
  ]

  @Test(arguments: nonsense)
  func `an answer that is no API's is a failure of every kind`(
    status: Int, body: String, message: String
  ) {
    for kind in APIKinds.all {
      let failure = kind.answer(Self.response(status, body), hiding: []).failure
      #expect(failure?.message == message, "\(kind.name)")
      #expect(kind.listed(Self.response(status, body), hiding: []).failure != nil)
    }
  }

  @Test(arguments: ["{}", "[]", "null", "5", #"{"choices":[]}"#, #"{"output":5,"content":{}}"#])
  func `JSON that is not the kind's is no success`(body: String) {
    for kind in APIKinds.all {
      #expect(kind.answer(Self.response(200, body), hiding: []).failure != nil, "\(kind.name)")
    }
  }

  @Test(arguments: ["server_error", "upstream_error"])
  func `a failure the server owns up to is not said to be a late answer`(word: String) throws {
    for member in ["type", "code"] {
      let body = #"{"error":{"\#(member)":"\#(word)","message":"It timed out after all."}}"#
      for kind in APIKinds.all {
        let failure = try #require(kind.answer(Self.response(200, body), hiding: []).failure)
        let verdict = FailureClassifier.classify(failure.evidence(provider: "lab"))
        #expect(verdict.reason == .serverError, "\(kind.name) \(verdict)")
        #expect(ProbeStatus(verdict.reason) == .unknown)
      }
      let billing = body.replacing("It timed out after all.", with: "Your credit balance is low")
      let failure = OpenAICompletions().answer(Self.response(200, billing), hiding: []).failure
      let verdict = FailureClassifier.classify(try #require(failure).evidence(provider: "lab"))
      #expect(verdict.reason == .billing)
    }
  }

  @Test func `a message cannot act on a terminal or fill it`() throws {
    let body =
      #"{"error":{"message":"\u001b[2Jred\n\nline \#(String(repeating: "a b ", count: 1000))"}}"#
    let failure = try #require(
      OpenAICompletions().answer(Self.response(400, body), hiding: []).failure)
    #expect(failure.message.count <= 501)
    #expect(!failure.message.unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test(arguments: [
    (HTTPError.Code.timedOut, FailureClass.timeout), (.closed, .timeout), (.unreachable, .timeout),
    (.certificate, .tlsCertificate),
  ])
  func `a missing answer falls into its class`(code: HTTPError.Code, reason: FailureClass) {
    let error = HTTPError(
      code, "No answer.",
      cause: code == .certificate
        ? "SSL certificate problem: self-signed certificate (curl 60)" : nil)
    let evidence = APIFailure(error).evidence(provider: "p")
    #expect(FailureClassifier.classify(evidence).reason == reason)
  }

  @Test func `models are listed in the provider's order under the names that requests use`() {
    func ids(_ api: String, _ body: String) -> [String] {
      APIKinds.kind(named: api)?.listed(Self.response(200, body), hiding: []).models ?? []
    }
    #expect(ids("openai-completions", #"{"data":[{"id":"b"},{"id":"a"},{}]}"#) == ["b", "a"])
    #expect(ids("anthropic-messages", #"{"data":[{"id":"c"}]}"#) == ["c"])
    #expect(ids("google-generative-ai", #"{"models":[{"name":"models/g"}]}"#) == ["g"])
    #expect(ids("ollama", #"{"models":[{"name":"l:7b"}]}"#) == ["l:7b"])
    #expect(ids("bedrock-converse-stream", #"{"modelSummaries":[{"modelId":"a.b"}]}"#) == ["a.b"])
  }
}
