import HTTPKit
import JSONKit
import PurserTestSupport
import SecretKit
import Testing

@testable import PurserServices

/// The smallest request of each kind of API.
@Suite struct APIRequestTests {
  /// One request, as it should go out.
  struct Case: Sendable, CustomTestStringConvertible {
    var api: String
    var call: APICall
    var url: String
    /// Header and value, the secret in braces.
    var headers: [String]
    var body: String
    var testDescription: String { "\(api) to \(url)" }
  }

  static let key = APICredential.key(SecretBytes(text: "sk-planted"))

  static func call(_ base: String, _ change: (inout APICall) -> Void = { _ in }) -> APICall {
    var call = APICall(
      baseURL: base, model: "m", credential: key, userAgent: "purser/0.1.0")
    change(&call)
    return call
  }

  static let cases: [Case] = [
    Case(
      api: "openai-completions", call: call("https://api.example/v1/"),
      url: "https://api.example/v1/chat/completions",
      headers: ["Authorization: Bearer {sk-planted}"],
      body:
        #"{"model":"m","messages":[{"role":"user","content":"Reply with OK."}],"max_completion_tokens":8}"#
    ),
    Case(
      api: "openai-completions",
      call: call("https://llm.chutes.ai/v1") {
        $0.compat = ["thinkingFormat": "qwen"]
        $0.preamble = "p"
      },
      url: "https://llm.chutes.ai/v1/chat/completions",
      headers: ["Authorization: Bearer {sk-planted}"],
      body:
        #"{"model":"m","messages":[{"role":"system","content":"p"},{"role":"user","content":"Reply with OK."}],"max_tokens":8,"enable_thinking":false}"#
    ),
    Case(
      api: "mistral-conversations", call: call("https://api.mistral.ai"),
      url: "https://api.mistral.ai/v1/chat/completions",
      headers: ["Authorization: Bearer {sk-planted}"],
      body: #"{"model":"m","messages":[{"role":"user","content":"Reply with OK."}],"max_tokens":8}"#
    ),
    Case(
      api: "openai-responses", call: call("https://api.openai.com/v1"),
      url: "https://api.openai.com/v1/responses", headers: ["Authorization: Bearer {sk-planted}"],
      body:
        #"{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"Reply with OK."}]}],"store":false,"max_output_tokens":16}"#
    ),
    Case(
      api: "azure-openai-responses",
      call: call("https://lab.openai.azure.com/") { $0.settings = ["deployments": "x=y, m = d"] },
      url: "https://lab.openai.azure.com/openai/v1/responses?api-version=v1",
      headers: ["api-key: {sk-planted}"],
      body:
        #"{"model":"d","input":[{"role":"user","content":[{"type":"input_text","text":"Reply with OK."}]}],"store":false,"max_output_tokens":16}"#
    ),
    Case(
      api: "anthropic-messages", call: call("https://api.anthropic.com"),
      url: "https://api.anthropic.com/v1/messages",
      headers: ["anthropic-version: 2023-06-01", "x-api-key: {sk-planted}"],
      body: #"{"model":"m","max_tokens":8,"messages":[{"role":"user","content":"Reply with OK."}]}"#
    ),
    Case(
      api: "anthropic-messages",
      call: call("https://api.anthropic.com") {
        $0.credential = .token(SecretBytes(text: "sk-ant-oat01-planted"))
        $0.preamble = "mine"
      },
      url: "https://api.anthropic.com/v1/messages",
      headers: [
        "anthropic-version: 2023-06-01", "anthropic-beta: oauth-2025-04-20",
        "Authorization: Bearer {sk-ant-oat01-planted}",
      ],
      body:
        #"{"model":"m","max_tokens":8,"messages":[{"role":"user","content":"Reply with OK."}],"system":[{"type":"text","text":"mine"}]}"#
    ),
    Case(
      api: "anthropic-messages",
      call: call("https://api.minimax.io/anthropic") { $0.sendsBearer = true },
      url: "https://api.minimax.io/anthropic/v1/messages",
      headers: ["anthropic-version: 2023-06-01", "Authorization: Bearer {sk-planted}"],
      body: #"{"model":"m","max_tokens":8,"messages":[{"role":"user","content":"Reply with OK."}]}"#
    ),
    Case(
      api: "google-generative-ai",
      call: call("https://generativelanguage.googleapis.com/v1beta") { $0.model = "models/g:1" },
      url: "https://generativelanguage.googleapis.com/v1beta/models/g%3A1:generateContent",
      headers: ["x-goog-api-key: {sk-planted}"],
      body:
        #"{"contents":[{"role":"user","parts":[{"text":"Reply with OK."}]}],"generationConfig":{"maxOutputTokens":8}}"#
    ),
    Case(
      api: "ollama", call: call("http://127.0.0.1:11434/v1") { $0.credential = nil },
      url: "http://127.0.0.1:11434/api/chat", headers: [],
      body:
        #"{"model":"m","messages":[{"role":"user","content":"Reply with OK."}],"stream":false,"options":{"num_predict":8}}"#
    ),
    Case(
      api: "bedrock-converse-stream",
      call: call("https://bedrock-runtime.eu-west-1.amazonaws.com") { $0.model = "a.b-v1:0" },
      url: "https://bedrock-runtime.eu-west-1.amazonaws.com/model/a.b-v1%3A0/converse",
      headers: ["Authorization: Bearer {sk-planted}"],
      body:
        #"{"messages":[{"role":"user","content":[{"text":"Reply with OK."}]}],"inferenceConfig":{"maxTokens":8}}"#
    ),
    Case(
      api: "openai-codex-responses",
      call: call("https://chatgpt.com/backend-api") {
        $0.credential = .login(SecretBytes(text: "jwt"), account: "acc")
        $0.headers = [HTTPHeader("originator", "mine")]
      },
      url: "https://chatgpt.com/backend-api/codex/responses",
      headers: [
        "ChatGPT-Account-Id: acc", "OpenAI-Beta: responses=experimental",
        "Authorization: Bearer {jwt}", "originator: mine",
      ],
      body:
        #"{"model":"m","store":false,"stream":true,"instructions":"Answer in one word.","input":[{"role":"user","content":[{"type":"input_text","text":"Reply with OK."}]}]}"#
    ),
  ]

