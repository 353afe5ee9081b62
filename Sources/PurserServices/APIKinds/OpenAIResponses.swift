package import HTTPKit
import JSONKit
package import SecretKit

/// `openai-responses`
package struct OpenAIResponses: APIKind {
  package let name = "openai-responses"

  package func completion(_ call: APICall) -> APIPlan {
    call.plan(
      .post, call.base + "/responses", credential: call.bearer,
      body: Self.body(call, model: call.model))
  }

  package func listing(_ call: APICall) -> APIPlan {
    call.plan(.get, call.base + "/models", credential: call.bearer)
  }

  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIAnswer(failure: failure) }
    guard let document = reading.document else {
      return APIAnswer(failure: reading.incomplete("'output'"))
    }
    return Self.answer(document, reading)
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    OpenAIListing.read(response, hiding: secrets)
  }

  /// Below 16 tokens OpenAI refuses the request.
  static func body(_ call: APICall, model: String) -> JSON {
    var body: JSONObject = [
      "model": .string(model),
      "input": [
        ["role": "user", "content": [["type": "input_text", "text": .string(APICall.prompt)]]]
      ],
      "store": false,
      "max_output_tokens": .number(JSONNumber(max(call.maxTokens, 16))),
    ]
    body["instructions"] = call.preamble.map { .string($0) }
    return .object(body)
  }

  /// Reads a response object. One that ended at its token limit is a good answer.
  static func answer(_ document: JSON, _ reading: APIReading) -> APIAnswer {
    if document["status"] == "failed" || document["status"] == "cancelled" {
      return APIAnswer(
        failure: reading.make(message: "The response ended as failed.", type: "server_error"))
    }
    guard document["object"] == "response" || document["output"]?.array != nil else {
      return APIAnswer(failure: reading.incomplete("'output'"))
    }
    let usage = document["usage"]
    return APIAnswer(
      tokens: TokenCounts(
        input: usage?["input_tokens"]?.int64, output: usage?["output_tokens"]?.int64))
  }
}
