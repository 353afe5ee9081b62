import HTTPKit
import PurserDomain
import PurserServices
import PurserTestSupport
import SecretKit
import Testing

/// The fake provider is what people try Purser against: each kind of API has to read its answers as those of a real one.
@Suite struct `The fake provider` {
  private static let bases = [
    "openai-completions": "/v1", "openai-responses": "/v1",
    "openai-codex-responses": "/backend-api", "azure-openai-responses": "/openai/v1",
    "anthropic-messages": "", "google-generative-ai": "/v1beta", "ollama": "",
    "bedrock-converse-stream": "", "mistral-conversations": "",
  ]

  private func call(_ provider: FakeProvider, _ kind: any APIKind) throws -> APICall {
    let secret = SecretBytes(text: "sk-fake-1")
    var call = APICall(
      baseURL: provider.url(try #require(Self.bases[kind.name])), model: "fast-1",
      credential: kind.name.contains("codex")
        ? .login(secret, account: "acc")
        : kind.name.hasPrefix("bedrock") ? .token(secret) : .key(secret))
    call.settings = ["region": "us-east-1"]
    if kind.name.contains("codex") { call.headers = [HTTPHeader("originator", "test")] }
    return call
  }

  private func ask(
    _ provider: FakeProvider, _ kind: any APIKind, _ plan: APIPlan
  ) throws -> HTTPOutcome {
    var request = try #require(plan.request, "\(kind.name): \(plan)")
    request.timeoutMilliseconds = 2000
    return try CurlTransport().send(request)
  }

  @Test(arguments: APIKinds.all.map(\.name))
  func `answers each kind of API well`(name: String) throws {
    let provider = try FakeProvider()
    let kind = try #require(APIKinds.kind(named: name))
    let call = try call(provider, kind)
    let response = try ask(provider, kind, kind.completion(call)).result.get()
    let answer = kind.answer(response, hiding: [])
    #expect(answer.failure == nil)
    #expect(answer.tokens == TokenCounts(input: 9, output: 1))
    #expect(!RateLimits(response, at: Timestamp(milliseconds: 0)).isEmpty)
    guard case .request = kind.listing(call) else { return }
    let listed = kind.listed(
      try ask(provider, kind, kind.listing(call)).result.get(), hiding: [])
    #expect(listed.failure == nil)
  }

  @Test(arguments: APIKinds.all.map(\.name))
  func `refuses an unknown key in each kind's words`(name: String) throws {
    var world = FakeWorld()
    world.keys = ["sk-other"]
    let provider = try FakeProvider(world)
    let kind = try #require(APIKinds.kind(named: name))
    let response = try ask(provider, kind, kind.completion(call(provider, kind))).result.get()
    let failure = try #require(kind.answer(response, hiding: []).failure)
    #expect(failure.status == 401 && failure.message == "Invalid API key.")
  }

  /// What the classifier makes of each fault, or which error the transport has.
  private static let faults: [FakeFault: String] = [
    .auth: "auth", .forbidden: "auth", .rateLimit: "rate_limit", .billing: "billing",
    .overloaded: "overloaded", .serverError: "server_error", .modelNotFound: "model_not_found",
    .badRequest: "format", .hang: "timed_out", .silence: "closed", .halfHeader: "timed_out",
    .wrongLength: "closed", .flood: "too_large", .bomb: "too_large", .redirect: "refused_redirect",
    .redirectLoop: "redirect_loop",
  ]

  @Test(arguments: FakeFault.allCases)
  func `every fault is one`(fault: FakeFault) throws {
    var world = FakeWorld()
    world.rules = [FakeRule(fault, key: "sk-fake-1")]
    let provider = try FakeProvider(world)
    let kind = try #require(APIKinds.kind(named: "openai-completions"))
    let secret = SecretBytes(text: "sk-fake-1")
    var request = try #require(kind.completion(call(provider, kind)).request)
    request.timeoutMilliseconds = fault == .bomb ? 5000 : 400
    switch try CurlTransport().send(request).result {
    case .failure(let error): #expect(error.code.rawValue == Self.faults[fault], "\(error)")
    case .success(let response):
      let failure = try #require(kind.answer(response, hiding: [secret]).failure)
      #expect(!failure.message.contains("sk-fake-1"))
      #expect(!failure.message.unicodeScalars.contains { $0.value < 32 || $0.value == 0x9B })
      guard let expected = Self.faults[fault] else { return }
      #expect(
        FailureClassifier.classify(failure.evidence(provider: "fake")).reason?.rawValue
          == expected)
    }
  }

  @Test func `is told over HTTP what to break`() throws {
    let provider = try FakeProvider()
    let transport = CurlTransport()
    func control(_ method: HTTPRequest.Method, _ body: String = "") throws -> HTTPResponse {
      try transport.send(
        HTTPRequest(
          method, provider.url("/_fake/rules"),
          body: body.isEmpty ? .none : .plain(Array(body.utf8)))
      ).result.get()
    }
    let rule = #"[{"fault": "billing", "model": "fast-1", "delayMs": 5}]"#
    #expect(try control(.put, rule).status == 200)
    let kind = try #require(APIKinds.kind(named: "openai-responses"))
    let plan = kind.completion(try call(provider, kind))
    #expect(try ask(provider, kind, plan).result.get().status == 402)
    #expect(try control(.put, #"[{"fault": "unheard-of"}]"#).status == 400)
    #expect(try control(.delete).status == 200)
    #expect(try ask(provider, kind, plan).result.get().status == 200)
  }
}
