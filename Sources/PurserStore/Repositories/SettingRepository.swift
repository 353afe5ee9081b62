package import PurserDomain
import SQLKit

/// Settings as stored: canonical text per scope and key. What a key means is `SettingKey`'s to say.
package struct SettingRepository<Access> {
  let connection: any SQLConnection

  /// Returns the values that stand at `scope`, by key.
  package func values(at scope: ScopeID) throws -> [String: String] {
    let rows = try connection.rows(
      "SELECT key, value FROM setting WHERE scope_id = \(scope.text) ORDER BY key"
    ) { row in (try row.next(String.self), try row.next(String.self)) }
    return Dictionary(rows) { first, _ in first }
  }

  /// Returns every stored setting, sorted by scope, then key.
  package func list() throws -> [StoredSetting] {
    try connection.rows("SELECT scope_id, key, value FROM setting ORDER BY scope_id, key") { row in
      StoredSetting(
        scope: try ScopeID(row.next(String.self)),
        key: try row.next(String.self),
        value: try row.next(String.self))
    }
  }

  /// Returns the value that stands at `scope` itself, nil when none does.
  package func value(_ key: String, at scope: ScopeID) throws -> String? {
    try connection.first(
      "SELECT value FROM setting WHERE scope_id = \(scope.text) AND key = \(key)"
    ) { row in try row.next(String.self) }
  }
}

extension SettingRepository where Access == ReadWrite {
  /// Sets a value at a scope; a value that stands already is no change.
  package func set(_ key: String, to value: String, at scope: ScopeID) throws {
    try connection.run(
      """
      INSERT INTO setting (scope_id, key, value)
      VALUES (\(scope.text), \(key), \(value))
      ON CONFLICT (scope_id, key) DO UPDATE SET value = excluded.value
      WHERE value IS NOT excluded.value
      """)
  }

  /// Removes a value from a scope. Returns whether one stood there.
  package func unset(_ key: String, at scope: ScopeID) throws -> Bool {
    try connection.run(
      "DELETE FROM setting WHERE scope_id = \(scope.text) AND key = \(key)") > 0
  }
}

/// One stored setting.
package struct StoredSetting: Equatable, Sendable {
  package var scope: ScopeID
  package var key: String
  package var value: String
}
