package import PurserDomain
import SQLKit

/// The orders in which profiles are tried.
package struct ProfileOrderRepository<Access> {
  let connection: any SQLConnection

  /// Returns the orders that stand at `scope` itself, sorted by provider, the one of the config first.
  package func list(at scope: ScopeID) throws -> [StoredOrder] {
    try connection.rows(
      """
      SELECT scope_id, provider, source, profiles
      FROM profile_order
      WHERE scope_id = \(scope.text)
      ORDER BY provider, source
      """, StoredOrder.init(row:))
  }

  /// Returns the orders of all scopes, sorted by scope and provider, the one of the config first.
  package func list() throws -> [StoredOrder] {
    try connection.rows(
      """
      SELECT scope_id, provider, source, profiles
      FROM profile_order
      ORDER BY scope_id, provider, source
      """, StoredOrder.init(row:))
  }

  /// Returns the order from `source` at `scope` itself, nil when none is set. Empty means: none is tried.
  package func find(
    _ provider: String, at scope: ScopeID, source: StoredOrder.Source
  ) throws -> StoredOrder? {
    try connection.first(
      """
      SELECT scope_id, provider, source, profiles
      FROM profile_order
      WHERE scope_id = \(scope.text) AND provider = \(provider) AND source = \(source.rawValue)
      """, StoredOrder.init(row:))
  }
}

extension ProfileOrderRepository where Access == ReadWrite {
  /// Stores an order in place of the one from the same source. No id may hold a line break.
  package func save(_ order: StoredOrder) throws {
    try connection.run(
      """
      INSERT INTO profile_order (scope_id, provider, source, profiles)
      VALUES (
        \(order.scope.text), \(order.provider), \(order.source.rawValue),
        \(IDList.text(order.profiles))
      )
      ON CONFLICT (scope_id, provider, source) DO UPDATE
      SET profiles = excluded.profiles
      """)
  }

  /// Removes an order. Returns whether it was there.
  @discardableResult
  package func delete(
    _ provider: String, at scope: ScopeID, source: StoredOrder.Source
  ) throws -> Bool {
    try connection.run(
      """
      DELETE FROM profile_order
      WHERE scope_id = \(scope.text) AND provider = \(provider) AND source = \(source.rawValue)
      """) > 0
  }
}

/// An order at a scope.
package struct StoredOrder: Equatable, Sendable {
  /// Who set it.
  package enum Source: String, Equatable, Sendable {
    /// `auth.order` of the config: a hard rule.
    case config
    /// A command or a runtime; wins over the config.
    case store
  }

  package var scope: ScopeID
  /// Canonical provider.
  package var provider: String
  package var source: Source
  /// Ids, the first is tried first; empty: none is tried.
  package var profiles: [String]

  package init(scope: ScopeID, provider: String, source: Source, profiles: [String]) {
    self.scope = scope
    self.provider = provider
    self.source = source
    self.profiles = profiles
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    provider = try row.next(String.self)
    source = try Source(stored: row.next(String.self))
    profiles = try IDList.ids(row.next(String.self))
  }
}
