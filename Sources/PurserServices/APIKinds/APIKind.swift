package import HTTPKit
package import SecretKit

/// How one kind of API is asked and how it answers. Values in, values out: nothing is sent here.
package protocol APIKind: Sendable {
  /// The name that configurations use.
  var name: String { get }

  /// The smallest real request to a model.
  func completion(_ call: APICall) -> APIPlan

  /// A request that costs no tokens and fails without a good credential: a listing, or what usage there is.
  func listing(_ call: APICall) -> APIPlan

  /// Reads the complete answer to `completion`. `secrets` are taken out of every text.
  func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer

  /// Reads the complete answer to `listing`; rules as `answer`.
  func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing
}

/// The kinds of API that can be asked.
package enum APIKinds {
  /// All of them, in the order they are listed to people.
  package static let all: [any APIKind] = [
    OpenAICompletions(), OpenAIResponses(), CodexResponses(), AzureResponses(),
    AnthropicMessages(), GoogleGenerativeAI(), OllamaChat(), BedrockConverse(),
    OpenAICompletions(name: "mistral-conversations", path: "/v1", tokensMember: "max_tokens"),
  ]

  /// The kind of that name; nil when it is unknown or only works inside another product.
  package static func kind(named name: String) -> (any APIKind)? {
    all.first { $0.name == name }
  }

  /// Why an API of that name is not asked; nil for one that is.
  package static func reasonNotCheckable(_ name: String) -> String? {
    if kind(named: name) != nil { return nil }
    switch name {
    case "github-copilot", "google-gemini-cli", "openai-chatgpt-responses":
      return "The API '\(name)' answers only to the product it belongs to."
    case "google-vertex":
      return "The API 'google-vertex' needs a login of Google Cloud, which Purser does not make."
    default: return "Purser does not know how to ask an API of the kind '\(name)'."
    }
  }
}
