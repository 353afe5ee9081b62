/// The kinds of API that gateways and readers of `models.json` know. Files may name others: they load,
/// and fail when a request is made.
package enum ProviderAPI {
  /// The kinds, in the order they are listed to people.
  package static let known = [
    "openai-completions", "openai-responses", "openai-codex-responses", "openai-chatgpt-responses",
    "azure-openai-responses", "anthropic-messages", "google-generative-ai", "google-gemini-cli",
    "google-vertex", "bedrock-converse-stream", "mistral-conversations", "github-copilot", "ollama",
    "pi-messages",
  ]

  /// Returns the known kind that is nearest to `text`, nil when none is near or `text` is one.
  package static func nearest(to text: String) -> String? {
    known.contains(text) ? nil : PurserDomain.nearest(to: text, among: known)
  }
}
