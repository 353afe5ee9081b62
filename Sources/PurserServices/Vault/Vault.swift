import JSONKit
package import PurserDomain
package import PurserStore
package import SecretKit
package import SystemKit

/// Seals and opens the secrets of one store under its master key, which is read on first use.
package final class Vault {
  private let environment: Environment
  private var loaded: SecretKey?

  /// The place the key comes from.
  package let place: MasterKeyPlace

  /// Needs the environment that names the key's place; reads nothing yet.
  package init(environment: Environment) {
    self.environment = environment
    place = MasterKeyPlace.located(environment)
  }

  /// Makes a vault with a random key that nobody keeps, for a store that is thrown away.
  package static func passing() -> Vault {
    let vault = Vault(environment: Environment())
    vault.loaded = SecretKey.random()
    return vault
  }

  /// Returns the master key, read once. Throws as `MasterKeyPlace.read`.
  package func key() throws -> SecretKey {
    if let loaded { return loaded }
    let key = try place.read(environment)
    loaded = key
    return key
  }

  /// Returns the master key, made now when its place is a file that does not exist.
  package func keyOrNew() throws -> (key: SecretKey, isNew: Bool) {
    if let loaded { return (loaded, false) }
    let made = try place.readOrCreate(environment)
    loaded = made.key
    return made
  }

  /// Returns the keyed digest that stands for `secret` wherever a change of it must show.
  package func digest(_ secret: SecretBytes) throws -> String {
    KeyedDigest.digest(secret, key: try key(), purpose: "secret value")
  }

  /// Returns `secret` sealed for the field of an owner; not stored yet.
  package func seal(
    _ secret: SecretBytes, owner: SecretOwner, field: String, at now: Timestamp
  ) throws -> StoredSecret {
    let box = SecretBox.seal(
      secret, with: try key(), associated: Self.associated(owner.text, field))
    return StoredSecret(
      owner: owner.text, field: field, keyID: box.keyID, nonce: box.nonce, sealed: box.sealed,
      createdAt: now)
  }

  /// Returns the secret that was sealed. Throws `permission` for another master key, `corrupt` when
  /// the sealed value was changed or moved to another owner.
  package func open(_ secret: StoredSecret) throws -> SecretBytes {
    try unsealed(
      SealedSecret(keyID: secret.keyID, nonce: secret.nonce, sealed: secret.sealed),
      associated: Self.associated(secret.owner, secret.field))
  }

  // Owner and field with the length of the first before it, so that no other pair gives the same bytes.
  private static func associated(_ owner: String, _ field: String) -> [UInt8] {
    Array("\(owner.utf8.count):\(owner)\(field)".utf8)
  }

  private func unsealed(_ box: SealedSecret, associated: [UInt8]) throws -> SecretBytes {
    do {
      return try SecretBox.open(box, with: try key(), associated: associated)
    } catch let error as SecretError {
      let wrongKey = error.code == .wrongKey
      throw StoreError(
        wrongKey ? .permission : .corrupt,
        wrongKey ? "The master key is not the one of this store." : error.message,
        subject: place.description, hint: error.hint, cause: error.cause ?? error.message)
    }
  }
}

// MARK: - The key of the trail

extension Vault {
  private static let trailAssociated = Array("trail_key".utf8)

  /// Returns a new random key for the chain of seals, sealed under the master key.
  package func makeTrailKey(at now: Timestamp) throws -> StoredTrailKey {
    let box = SecretBox.seal(
      SecretKey.random().fileContent(), with: try key(), associated: Self.trailAssociated)
    return StoredTrailKey(
      keyID: box.keyID, nonce: box.nonce, sealed: box.sealed, createdAt: now)
  }

  /// Returns the digest of the chain whose key the store holds. Throws `not_set_up` when it holds none,
  /// `permission` when the master key is another store's.
  package func trailDigest(in session: Session<ReadOnly>) throws -> StoreDigest {
    guard let stored = try session.trailKey.find() else {
      throw StoreError(
        .notSetUp, "The store has no key for its trail.", subject: "trail_key",
        hint: "Run: purser init")
    }
    let box = SealedSecret(keyID: stored.keyID, nonce: stored.nonce, sealed: stored.sealed)
    let trailKey = try SecretKey(
      parsing: unsealed(box, associated: Self.trailAssociated).reveal())
    return StoreDigest {
      let run = TrailDigestRun(trailKey)
      return StoreDigestRun(update: run.update, finish: run.finish)
    }
  }
}

/// A running keyed digest in a box, since closures cannot share a value that is not copyable.
private final class TrailDigestRun {
  private var digest: KeyedDigest?

  init(_ key: SecretKey) { digest = KeyedDigest(key: key, purpose: "audit seal") }

  func update(_ bytes: [UInt8]) { digest?.update(bytes) }

  func finish() -> String { digest.take()?.finish() ?? "" }
}

/// The row a secret belongs to, as it is bound into the seal.
package struct SecretOwner: Equatable, Sendable {
  /// JSON array of table name and primary key.
  package let text: String

  /// A provider at a scope.
  package static func provider(_ id: String, at scope: ScopeID) -> SecretOwner {
    SecretOwner(table: "provider", key: [scope.text, id])
  }

  init(table: String, key: [String]) {
    // The same text that SQLite's json_array gives, since the schema removes secrets by it.
    text = "[" + ([table] + key).map(Self.quoted).joined(separator: ",") + "]"
  }

  private static func quoted(_ text: String) -> String {
    JSON.string(text).text(.compact)
  }
}
