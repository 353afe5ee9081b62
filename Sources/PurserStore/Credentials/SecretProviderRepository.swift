package import PurserDomain
import SQLKit

/// Where references to secrets outside the store lead.
package struct SecretProviderRepository<Access> {
  let connection: any SQLConnection

  /// Returns the scopes at which places are declared.
  package func scopes() throws -> Set<ScopeID> {
    Set(
      try connection.rows("SELECT DISTINCT scope_id FROM secret_provider") {
        try ScopeID($0.next(String.self))
      })
  }

  /// Returns the declared places that stand at `scope` itself, by name.
  package func all(at scope: ScopeID) throws -> [StoredSecretProvider] {
    try connection.rows(
      """
      SELECT scope_id, name, source, is_default, content
      FROM secret_provider
      WHERE scope_id = \(scope.text)
      ORDER BY name
      """, StoredSecretProvider.init(row:))
  }
}

extension SecretProviderRepository where Access == ReadWrite {
  /// Adds a place or replaces the one of its name.
  package func save(_ provider: StoredSecretProvider) throws {
    try connection.run(
      """
      INSERT INTO secret_provider (scope_id, name, source, is_default, content)
      VALUES (
        \(provider.scope.text), \(provider.name), \(provider.source), \(provider.isDefault),
        \(provider.contentJSON)
      )
      ON CONFLICT (scope_id, name) DO UPDATE
      SET source = excluded.source, is_default = excluded.is_default, content = excluded.content
      """)
  }

  /// Removes a place. Returns whether it was there.
  @discardableResult
  package func remove(_ name: String, at scope: ScopeID) throws -> Bool {
    try connection.run(
      "DELETE FROM secret_provider WHERE scope_id = \(scope.text) AND name = \(name)") > 0
  }
}

/// A declared place of secrets outside the store.
package struct StoredSecretProvider: Equatable, Sendable {
  package var scope: ScopeID
  /// As references name it.
  package var name: String
  /// `env`, `file`, `exec` or `store`.
  package var source: String
  /// Whether references of its source that name no provider mean this one.
  package var isDefault: Bool
  /// The declaration as a JSON object; never a secret.
  package var contentJSON: String

  package init(
    scope: ScopeID, name: String, source: String, isDefault: Bool, contentJSON: String
  ) {
    self.scope = scope
    self.name = name
    self.source = source
    self.isDefault = isDefault
    self.contentJSON = contentJSON
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    name = try row.next(String.self)
    source = try row.next(String.self)
    isDefault = try row.next(Bool.self)
    contentJSON = try row.next(String.self)
  }
}
