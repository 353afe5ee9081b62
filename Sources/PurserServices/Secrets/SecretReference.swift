package import JSONKit
package import PurserDomain
import PurserStore

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

  /// The reference that a key is; nil for any other key.
  init?(_ key: KeyReference) {
    guard case .secretRef(let source, let provider, let id) = key else { return nil }
    self.init(source: source, provider: provider, id: id)
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

  /// The reference of a stored profile, which names no provider where it means `default`.
  init(_ stored: StoredProfile.Reference) {
    self.init(source: stored.source, provider: stored.provider ?? "default", id: stored.id)
  }

  /// The reference as a provider's key.
  package var key: KeyReference { .secretRef(source: source, provider: provider, id: id) }

  /// Where to look when it gives no secret.
  var advice: String {
    switch source {
    case "env": "Set the variable '\(id)' where purser runs."
    case "file": "Look at the file that the secret provider '\(provider)' is declared with."
    case "exec": "Run the program that the secret provider '\(provider)' is declared with by hand."
    default: "Name another one."
    }
  }

  /// `source:provider:id`, as it is typed and shown.
  package var text: String { "\(source):\(provider):\(id)" }
}
