import PurserDomain
import PurserStore
import SecretKit

/// Sealing what documents say of credentials.
extension ImportWriter {
  /// Returns the row ids of `secrets`: the present ones where the same value is sealed already and opens, and whatever it is
  /// in the field `untouched`. Throws `UndecryptableValue`, with nothing changed, when one is to be copied and does not open.
  mutating func seal(
    _ secrets: [PendingSecret], for owner: SecretOwner, keeping untouched: String? = nil
  ) throws -> [Int64] {
    var present = stored.secrets[owner.text] ?? [:]
    if secrets.isEmpty, present.isEmpty { return [] }
    let secrets = try secrets.map { secret in
      secret.field == untouched
        ? secret : try opened(secret, for: owner, unlessIn: present[secret.field])
    }
    var kept: [String: StoredSecret] = [:]
    var ids: [Int64] = []
    if let untouched {
      kept[untouched] = present[untouched]
      present[untouched] = nil
    }
    for secret in secrets {
      if secret.field == untouched {
        log.count(.secrets, \.unchanged)
        ids.append(kept[secret.field]?.id ?? 0)
        continue
      }
      let row = try row(of: secret, for: owner, insteadOf: present[secret.field])
      ids.append(row.id)
      kept[secret.field] = row
      present[secret.field] = nil
    }
    for field in present.keys.sorted() {
      try session.secrets.delete(owner: owner.text, field: field)
    }
    stored.secrets[owner.text] = kept
    return ids
  }

  /// Returns the row of a value: `old` where that holds it, else a new one.
  private mutating func row(
    of secret: PendingSecret, for owner: SecretOwner, insteadOf old: StoredSecret?
  ) throws -> StoredSecret {
    if let old, stands(secret, for: old) {
      guard case .given(let value) = secret.value else { return unchanged(old) }
      if try vault.holds(value, in: old) { return unchanged(old) }
    }
    guard case .given(let value) = secret.value else {
      throw StoreError(
        .internal, "A value that is carried over was not opened.", subject: secret.field)
    }
    var row = try vault.seal(value, owner: owner, field: secret.field, in: session)
    row.id = try session.secrets.replace(row)
    stored.digests[row.id] = secret.digest
    log.count(.secrets, \.stored)
    return row
  }

  private func unchanged(_ row: StoredSecret) -> StoredSecret {
    log.count(.secrets, \.unchanged)
    return row
  }

  private func stands(_ secret: PendingSecret, for row: StoredSecret) -> Bool {
    stored.digests[row.id] == secret.digest
  }

  /// Returns `secret` with its value, unless it is what `row` has, whether or not that opens: nothing was given in its place.
  private func opened(
    _ secret: PendingSecret, for owner: SecretOwner, unlessIn row: StoredSecret?
  ) throws -> PendingSecret {
    guard case .carried(let id) = secret.value else { return secret }
    if let row, stands(secret, for: row) { return secret }
    guard let source = try session.secrets.find(id) else {
      let gone = StoredSecret(
        owner: owner.text, field: secret.field, keyID: "", nonce: [], sealed: [],
        createdAt: session.now)
      throw try UndecryptableValue(gone, .changed, in: session)
    }
    switch try vault.tryToOpen(source, in: session) {
    case .undecryptable(let reason): throw try UndecryptableValue(source, reason, in: session)
    case .secret(let value):
      var secret = secret
      secret.value = .given(value)
      return secret
    }
  }

  /// Whether what is sealed for a profile is there and opens, as far as anybody can tell.
  func opens(_ profile: StoredProfile) throws -> Bool {
    let owner = SecretOwner.profile(profile.id, at: profile.scope)
    guard let row = stored.secrets[owner.text]?[ReadProfile.secretField] else { return false }
    return switch try vault.look(into: row) {
    case .secret, .undecryptable(.noKey): true
    case .undecryptable: false
    }
  }
}
