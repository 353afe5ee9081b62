package import HTTPKit
import JSONKit
package import SecretKit

/// `anthropic-messages`, with API keys, bearer tokens, logins and setup tokens.
package struct AnthropicMessages: APIKind {
  package let name = "anthropic-messages"

  package func completion(_ call: APICall) -> APIPlan {
    if isOfAnotherProduct(call), call.preamble == nil {
      return .notCheckable(
        "A login or setup token of Claude completes only inside the product it belongs to; the models are "
          + "listed instead. A manifest of your own may name a preamble.")
    }
    var body: JSONObject = [
      "model": .string(call.model),
      "max_tokens": .number(JSONNumber(max(call.maxTokens, 1))),
      "messages": [["role": "user", "content": .string(APICall.prompt)]],
    ]
    body["system"] = call.preamble.map { [["type": "text", "text": .string($0)]] }
    return call.plan(
      .post, root(call) + "/v1/messages", credential: credential(call), headers: headers(call),
      body: .object(body))
  }

  package func listing(_ call: APICall) -> APIPlan {
    call.plan(
      .get, root(call) + "/v1/models?limit=1000", credential: credential(call),
      headers: headers(call))
  }

  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    if reading.document == nil, reading.isSuccess, let failure = streamed(response, reading) {
      return APIAnswer(failure: failure)
    }
    if let failure = reading.failure { return APIAnswer(failure: failure) }
    guard reading.document?["content"]?.array != nil else {
      return APIAnswer(failure: reading.incomplete("'content'"))
    }
    let usage = reading.document?["usage"]
    return APIAnswer(
      tokens: TokenCounts(
        input: usage?["input_tokens"]?.int64, output: usage?["output_tokens"]?.int64))
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    OpenAIListing.read(response, hiding: secrets)
  }

  /// The error event of a server that streams without being asked to.
  private func streamed(_ response: HTTPResponse, _ reading: APIReading) -> APIFailure? {
    let event = EventStream(response.body).events.first {
      $0.name == "error" || $0.data["type"] == "error"
    }
    return event.map { event in
      reading.make(
        message: event.data["error"]?["message"]?.string ?? "The answer is an error.",
        type: event.data["error"]?["type"]?.string)
    }
  }

  private func root(_ call: APICall) -> String {
    call.base.hasSuffix("/v1") ? String(call.base.dropLast(3)) : call.base
  }

  /// Whether the credential is a login's or a setup token, which begin in a way of their own.
  private func isOfAnotherProduct(_ call: APICall) -> Bool {
    if case .login = call.credential { return isAtAnthropic(call) }
    return call.credential?.secret.map { Array($0.reveal().prefix(10)) == Self.setupToken } ?? false
  }

  private static let setupToken = Array("sk-ant-oat".utf8)

  /// Other providers of this kind have logins that are theirs to give.
  private func isAtAnthropic(_ call: APICall) -> Bool {
    call.base.hasPrefix("https://api.anthropic.com")
  }

  private func credential(_ call: APICall) -> [HTTPHeader] {
    isOfAnotherProduct(call) ? call.bearer : call.keyHeader("x-api-key")
  }

  private func headers(_ call: APICall) -> [HTTPHeader] {
    var headers = [HTTPHeader("anthropic-version", "2023-06-01")]
    if isOfAnotherProduct(call) { headers.append(HTTPHeader("anthropic-beta", "oauth-2025-04-20")) }
    return headers
  }
}
