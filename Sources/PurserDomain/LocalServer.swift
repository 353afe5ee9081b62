/// Servers of models on this machine, which are called without a key of one's own.
package enum LocalServer {
  /// The word that stands where the key of `provider`, a canonical id, belongs when nobody gives it one; nil for other
  /// providers, and for a server that is elsewhere, since that may want a key.
  package static func word(for provider: String, at endpoint: String) -> String? {
    guard let word = words[provider], LocalURL.isLocal(endpoint) else { return nil }
    return word
  }

  private static let words = [
    "ollama": "ollama-local", "lmstudio": "lmstudio-local", "vllm": "custom-local",
  ]
}

extension ProviderDefinition {
  /// The key that calls are made with where no other credential is found: that of the definition, or the word that an
  /// export writes for a server on this machine.
  package var keyInForce: KeyReference {
    guard let word = localWord else { return key }
    return .marker(word: word)
  }

  /// The address of a server on this machine that is called without a key of one's own; nil for any other provider.
  package var keylessEndpoint: String? { localWord == nil ? nil : baseURL }

  private var localWord: String? {
    guard key == .none, authMode == nil || authMode == "api-key" else { return nil }
    return baseURL.flatMap { LocalServer.word(for: id, at: $0) }
  }
}
