package import PurserDomain
import SQLKit

/// Routes (primary and fallbacks) with their policy, per scope and purpose.
package struct RouteRepository<Access> {
  let connection: any SQLConnection

  /// Returns what stands at `scope` itself for `purpose`; empty when nothing does.
  package func find(at scope: ScopeID, purpose: Purpose) throws -> StoredRoute {
    var route = StoredRoute()
    try connection.forEach(
      """
      SELECT position, written
      FROM route
      WHERE scope_id = \(scope.text) AND purpose = \(purpose.rawValue)
      ORDER BY position
      """
    ) { row in route.append(position: try row.next(Int64.self), try row.next(String.self)) }
    route.policy = try connection.first(
      """
      SELECT fallbacks
      FROM route_policy
      WHERE scope_id = \(scope.text) AND purpose = \(purpose.rawValue)
      """
    ) { row in try FallbackPolicy(stored: row.next(String.self)) }
    return route
  }

  /// Returns everything that stands at the scopes asked for, or at every scope when `scopes` is nil.
  package func list(at scopes: [ScopeID]? = nil) throws -> [ScopeID: [Purpose: StoredRoute]] {
    var routes: [ScopeID: [Purpose: StoredRoute]] = [:]
    let routeRow: (RowReader) throws -> Void = { row in
      let scope = try ScopeID(row.next(String.self))
      let purpose = try Purpose(stored: row.next(String.self))
      let position = try row.next(Int64.self)
      routes[scope, default: [:]][purpose, default: StoredRoute()]
        .append(position: position, try row.next(String.self))
    }
    let policyRow: (RowReader) throws -> Void = { row in
      let scope = try ScopeID(row.next(String.self))
      let purpose = try Purpose(stored: row.next(String.self))
      routes[scope, default: [:]][purpose, default: StoredRoute()].policy =
        try FallbackPolicy(stored: row.next(String.self))
    }
    guard let scopes else {
      try connection.forEach(
        """
        SELECT scope_id, purpose, position, written
        FROM route
        ORDER BY scope_id, purpose, position
        """, routeRow)
      try connection.forEach(
        "SELECT scope_id, purpose, fallbacks FROM route_policy ORDER BY scope_id, purpose",
        policyRow)
      return routes
    }
    for scope in scopes {
      try connection.forEach(
        """
        SELECT scope_id, purpose, position, written
        FROM route
        WHERE scope_id = \(scope.text)
        ORDER BY purpose, position
        """, routeRow)
      try connection.forEach(
        """
        SELECT scope_id, purpose, fallbacks
        FROM route_policy
        WHERE scope_id = \(scope.text)
        ORDER BY purpose
        """, policyRow)
    }
    return routes
  }

  /// Returns what is configured for `purpose` at any scope from `position` on (0 is the primary) and begins with `prefix`,
  /// sorted, each once, at most `limit`.
  package func written(
    for purpose: Purpose, from position: Int64, prefix: String, limit: Int
  ) throws -> [String] {
    try connection.rows(
      """
      SELECT DISTINCT written
      FROM route
      WHERE purpose = \(purpose.rawValue) AND position >= \(position)
        AND substr(written, 1, \(Int64(prefix.unicodeScalars.count))) = \(prefix)
      ORDER BY written
      LIMIT \(Int64(limit))
      """
    ) { row in try row.next(String.self) }
  }
}

extension RouteRepository where Access == ReadWrite {
  /// Makes what stands at a scope for a purpose equal to `route`; rows that are right stay untouched.
  ///
  /// `known` is what stands there, when the caller has read it. `resolve` gives the canonical reference of a written one, nil for an alias or a bare name.
  package func replace(
    at scope: ScopeID, purpose: Purpose, with route: StoredRoute, known: StoredRoute? = nil,
    resolve: (String) -> ModelRef?
  ) throws {
    let old = try known ?? find(at: scope, purpose: purpose)
    if old.policy != route.policy { try setPolicy(route.policy, at: scope, purpose: purpose) }
    for (position, written) in route.entries where old.entry(position) != written {
      let ref = resolve(written)
      try connection.run(
        saveRoute.binding([
          .text(scope.text), .text(purpose.rawValue), .integer(Int64(position)), .text(written),
          (ref?.provider).sqlValue, (ref?.model).sqlValue,
        ]))
    }
    let kept = Set(route.entries.map(\.position))
    for (position, _) in old.entries where !kept.contains(position) {
      try connection.run(
        """
        DELETE FROM route
        WHERE scope_id = \(scope.text) AND purpose = \(purpose.rawValue)
          AND position = \(Int64(position))
        """)
    }
  }

  private func setPolicy(_ policy: FallbackPolicy?, at scope: ScopeID, purpose: Purpose) throws {
    guard let policy else {
      try connection.run(
        """
        DELETE FROM route_policy
        WHERE scope_id = \(scope.text) AND purpose = \(purpose.rawValue)
        """)
      return
    }
    try connection.run(
      savePolicy.binding([.text(scope.text), .text(purpose.rawValue), .text(policy.rawValue)]))
  }
}

// Put together once: an import runs them for thousands of agents.
private let saveRoute: SQL = """
  INSERT INTO route (scope_id, purpose, position, written, provider, model)
  VALUES \(list: Array(repeating: SQLValue.null, count: 6))
  ON CONFLICT (scope_id, purpose, position) DO UPDATE
  SET written = excluded.written, provider = excluded.provider, model = excluded.model
  """
private let savePolicy: SQL = """
  INSERT INTO route_policy (scope_id, purpose, fallbacks)
  VALUES \(list: Array(repeating: SQLValue.null, count: 3))
  ON CONFLICT (scope_id, purpose) DO UPDATE SET fallbacks = excluded.fallbacks
  """

/// What stands at one scope for one purpose.
package struct StoredRoute: Equatable, Sendable {
  /// The primary as configured: a reference, an alias or a bare name.
  package var primary: String?
  /// The fallbacks as configured, in order.
  package var fallbacks: [String]
  /// Nil when the scope says nothing of fallbacks.
  package var policy: FallbackPolicy?

  package init(primary: String? = nil, fallbacks: [String] = [], policy: FallbackPolicy? = nil) {
    self.primary = primary
    self.fallbacks = fallbacks
    self.policy = policy
  }

  /// Whether nothing stands there.
  package var isEmpty: Bool { primary == nil && fallbacks.isEmpty && policy == nil }

  fileprivate mutating func append(position: Int64, _ written: String) {
    if position == 0 { primary = written } else { fallbacks.append(written) }
  }

  fileprivate var entries: [(position: Int, written: String)] {
    (primary.map { [(0, $0)] } ?? []) + fallbacks.enumerated().map { ($0.offset + 1, $0.element) }
  }

  fileprivate func entry(_ position: Int) -> String? {
    position == 0
      ? primary : fallbacks.indices.contains(position - 1) ? fallbacks[position - 1] : nil
  }
}
