package import JSONKit
package import PurserDomain

/// A SecretRef: an object that says where a key is kept.
package struct SecretReference: Hashable, Sendable {
  /// `env`, `file`, `exec` or `store`.
  package var source: String
  /// The name under which the source is declared.
  package var provider: String
  package var id: String

  package init(source: String, provider: String, id: String) {
    self.source = source
    self.provider = provider
    self.id = id
  }

  /// Reads `object`; nil when it is no valid SecretRef or has other members. A provider that is not
  /// named is `default`.
  package init?(_ object: JSONObject) {
    guard object.count <= 3, let source = object["source"]?.string, let id = object["id"]?.string
    else { return nil }
    let provider = object["provider"] ?? "default"
    guard object.count == (object.contains("provider") ? 3 : 2), let name = provider.string,
      KeyText.secretRefFault(source: source, provider: name, id: id) == nil,
      !SecretShape.hasKnownPrefix(id)
    else { return nil }
    self.init(source: source, provider: name, id: id)
  }

  /// The reference as a provider's key.
  package var key: KeyReference { .secretRef(source: source, provider: provider, id: id) }

  /// `source:provider:id`, as it is typed and shown.
  package var text: String { "\(source):\(provider):\(id)" }
}
