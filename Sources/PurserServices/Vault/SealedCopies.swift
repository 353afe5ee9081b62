import JSONKit
import PurserDomain
import PurserStore

/// Seals values anew for another owner.
struct SealedCopies {
  let vault: Vault
  let session: Session<ReadWrite>

  /// Returns the id of a copy of the secret `id` that belongs to `owner`. Throws `corrupt` when the
  /// secret is gone, and what opening it throws.
  func copy(_ id: Int64, to owner: SecretOwner) throws -> Int64 {
    guard let stored = try session.secrets.find(id) else {
      throw StoreError(
        .corrupt, "The sealed value '\(id)' is gone.", subject: String(id),
        hint: "Run: purser audit verify")
    }
    return try session.secrets.replace(
      vault.seal(vault.open(stored), owner: owner, field: stored.field, in: session))
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
