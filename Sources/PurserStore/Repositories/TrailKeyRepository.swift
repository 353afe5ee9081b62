package import PurserDomain
import SQLKit

/// The key of the chain of seals, itself sealed under the master key.
package struct TrailKeyRepository<Access> {
  let connection: any SQLConnection

  /// Returns the key, nil in a store that is not set up yet.
  package func find() throws -> StoredTrailKey? {
    try connection.first("SELECT key_id, nonce, sealed, created_at FROM trail_key WHERE id = 1") {
      row in
      StoredTrailKey(
        keyID: try row.next(String.self),
        nonce: try row.next([UInt8].self),
        sealed: try row.next([UInt8].self),
        createdAt: Timestamp(milliseconds: try row.next(Int64.self)))
    }
  }
}

extension TrailKeyRepository where Access == ReadWrite {
  /// Stores the key in place of the one that was there: the same key, sealed under another master key.
  package func save(_ key: StoredTrailKey) throws {
    try connection.run(
      """
      INSERT INTO trail_key (id, key_id, nonce, sealed, created_at)
      VALUES (1, \(key.keyID), \(key.nonce), \(key.sealed), \(key.createdAt.milliseconds))
      ON CONFLICT (id) DO UPDATE
      SET key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed
      """)
  }
}

/// The sealed key of the chain.
package struct StoredTrailKey: Sendable {
  /// Which master key seals it.
  package var keyID: String
  package var nonce: [UInt8]
  package var sealed: [UInt8]
  package var createdAt: Timestamp

  package init(keyID: String, nonce: [UInt8], sealed: [UInt8], createdAt: Timestamp) {
    self.keyID = keyID
    self.nonce = nonce
    self.sealed = sealed
    self.createdAt = createdAt
  }
}
