package import PurserDomain
import SQLKit

/// Allowlists as stored: the mode of a scope and its entries.
package struct AllowRepository<Access> {
  let connection: any SQLConnection

  /// Returns what stands at `scope` itself; mode nil when the scope has no policy.
  package func find(at scope: ScopeID) throws -> StoredAllowlist {
    StoredAllowlist(
      mode: try connection.first(
        "SELECT mode FROM allow_policy WHERE scope_id = \(scope.text)"
      ) { row in try AllowMode(stored: row.next(String.self)) },
      entries: try connection.rows(
        """
        SELECT pattern, source
        FROM allow_entry
        WHERE scope_id = \(scope.text)
        ORDER BY position
        """, AllowEntry.init(row:)))
  }

  /// Returns the allowlists of all scopes that have one.
  package func list() throws -> [ScopeID: StoredAllowlist] {
    var lists: [ScopeID: StoredAllowlist] = [:]
    try connection.forEach("SELECT scope_id, mode FROM allow_policy ORDER BY scope_id") { row in
      let scope = try ScopeID(row.next(String.self))
      lists[scope, default: StoredAllowlist()].mode = try AllowMode(stored: row.next(String.self))
    }
    try connection.forEach(
      "SELECT scope_id, pattern, source FROM allow_entry ORDER BY scope_id, position"
    ) { row in
      let scope = try ScopeID(row.next(String.self))
      lists[scope, default: StoredAllowlist()].entries.append(try AllowEntry(row: row))
    }
    return lists
  }

  /// Returns the lines of all allowlists that begin with `prefix`, sorted, each once, at most `limit`.
  package func patterns(prefix: String, limit: Int) throws -> [String] {
    try connection.rows(
      """
      SELECT DISTINCT pattern
      FROM allow_entry
      WHERE substr(pattern, 1, \(Int64(prefix.unicodeScalars.count))) = \(prefix)
      ORDER BY pattern
      LIMIT \(Int64(limit))
      """
    ) { row in try row.next(String.self) }
  }
}

extension AllowRepository where Access == ReadWrite {
  /// Makes what stands at a scope equal to `list`; entries that stand in their place stay untouched.
  package func replace(at scope: ScopeID, with list: StoredAllowlist) throws {
    let old = try find(at: scope)
    if old.mode != list.mode {
      if let mode = list.mode {
        try connection.run(
          """
          INSERT INTO allow_policy (scope_id, mode)
          VALUES (\(scope.text), \(mode.rawValue))
          ON CONFLICT (scope_id) DO UPDATE SET mode = excluded.mode
          """)
      } else {
        try connection.run("DELETE FROM allow_policy WHERE scope_id = \(scope.text)")
      }
    }
    // Patterns are unique in a scope, so what follows the first difference is written anew.
    let same = zip(old.entries, list.entries).prefix { $0 == $1 }.count
    if same < old.entries.count {
      try connection.run(
        "DELETE FROM allow_entry WHERE scope_id = \(scope.text) AND position >= \(Int64(same))")
    }
    for (position, entry) in list.entries.enumerated().dropFirst(same) {
      try connection.run(
        """
        INSERT INTO allow_entry (scope_id, position, pattern, source)
        VALUES (\(scope.text), \(Int64(position)), \(entry.pattern), \(entry.source.rawValue))
        """)
    }
  }
}

/// What stands at one scope of an allowlist.
package struct StoredAllowlist: Equatable, Sendable {
  /// Nil when the scope has no policy of its own.
  package var mode: AllowMode?
  package var entries: [AllowEntry]

  package init(mode: AllowMode? = nil, entries: [AllowEntry] = []) {
    self.mode = mode
    self.entries = entries
  }
}

extension AllowEntry {
  fileprivate init(row: RowReader) throws {
    self.init(
      pattern: try row.next(String.self), source: try Source(stored: row.next(String.self)))
  }
}
