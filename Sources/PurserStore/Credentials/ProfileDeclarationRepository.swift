package import PurserDomain
import SQLKit

/// What configs say of profiles without holding them.
package struct ProfileDeclarationRepository<Access> {
  let connection: any SQLConnection

  /// Returns the declarations that stand at `scope` itself, in its order.
  package func list(at scope: ScopeID) throws -> [StoredDeclaration] {
    try connection.rows(
      """
      SELECT scope_id, id, provider, mode, email, position, extra
      FROM profile_declaration
      WHERE scope_id = \(scope.text)
      ORDER BY position, id
      """, StoredDeclaration.init(row:))
  }

  /// Returns the declarations of all scopes, sorted by scope, then in its order.
  package func list() throws -> [StoredDeclaration] {
    try connection.rows(
      """
      SELECT scope_id, id, provider, mode, email, position, extra
      FROM profile_declaration
      ORDER BY scope_id, position, id
      """, StoredDeclaration.init(row:))
  }
}

extension ProfileDeclarationRepository where Access == ReadWrite {
  /// Adds a declaration or replaces the one of its id.
  package func save(_ declaration: StoredDeclaration) throws {
    try connection.run(
      """
      INSERT INTO profile_declaration (scope_id, id, provider, mode, email, position, extra)
      VALUES (
        \(declaration.scope.text), \(declaration.id), \(declaration.provider),
        \(declaration.mode), \(declaration.email), \(Int64(declaration.position)),
        \(declaration.extraJSON)
      )
      ON CONFLICT (scope_id, id) DO UPDATE
      SET provider = excluded.provider, mode = excluded.mode, email = excluded.email,
        position = excluded.position, extra = excluded.extra
      """)
  }

  /// Removes a declaration. Returns whether it was there.
  @discardableResult
  package func delete(_ id: String, at scope: ScopeID) throws -> Bool {
    try connection.run(
      "DELETE FROM profile_declaration WHERE scope_id = \(scope.text) AND id = \(id)") > 0
  }
}

/// What a config says of a profile.
package struct StoredDeclaration: Equatable, Sendable {
  package var scope: ScopeID
  package var id: String
  /// Canonical provider.
  package var provider: String
  /// `api_key`, `token`, `oauth` or `aws-sdk`.
  package var mode: String
  package var email: String?
  /// Order in the config, from 0.
  package var position: Int
  /// Unknown members, as a JSON object.
  package var extraJSON: String

  package init(
    scope: ScopeID, id: String, provider: String, mode: String, email: String?, position: Int,
    extraJSON: String = "{}"
  ) {
    self.scope = scope
    self.id = id
    self.provider = provider
    self.mode = mode
    self.email = email
    self.position = position
    self.extraJSON = extraJSON
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    id = try row.next(String.self)
    provider = try row.next(String.self)
    mode = try row.next(String.self)
    email = try row.next(String?.self)
    position = Int(try row.next(Int64.self))
    extraJSON = try row.next(String.self)
  }
}
