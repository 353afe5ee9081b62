package import JSONKit
package import PurserDomain

/// What is to become of a field.
package enum FieldChange<Value: Equatable & Sendable>: Equatable, Sendable {
  case keep
  case clear
  case set(Value)

  /// Returns what `old` becomes.
  func applied(to old: Value?) -> Value? {
    switch self {
    case .keep: old
    case .clear: nil
    case .set(let value): value
    }
  }
}

/// What is to become of a provider. What is not named stays as it is.
package struct ProviderEdit: Sendable {
  /// What is to become of the key.
  package enum Key: Equatable, Sendable {
    case keep
    case clear
    case reference(KeyReference)
    /// A literal, to be sealed.
    case secret(GivenSecret)
  }

  /// What is to become of one header.
  package enum Header: Equatable, Sendable {
    case clear
    /// Ordinary text or a reference, as it stands in files.
    case text(String)
    /// A literal, to be sealed.
    case secret(GivenSecret)
  }

  /// What is to become of one model; nil leaves a field as it is.
  package struct Model: Equatable, Sendable {
    package var id: String
    package var name: String?
    package var reasoning: Bool?
    package var input: [String]?
    package var contextWindow: Int64?
    package var maxTokens: Int64?

    /// Adds a model, or leaves it as it is.
    package init(id: String) {
      self.id = id
    }
  }

  package var baseURL: FieldChange<String> = .keep
  package var api: FieldChange<String> = .keep
  package var authMode: FieldChange<String> = .keep
  package var authHeader: FieldChange<Bool> = .keep
  package var key: Key = .keep
  /// Names and what becomes of them; a name is taken without regard to case.
  package var headers: [(name: String, change: Header)] = []
  /// Models that are added or changed, in order.
  package var models: [Model] = []
  /// Models as a `models.json` has them; each is added, or replaces the one of its id.
  package var modelDocuments: [JSON] = []
  /// Ids of models that go.
  package var removedModels: [String] = []

  /// An edit that changes nothing.
  package init() {}

  /// Whether nothing is asked for.
  package var isEmpty: Bool {
    baseURL == .keep && api == .keep && authMode == .keep && authHeader == .keep && key == .keep
      && headers.isEmpty && models.isEmpty && modelDocuments.isEmpty && removedModels.isEmpty
  }

  /// Whether it gives a value to be sealed, or a document that may hold some.
  package var mayHoldSecrets: Bool {
    if case .secret = key { return true }
    let hasSecretHeader = headers.contains { header in
      if case .secret = header.change { true } else { false }
    }
    return hasSecretHeader || !modelDocuments.isEmpty
  }
}
