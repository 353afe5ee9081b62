/// What stands where a provider's key belongs: a reference, a word with a meaning, or a sealed value.
/// Never the secret itself.
package enum KeyReference: Hashable, Sendable {
  /// No key is given.
  case none
  /// The name of an environment variable.
  case environment(name: String)
  /// A shell command whose output is the key, as written, with its leading `!`.
  case command(text: String)
  /// A word that a gateway understands, such as `ollama-local` or `secretref-managed`.
  case marker(word: String)
  /// A SecretRef object: `source` is `env`, `file`, `exec` or `store`.
  case secretRef(source: String, provider: String, id: String)
  /// Text with `${NAME}` inside it, as written.
  case template(text: String)
  /// Text that asks to be filled in, such as `<YOUR_API_KEY>`, as written.
  case placeholder(text: String)
  /// A literal key, sealed in the store: the row of `secret`, and the keyed digest that stands for it.
  case sealed(id: Int64, digest: String)
}

extension KeyReference {
  /// Whether a value was given at all.
  package var isPresent: Bool { self != .none }

  /// Whether it is a SecretRef object.
  package var isReference: Bool {
    if case .secretRef = self { true } else { false }
  }

  /// The variable that it is the name of; nil when it is none. Text with a variable inside it is a template.
  package var variable: String? {
    switch self {
    case .environment(let name): name
    case .secretRef("env", _, let id): id
    default: nil
    }
  }
}