  @Test(arguments: cases)
  func `the smallest request of a kind is exactly this one`(sample: Case) throws {
    let kind = try #require(APIKinds.kind(named: sample.api))
    let request = try #require(kind.completion(sample.call).request)
    #expect(request.method == .post)
    #expect(request.url == sample.url)
    guard case .plain(let body) = request.body else { throw Missing() }
    #expect(String(decoding: body, as: UTF8.self) == sample.body)
    let shown = request.headers
      .filter { !["User-Agent", "Accept", "Content-Type"].contains($0.name) }
      .map { "\($0.name): \($0.visible)" + ($0.secret?.revealText().map { "{\($0)}" } ?? "") }
    #expect(shown == sample.headers)
    #expect(request.header("user-agent")?.visible == "purser/0.1.0")
    #expect(!"\(request)".contains("planted"))
  }

  static let listings: [(String, String, String)] = [
    ("openai-completions", "https://a.example/v1", "https://a.example/v1/models"),
    ("openai-responses", "https://a.example/v1", "https://a.example/v1/models"),
    ("openai-codex-responses", "https://a.example/b/codex", "https://a.example/b/wham/usage"),
    (
      "azure-openai-responses", "https://a.example/openai/v1",
      "https://a.example/openai/v1/models?api-version=v1"
    ),
    ("anthropic-messages", "https://a.example", "https://a.example/v1/models?limit=1000"),
    (
      "google-generative-ai", "https://a.example/v1beta",
      "https://a.example/v1beta/models?pageSize=1000"
    ),
    ("ollama", "http://a.example", "http://a.example/api/tags"),
    (
      "bedrock-converse-stream", "https://bedrock-runtime.eu-west-1.amazonaws.com",
      "https://bedrock.eu-west-1.amazonaws.com/foundation-models"
    ),
  ]

  @Test(arguments: listings)
  func `a listing costs nothing and carries the credential`(
    api: String, base: String, url: String
  ) throws {
    let kind = try #require(APIKinds.kind(named: api))
    let request = try #require(kind.listing(Self.call(base)).request)
    #expect(request.method == .get)
    #expect(request.body == .none)
    #expect(request.url == url)
    #expect(request.secrets.count == 1)
  }

  @Test func `a credential of another product is not passed off as ours`() throws {
    let claude = Self.call("https://api.anthropic.com") {
      $0.credential = .login(SecretBytes(text: "access"), account: nil)
    }
    let setup = Self.call("https://api.anthropic.com") {
      $0.credential = .token(SecretBytes(text: "sk-ant-oat01-x"))
    }
    for call in [claude, setup] {
      guard case .notCheckable(let reason) = AnthropicMessages().completion(call) else {
        throw Missing()
      }
      #expect(reason.contains("only inside the product"))
      let listing = try #require(AnthropicMessages().listing(call).request)
      #expect(listing.header("authorization")?.secret != nil)
      #expect(listing.header("x-api-key") == nil)
      #expect(listing.header("user-agent")?.visible == "purser/0.1.0")
    }
    guard case .notCheckable = CodexResponses().completion(Self.call("https://chatgpt.com")) else {
      throw Missing()
    }
    for name in ["github-copilot", "google-gemini-cli", "google-vertex", "pi-messages"] {
      #expect(APIKinds.reasonNotCheckable(name)?.contains("'\(name)'") == true)
    }
    #expect(APIKinds.all.allSatisfy { APIKinds.reasonNotCheckable($0.name) == nil })
  }

  @Test func `keys of AWS sign for the region of the address`() throws {
    let call = Self.call("https://bedrock-runtime.ap-south-1.amazonaws.com") {
      $0.credential = .aws(
        accessKeyID: "AKID", secretKey: SecretBytes(text: "planted"), sessionToken: nil)
    }
    let request = try #require(BedrockConverse().completion(call).request)
    #expect(request.signature?.region == "ap-south-1")
    #expect(request.header("authorization") == nil)
  }

  @Test func `a header of the configuration stands for ours`() throws {
    let call = Self.call("https://a.example") {
      $0.headers = [
        HTTPHeader("user-agent", "one"), HTTPHeader("authorization", "Custom x"),
        HTTPHeader("USER-AGENT", "two"),
      ]
    }
    let request = try #require(OpenAICompletions().completion(call).request)
    #expect(request.header("user-agent")?.visible == "two")
    #expect(request.headers.filter { $0.name.lowercased() == "authorization" }.count == 1)
    #expect(request.secrets == [])
  }

  @Test(arguments: ["", "https://gateway.example/{accountId}/x"])
  func `an address with something missing is not asked`(base: String) throws {
    for kind in APIKinds.all {
      guard case .misconfigured = kind.listing(Self.call(base)) else {
        Issue.record("\(kind.name)")
        continue
      }
    }
  }
}

/// Something that should be there was not.
private struct Missing: Error {}
