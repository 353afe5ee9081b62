import JSONKit
package import PurserDomain

/// The row a secret belongs to, as it is bound into the seal.
package struct SecretOwner: Equatable, Sendable {
  /// JSON array of table name and primary key.
  package let text: String

  /// A provider at a scope.
  package static func provider(_ id: String, at scope: ScopeID) -> SecretOwner {
    SecretOwner(table: "provider", key: [scope.text, id])
  }

  /// A profile at a scope. Its secret has the field `secret`.
  package static func profile(_ id: String, at scope: ScopeID) -> SecretOwner {
    SecretOwner(table: "auth_profile", key: [scope.text, id])
  }

  init(table: String, key: [String]) {
    // The same text that SQLite's json_array gives, since the schema removes secrets by it.
    text = JSON.array(([table] + key).map(JSON.string)).text(.compact)
  }
}
