import PurserDomain

/// How a key reference stands in the columns of `provider`.
extension KeyReference {
  struct Columns {
    var kind: String
    var reference: String?
    var secret: Int64?
    var digest: String?
  }

  var stored: Columns {
    switch self {
    case .none: Columns(kind: "none")
    case .environment(let name): Columns(kind: "environment", reference: name)
    case .command(let text): Columns(kind: "command", reference: text)
    case .marker(let word): Columns(kind: "marker", reference: word)
    case .secretRef(let source, let provider, let id):
      Columns(kind: "ref", reference: "\(source):\(provider):\(id)")
    case .template(let text): Columns(kind: "template", reference: text)
    case .placeholder(let text): Columns(kind: "placeholder", reference: text)
    case .sealed(let id, let digest): Columns(kind: "sealed", secret: id, digest: digest)
    }
  }

  /// Throws `corrupt` when the columns fit no kind; the schema's checks make that a damaged row.
  init(kind: String, reference: String?, secret: Int64?, digest: String?) throws {
    switch (kind, reference, secret, digest) {
    case ("none", nil, nil, nil): self = .none
    case ("environment", let name?, nil, nil): self = .environment(name: name)
    case ("command", let text?, nil, nil): self = .command(text: text)
    case ("marker", let word?, nil, nil): self = .marker(word: word)
    case ("template", let text?, nil, nil): self = .template(text: text)
    case ("placeholder", let text?, nil, nil): self = .placeholder(text: text)
    case ("sealed", nil, let id?, let digest?): self = .sealed(id: id, digest: digest)
    case ("ref", let text?, nil, nil):
      // Neither a source nor a provider name holds a colon (research, SecretRef grammar); an id may.
      guard let (source, rest) = text.split(atFirst: ":"),
        let (provider, id) = rest.split(atFirst: ":")
      else { throw StoreError.damaged("provider", "api_key_ref") }
      self = .secretRef(source: source, provider: provider, id: id)
    default: throw StoreError.damaged("provider", "api_key_kind")
    }
  }
}
