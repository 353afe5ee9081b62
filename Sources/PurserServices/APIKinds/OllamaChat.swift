package import HTTPKit
import JSONKit
package import SecretKit

/// `ollama`: its own API beside the one of OpenAI under `/v1`.
package struct OllamaChat: APIKind {
  package let name = "ollama"

  package func completion(_ call: APICall) -> APIPlan {
    var messages: [JSON] = [["role": "user", "content": .string(APICall.prompt)]]
    if let preamble = call.preamble {
      messages.insert(["role": "system", "content": .string(preamble)], at: 0)
    }
    return call.plan(
      .post, root(call) + "/api/chat", credential: call.bearer,
      body: [
        "model": .string(call.model), "messages": .array(messages), "stream": false,
        "options": ["num_predict": .number(JSONNumber(call.maxTokens))],
      ])
  }

  package func listing(_ call: APICall) -> APIPlan {
    call.plan(.get, root(call) + "/api/tags", credential: call.bearer)
  }

  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIAnswer(failure: failure) }
    guard reading.document?["message"]?.object != nil else {
      return APIAnswer(failure: reading.incomplete("'message'"))
    }
    return APIAnswer(
      tokens: TokenCounts(
        input: reading.document?["prompt_eval_count"]?.int64,
        output: reading.document?["eval_count"]?.int64))
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    OpenAIListing.read(response, hiding: secrets)
  }

  private func root(_ call: APICall) -> String {
    call.base.hasSuffix("/v1") ? String(call.base.dropLast(3)) : call.base
  }
}
