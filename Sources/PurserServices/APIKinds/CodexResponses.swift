package import HTTPKit
import JSONKit
package import SecretKit

/// `openai-codex-responses`, which answers to logins of one product. Under our own name there is only the
/// usage of the account; a completion needs what the admin's manifest says about the caller.
package struct CodexResponses: APIKind {
  package let name = "openai-codex-responses"

  package func completion(_ call: APICall) -> APIPlan {
    guard call.names(header: "originator") else {
      return .notCheckable(
        "The API 'openai-codex-responses' answers only to the product it belongs to; the account's usage is "
          + "asked instead. A manifest of your own may name an 'originator' header.")
    }
    let body: JSON = [
      "model": .string(call.model), "store": false, "stream": true,
      "instructions": .string(call.preamble ?? "Answer in one word."),
      "input": [
        ["role": "user", "content": [["type": "input_text", "text": .string(APICall.prompt)]]]
      ],
    ]
    return call.plan(
      .post, root(call) + "/codex/responses", credential: call.bearer,
      headers: account(call)
        + [
          HTTPHeader("OpenAI-Beta", "responses=experimental"),
          HTTPHeader("Accept", "text/event-stream"),
        ], body: body)
  }

  /// Asks what the account has used: free, and only a good login gets an answer.
  package func listing(_ call: APICall) -> APIPlan {
    call.plan(.get, root(call) + "/wham/usage", credential: call.bearer, headers: account(call))
  }

  /// The first event that is not an error is the answer; the rest is not waited for.
  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    guard reading.isSuccess else {
      return APIAnswer(failure: reading.failure ?? reading.incomplete("event"))
    }
    var tokens: TokenCounts?
    var began = false
    for event in EventStream(response.body).events {
      let type = event.data["type"]?.string ?? event.name
      if type == "error" || type == "response.failed" {
        let error = event.data["response"]?["error"] ?? event.data["error"] ?? event.data
        return APIAnswer(
          failure: reading.make(
            message: error["message"]?.string ?? "The response failed.",
            code: error["code"]?.string, type: error["type"]?.string))
      }
      if type.hasPrefix("response.") { began = true }
      let usage = event.data["response"]?["usage"]
      tokens =
        TokenCounts(input: usage?["input_tokens"]?.int64, output: usage?["output_tokens"]?.int64)
        ?? tokens
    }
    guard began else {
      return APIAnswer(failure: reading.failure ?? reading.incomplete("event"))
    }
    return APIAnswer(tokens: tokens)
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    let reading = APIReading(response, hiding: secrets)
    return APIListing(failure: reading.failure)
  }

  private func root(_ call: APICall) -> String {
    for ending in ["/codex/responses", "/codex"] where call.base.hasSuffix(ending) {
      return String(call.base.dropLast(ending.count))
    }
    return call.base
  }

  private func account(_ call: APICall) -> [HTTPHeader] {
    guard case .login(_, let account?) = call.credential else { return [] }
    return [HTTPHeader("ChatGPT-Account-Id", account)]
  }
}
