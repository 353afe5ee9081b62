import JSONKit
import PurserDomain
import PurserStore
import SecretKit

/// Seals the values of one provider and forgets those that nothing names any more.
struct ProviderSealing {
  let vault: Vault
  let session: Session<ReadWrite>
  let owner: SecretOwner

  /// Returns what a key becomes. The same value stays the row it is, as long as that opens.
  func key(
    _ change: ProviderEdit.Key, replacing old: KeyReference
  ) throws -> KeyReference {
    switch change {
    case .keep: return old
    case .clear: return .none
    case .reference(let reference): return reference
    case .secret(let given):
      let digest = try vault.digest(given.value, in: session.readOnly)
      if case .sealed(let id, digest) = old, try holds(given.value, id) { return old }
      return .sealed(id: try seal(given.value, field: "apiKey"), digest: digest)
    }
  }

  /// Returns headers as compact JSON; nil when none are left. Throws `not_found` for one to remove that is not there.
  func headers(
    _ changes: [(name: String, change: ProviderEdit.Header)], on old: String?
  ) throws -> String? {
    if changes.isEmpty { return old }
    var headers = try old.map { try SealedMarks.parsed($0).object ?? [:] } ?? [:]
    for (name, change) in changes {
      let lowered = name.scriptLowercased
      let present = headers.keys.first { $0.scriptLowercased == lowered }
      let before = present.flatMap { headers[$0] }
      if let present, present != name { headers[present] = nil }
      switch change {
      case .clear:
        guard present != nil else { throw Self.noHeader(name, among: Array(headers.keys)) }
        headers[name] = nil
      case .text(let text): headers[name] = .string(text)
      case .secret(let given):
        headers[name] = try mark(given.value, name: name, replacing: before)
      }
    }
    return headers.isEmpty ? nil : JSON.object(headers).text(.compact)
  }

  private static func noHeader(_ name: String, among names: [String]) -> StoreError {
    let shown = names.map { "'\($0.printable(limit: 80))'" }
    let sent = shown.isEmpty ? "none" : shown.joined(separator: ", ")
    return StoreError(
      .notFound, "The provider sends no header '\(name)'.", subject: name,
      hint: "It sends: \(sent)")
  }

  /// Returns the models of a read document with their values sealed; those that `old` has sealed in the
  /// same place stay the rows they are, as long as those open.
  func models(
    _ read: ReadProvider?, replacing old: [ModelDefinition]
  ) throws -> [ModelDefinition] {
    guard let read else { return [] }
    if read.secrets.isEmpty { return read.models }
    var present: [String: Int64] = [:]
    for model in old {
      for text in model.jsonTexts {
        try SealedMarks.forEach(text) { id, digest in present[digest] = id }
      }
    }
    let ids = try read.secrets.map { secret in
      switch secret.value {
      case .carried(let row): return row
      case .given(let value):
        if let id = present[secret.digest], let stored = try session.secrets.find(id),
          stored.field == secret.field, try vault.holds(value, in: stored)
        {
          return id
        }
        return try seal(value, field: secret.field)
      }
    }
    return try read.sealed(ids).models
  }

  /// Removes the sealed values that were named before and are not now.
  func forget(
    usedBy old: (ProviderDefinition, [ModelDefinition]),
    butNotBy new: (ProviderDefinition, [ModelDefinition])
  ) throws {
    let kept = Set(try Self.sealed(new.0, new.1))
    for id in try Self.sealed(old.0, old.1) where !kept.contains(id) {
      try session.secrets.delete(id)
    }
  }

  private func mark(
    _ secret: SecretBytes, name: String, replacing old: JSON?
  ) throws -> JSON {
    let digest = try vault.digest(secret, in: session.readOnly)
    if let old, old["digest"]?.string == digest, let id = old[CredentialSieve.mark]?.int64,
      try holds(secret, id)
    {
      return old
    }
    let field = JSONPath([.key("headers"), .key(name)]).description
    let id = try seal(secret, field: field)
    return [CredentialSieve.mark: .number(JSONNumber(id)), "digest": .string(digest)]
  }

  private func holds(_ secret: SecretBytes, _ id: Int64) throws -> Bool {
    try vault.holds(secret, in: session.secrets.find(id))
  }

  private func seal(_ secret: SecretBytes, field: String) throws -> Int64 {
    try session.secrets.replace(vault.seal(secret, owner: owner, field: field, in: session))
  }

  /// The rows of `secret` that a provider and its models name.
  static func sealed(
    _ definition: ProviderDefinition, _ models: [ModelDefinition]
  ) throws -> [Int64] {
    var ids: [Int64] = []
    if case .sealed(let id, _) = definition.key { ids.append(id) }
    for text in definition.jsonTexts(with: models) {
      try SealedMarks.forEach(text) { id, _ in ids.append(id) }
    }
    return ids
  }
}
