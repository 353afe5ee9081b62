package import PurserDomain
import SQLKit

/// Aliases as stored, per scope.
package struct AliasRepository<Access> {
  let connection: any SQLConnection

  /// Returns the aliases that stand at `scope` itself, in list order; the empty name is among them.
  package func list(at scope: ScopeID) throws -> [StoredAlias] {
    try connection.rows(
      """
      SELECT scope_id, name, provider, model, position
      FROM alias
      WHERE scope_id = \(scope.text)
      ORDER BY position, name
      """, StoredAlias.init(row:))
  }

  /// Returns the aliases of all scopes, sorted by scope, then list order.
  package func list() throws -> [StoredAlias] {
    try connection.rows(
      """
      SELECT scope_id, name, provider, model, position
      FROM alias
      ORDER BY scope_id, position, name
      """, StoredAlias.init(row:))
  }
}

extension AliasRepository where Access == ReadWrite {
  /// Adds an alias. Throws `conflict` when the scope has one of that name, in whatever case.
  package func insert(_ alias: StoredAlias) throws {
    try connection.run(
      """
      INSERT INTO alias (scope_id, name, provider, model, position)
      VALUES (
        \(alias.scope.text), \(alias.name), \(alias.ref.provider), \(alias.ref.model),
        \(Int64(alias.position))
      )
      """)
  }

  /// Changes the place of an alias in lists.
  package func move(_ alias: StoredAlias, to position: Int) throws {
    try connection.run(
      """
      UPDATE alias
      SET position = \(Int64(position))
      WHERE scope_id = \(alias.scope.text) AND name = \(alias.name)
        AND provider = \(alias.ref.provider) AND model = \(alias.ref.model)
      """)
  }

  /// Removes an alias.
  package func delete(_ alias: StoredAlias) throws {
    try connection.run(
      """
      DELETE FROM alias
      WHERE scope_id = \(alias.scope.text) AND name = \(alias.name)
        AND provider = \(alias.ref.provider) AND model = \(alias.ref.model)
      """)
  }
}

/// A short name for a model, at a scope. The empty name switches the model's built-in alias off.
package struct StoredAlias: Hashable, Sendable {
  package var scope: ScopeID
  package var name: String
  package var ref: ModelRef
  /// Order in lists, from 0.
  package var position: Int

  package init(scope: ScopeID, name: String, ref: ModelRef, position: Int) {
    self.scope = scope
    self.name = name
    self.ref = ref
    self.position = position
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    name = try row.next(String.self)
    ref = ModelRef(provider: try row.next(String.self), model: try row.next(String.self))
    position = Int(try row.next(Int64.self))
  }
}
