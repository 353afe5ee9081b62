import HTTPKit
import JSONKit
import PurserDomain
import SecretKit

/// The two requests with which a scan tries a model, and how their answers are read.
///
/// Source: OpenRouter's reference of chat completions, tool calling and image inputs.
struct ScanCalls {
  let call: APICall
  let timeoutMilliseconds: Int64

  /// Asks for one call of a tool without parameters.
  func tool(_ model: ScanModel) -> APIPlan {
    plan(
      model, text: .string("Call the ping tool with {} and nothing else."), maxTokens: 32,
      besides: [
        "tools": [
          [
            "type": "function",
            "function": [
              "name": "ping", "description": "Return OK.",
              "parameters": ["type": "object", "properties": [:]],
            ],
          ]
        ], "tool_choice": "required",
      ])
  }

  /// Shows an image of one pixel.
  func image(_ model: ScanModel) -> APIPlan {
    plan(
      model,
      text: [
        ["type": "text", "text": .string(APICall.prompt)],
        ["type": "image_url", "image_url": ["url": .string(Self.pixel)]],
      ], maxTokens: 16)
  }

  /// Reads the answer to `tool`: good is one that calls a tool.
  func toolCheck(_ outcome: HTTPOutcome, _ request: HTTPRequest) -> ScanResult.Check {
    check(outcome, request) { document in
      let message = document["choices"]?.array?.first?["message"]
      let calls = message?["tool_calls"]?.array ?? []
      return calls.isEmpty ? "No tool call returned" : nil
    }
  }

  /// Reads the answer to `image`: good is one without an error.
  func imageCheck(_ outcome: HTTPOutcome, _ request: HTTPRequest) -> ScanResult.Check {
    check(outcome, request) { _ in nil }
  }

  private func plan(
    _ model: ScanModel, text: JSON, maxTokens: Int, besides: JSONObject = [:]
  ) -> APIPlan {
    var messages: [JSON] = [["role": "user", "content": text]]
    if let preamble = call.preamble {
      messages.insert(["role": "system", "content": .string(preamble)], at: 0)
    }
    var body: JSONObject = ["model": .string(model.id), "messages": .array(messages)]
    for (name, value) in besides { body[name] = value }
    body["temperature"] = 0
    body["max_tokens"] = .number(JSONNumber(maxTokens))
    let plan = call.plan(
      .post, call.base + "/chat/completions", credential: call.bearer, body: .object(body))
    guard case .request(var request) = plan else { return plan }
    request.timeoutMilliseconds = timeoutMilliseconds
    return .request(request)
  }

  private func check(
    _ outcome: HTTPOutcome, _ request: HTTPRequest, missing: (JSON) -> String?
  ) -> ScanResult.Check {
    let latency = outcome.timings.map { TimeSpan(milliseconds: $0.totalMilliseconds) }
    let secrets = request.secrets
    switch outcome.result {
    case .failure(let error):
      return .failed(latency, reason: APIFailure(error, hiding: secrets).readable)
    case .success(let response):
      let answer = OpenAICompletions().answer(response, hiding: secrets)
      if let failure = answer.failure { return .failed(latency, reason: failure.readable) }
      let document = APIReading(response, hiding: secrets).document ?? .null
      if let reason = missing(document) { return .failed(latency, reason: reason) }
      return .passed(latency ?? TimeSpan(milliseconds: 0))
    }
  }

  /// A white pixel as PNG.
  private static let pixel =
    "data:image/png;base64,"
    + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
}
