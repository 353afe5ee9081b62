package import PurserDomain
import SQLKit

/// Sealed values. What they hold is known to the vault alone.
package struct SecretRepository<Access> {
  let connection: any SQLConnection

  /// Returns a sealed value, nil when there is none of that id.
  package func find(_ id: Int64) throws -> StoredSecret? {
    try connection.first(
      """
      SELECT id, owner, field, key_id, nonce, sealed, created_at
      FROM secret
      WHERE id = \(id)
      """, StoredSecret.init(row:))
  }

  /// Returns every sealed value, by id.
  package func list() throws -> [StoredSecret] {
    try connection.rows(
      """
      SELECT id, owner, field, key_id, nonce, sealed, created_at
      FROM secret
      ORDER BY id
      """, StoredSecret.init(row:))
  }
}

extension SecretRepository where Access == ReadWrite {
  /// Stores a sealed value in place of the one its owner had in that field. Returns its new id.
  package func replace(_ secret: StoredSecret) throws -> Int64 {
    try delete(owner: secret.owner, field: secret.field)
    let id = try connection.first(
      """
      INSERT INTO secret (owner, field, key_id, nonce, sealed, created_at)
      VALUES (
        \(secret.owner), \(secret.field), \(secret.keyID), \(secret.nonce), \(secret.sealed),
        \(secret.createdAt.milliseconds)
      )
      RETURNING id
      """
    ) { row in try row.next(Int64.self) }
    guard let id else {
      throw StoreError(.internal, "The store gave no id for a sealed value.", subject: secret.field)
    }
    return id
  }

  /// Stores another sealing of a value that is there; id, owner and field say which.
  package func reseal(_ secret: StoredSecret) throws {
    try connection.run(
      """
      UPDATE secret
      SET key_id = \(secret.keyID), nonce = \(secret.nonce), sealed = \(secret.sealed)
      WHERE id = \(secret.id) AND owner = \(secret.owner) AND field = \(secret.field)
      """)
  }

  /// Forgets the value an owner has in a field.
  package func delete(owner: String, field: String) throws {
    try connection.run("DELETE FROM secret WHERE owner = \(owner) AND field = \(field)")
  }

  /// Forgets a value.
  package func delete(_ id: Int64) throws {
    try connection.run("DELETE FROM secret WHERE id = \(id)")
  }
}

/// A value sealed under a master key, with the row and field it belongs to.
package struct StoredSecret: Sendable {
  /// 0 before it is stored.
  package var id: Int64
  /// JSON array of table name and primary key of the owning row.
  package var owner: String
  /// Which value of the owner: `apiKey`, `headers.NAME`, …
  package var field: String
  package var keyID: String
  package var nonce: [UInt8]
  package var sealed: [UInt8]
  package var createdAt: Timestamp

  package init(
    id: Int64 = 0, owner: String, field: String, keyID: String, nonce: [UInt8], sealed: [UInt8],
    createdAt: Timestamp
  ) {
    self.id = id
    self.owner = owner
    self.field = field
    self.keyID = keyID
    self.nonce = nonce
    self.sealed = sealed
    self.createdAt = createdAt
  }

  fileprivate init(row: RowReader) throws {
    id = try row.next(Int64.self)
    owner = try row.next(String.self)
    field = try row.next(String.self)
    keyID = try row.next(String.self)
    nonce = try row.next([UInt8].self)
    sealed = try row.next([UInt8].self)
    createdAt = Timestamp(milliseconds: try row.next(Int64.self))
  }
}
