package import HTTPKit
import JSONKit
package import SecretKit

/// `openai-completions`, and those that differ from it in the path and in one member.
package struct OpenAICompletions: APIKind {
  package let name: String
  private let path: String
  private let tokensMember: String?

  /// Makes the kind; `path` stands between the base URL and `/chat/completions`.
  package init(
    name: String = "openai-completions", path: String = "", tokensMember: String? = nil
  ) {
    self.name = name
    self.path = path
    self.tokensMember = tokensMember
  }

  package func completion(_ call: APICall) -> APIPlan {
    var messages: [JSON] = [["role": "user", "content": .string(APICall.prompt)]]
    if let preamble = call.preamble {
      messages.insert(["role": "system", "content": .string(preamble)], at: 0)
    }
    var body: JSONObject = ["model": .string(call.model), "messages": .array(messages)]
    // Servers that do not know the newer name ignore it and answer at length.
    let member =
      call.compat?["maxTokensField"]?.string ?? tokensMember
      ?? (call.base.contains("chutes.ai") ? "max_tokens" : "max_completion_tokens")
    body[member] = .number(JSONNumber(call.maxTokens))
    switch call.compat?["thinkingFormat"]?.string {
    case "zai", "qwen": body["enable_thinking"] = false
    case "qwen-chat-template": body["chat_template_kwargs"] = ["enable_thinking": false]
    default: break
    }
    return call.plan(
      .post, root(call) + "/chat/completions", credential: call.bearer, body: .object(body))
  }

  package func listing(_ call: APICall) -> APIPlan {
    call.plan(.get, root(call) + "/models", credential: call.bearer)
  }

  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIAnswer(failure: failure) }
    guard let choices = reading.document?["choices"]?.array, let choice = choices.first else {
      return APIAnswer(failure: reading.incomplete("'choices'"))
    }
    // A router that lost its provider on the way says so in the choice.
    if choice["finish_reason"] == "error" {
      let text = choice["error"]?["message"]?.string ?? "Provider finish_reason: error"
      return APIAnswer(failure: reading.make(message: text, type: "upstream_error"))
    }
    let usage = reading.document?["usage"]
    return APIAnswer(
      tokens: TokenCounts(
        input: usage?["prompt_tokens"]?.int64, output: usage?["completion_tokens"]?.int64))
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    OpenAIListing.read(response, hiding: secrets)
  }

  private func root(_ call: APICall) -> String {
    path.isEmpty || call.base.hasSuffix(path) ? call.base : call.base + path
  }
}

/// `{"data":[{"id":…}]}`, which OpenAI, Anthropic and most others answer.
enum OpenAIListing {
  static func read(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIListing(failure: failure) }
    guard let document = reading.document,
      let models = document["data"]?.array ?? document["models"]?.array ?? document.array
    else { return APIListing(failure: reading.incomplete("'data'")) }
    return APIListing(
      models: models.compactMap { $0["id"]?.string ?? $0["slug"]?.string ?? $0["name"]?.string })
  }
}
