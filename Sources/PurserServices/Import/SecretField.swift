package import JSONKit
package import PurserDomain

/// What stands in a secret field of a file: of a provider's `apiKey` or of a header.
package enum SecretField: Equatable, Sendable {
  /// A text, to be read by `KeyText` or `HeaderText`; it may be the secret itself.
  case text(String)
  /// A reference of a SecretRef object, whose source is `env`, `file`, `exec` or `store`.
  case reference(KeyReference)
  /// Neither, with what is wrong as a sentence without any value.
  case unusable(String)

  /// Reads `value`: a text, or an object `{source, provider, id}` whose provider is `default` when
  /// it is not named. [research/cli-and-formats.md 12.9]
  package init(_ value: JSON) {
    switch value {
    case .string(let text): self = .text(text)
    case .object(let object):
      guard let source = object["source"]?.string, let id = object["id"]?.string else {
        self = .unusable("A SecretRef needs 'source' and 'id'.")
        return
      }
      let provider = object["provider"]?.string ?? "default"
      if let fault = KeyText.secretRefFault(source: source, provider: provider, id: id) {
        self = .unusable("The SecretRef cannot be used: \(fault).")
      } else {
        self = .reference(.secretRef(source: source, provider: provider, id: id))
      }
    default: self = .unusable("Expected a string or a SecretRef object.")
    }
  }
}
