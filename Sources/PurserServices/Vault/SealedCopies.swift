import JSONKit
import PurserDomain
import PurserStore

/// Seals values anew for another owner.
struct SealedCopies {
  let vault: Vault
  let session: Session<ReadWrite>
  /// The only ones to copy; nil for all.
  var only: Set<Int64>?

  /// Returns the id of a copy of the secret `id` that belongs to `owner`; `id` itself when it is not to be copied. Throws
  /// `corrupt` when the secret is gone, and as `Vault.opened`.
  func copy(_ id: Int64, to owner: SecretOwner) throws -> Int64 {
    if let only, !only.contains(id) { return id }
    guard let stored = try session.secrets.find(id) else {
      throw StoreError(
        .corrupt, "The sealed value '\(id)' is gone.", subject: String(id),
        hint: "Run: purser audit verify")
    }
    return try session.secrets.replace(
      vault.seal(
        vault.opened(stored, in: session), owner: owner, field: stored.field, in: session))
  }

  /// Returns `provider` with the sealed values in it pointing to copies for `owner`. Throws as `copy`.
  func copyAll(in provider: ProviderDefinition, to owner: SecretOwner) throws -> ProviderDefinition
  {
    var copy = provider
    if case .sealed(let id, let digest) = provider.key {
      copy.key = .sealed(id: try self.copy(id, to: owner), digest: digest)
    }
    copy.headersJSON = try copyAll(in: provider.headersJSON, to: owner)
    copy.compatJSON = try copyAll(in: provider.compatJSON, to: owner)
    copy.extraJSON = try copyAll(in: provider.extraJSON, to: owner) ?? "{}"
    return copy
  }

  /// Returns `model` with the sealed values in it pointing to copies for `owner`. Throws as `copy`.
  func copyAll(in model: ModelDefinition, to owner: SecretOwner) throws -> ModelDefinition {
    var copy = model
    copy.headersJSON = try copyAll(in: model.headersJSON, to: owner)
    copy.compatJSON = try copyAll(in: model.compatJSON, to: owner)
    copy.extraJSON = try copyAll(in: model.extraJSON, to: owner) ?? "{}"
    return copy
  }

  /// Whether the secret `id` does not open or is gone. Throws as `Vault.tryToOpen`.
  func isClosed(_ id: Int64) throws -> Bool {
    guard let stored = try session.secrets.find(id) else { return true }
    if case .undecryptable = try vault.tryToOpen(stored, in: session) { return true }
    return false
  }

  /// Returns a JSON text with each `{"$sealed": id, …}` in it pointing to a copy for `owner`; the text
  /// itself when there is none.
  func copyAll(in text: String?, to owner: SecretOwner) throws -> String? {
    guard let text, text.contains("\"$sealed\"") else { return text }
    return try copied(JSON.parse(text), owner).text(.compact)
  }

  private func copied(_ value: JSON, _ owner: SecretOwner) throws -> JSON {
    switch value {
    case .array(let items): return .array(try items.map { try copied($0, owner) })
    case .object(var members):
      if let id = members["$sealed"]?.int64 {
        members["$sealed"] = .number(JSONNumber(try copy(id, to: owner)))
        return .object(members)
      }
      for (key, value) in members { members[key] = try copied(value, owner) }
      return .object(members)
    default: return value
    }
  }
}
