/// Whose list of models a catalog is.
package enum CatalogSource: String, Sendable, CaseIterable {
  /// OpenRouter's `/models`.
  case openRouter = "openrouter"
  /// The `api.json` of models.dev, about many providers.
  case modelsDev = "models.dev"
  /// What a provider lists of itself.
  case provider

  /// The word that stands for all providers in a catalog's key.
  package static let everyProvider = "*"

  /// Where the list is when nothing else is said; nil where it depends on the provider.
  package var url: String? {
    switch self {
    case .openRouter: "https://openrouter.ai/api/v1/models"
    case .modelsDev: "https://models.dev/api.json"
    case .provider: nil
    }
  }

  /// The canonical provider of models.dev's id `id`, which has names of its own for some.
  package static func provider(ofModelsDev id: String) -> String {
    let id = ModelNaming.standard.provider(id)
    return modelsDevNames[id] ?? id
  }

  private static let modelsDevNames = [
    "alibaba-cn": "qwen", "fireworks-ai": "fireworks", "kilo": "kilocode",
    "kimi-for-coding": "kimi-coding", "novita-ai": "novita", "togetherai": "together",
    "vercel": "vercel-ai-gateway",
  ]

  /// Whether the list says all there is of `provider`, so that a model it does not have is unknown.
  ///
  /// A provider's own list does. Others do not where each installation or account has models of its own.
  package func isComplete(for provider: String) -> Bool {
    self == .provider || !Self.ownNames.contains(provider)
  }

  private static let ownNames: Set<String> = [
    "amazon-bedrock", "azure-openai-responses", "cloudflare-ai-gateway", "google-vertex",
    "github-copilot", "huggingface", "litellm", "lmstudio", "ollama", "sglang", "vllm",
  ]
}
