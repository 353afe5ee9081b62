package import PurserDomain
import SQLKit

/// The models that a configuration names, with their parameters (`agents.defaults.models`).
package struct ModelSettingRepository<Access> {
  let connection: any SQLConnection

  /// Returns the entries that stand at `scope` itself, in list order.
  package func list(at scope: ScopeID) throws -> [StoredModelSetting] {
    try connection.rows(
      """
      SELECT scope_id, provider, model, written, params, extra, position
      FROM model_setting
      WHERE scope_id = \(scope.text)
      ORDER BY position, provider, model
      """, StoredModelSetting.init(row:))
  }

  /// Returns the entries of all scopes, sorted by scope, then list order.
  package func list() throws -> [StoredModelSetting] {
    try connection.rows(
      """
      SELECT scope_id, provider, model, written, params, extra, position
      FROM model_setting
      ORDER BY scope_id, position, provider, model
      """, StoredModelSetting.init(row:))
  }
}

extension ModelSettingRepository where Access == ReadWrite {
  /// Adds an entry or makes the one of the same model equal to it.
  package func save(_ entry: StoredModelSetting) throws {
    try connection.run(
      """
      INSERT INTO model_setting (scope_id, provider, model, written, params, extra, position)
      VALUES (
        \(entry.scope.text), \(entry.ref.provider), \(entry.ref.model), \(entry.written),
        \(entry.paramsJSON), \(entry.extraJSON), \(Int64(entry.position))
      )
      ON CONFLICT (scope_id, provider, model) DO UPDATE
      SET written = excluded.written, params = excluded.params, extra = excluded.extra,
        position = excluded.position
      WHERE written IS NOT excluded.written OR params IS NOT excluded.params
        OR extra IS NOT excluded.extra OR position IS NOT excluded.position
      """)
  }

  /// Removes an entry.
  package func delete(_ entry: StoredModelSetting) throws {
    try connection.run(
      """
      DELETE FROM model_setting
      WHERE scope_id = \(entry.scope.text) AND provider = \(entry.ref.provider)
        AND model = \(entry.ref.model)
      """)
  }
}

/// One model that the configuration of a scope names.
package struct StoredModelSetting: Equatable, Sendable {
  package var scope: ScopeID
  package var ref: ModelRef
  /// The key as the source document spells it.
  package var written: String
  /// JSON object of parameters.
  package var paramsJSON: String?
  /// JSON object of the members that Purser does not know.
  package var extraJSON: String
  /// Order in lists, from 0.
  package var position: Int

  package init(
    scope: ScopeID, ref: ModelRef, written: String, paramsJSON: String? = nil,
    extraJSON: String = "{}", position: Int
  ) {
    self.scope = scope
    self.ref = ref
    self.written = written
    self.paramsJSON = paramsJSON
    self.extraJSON = extraJSON
    self.position = position
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    ref = ModelRef(provider: try row.next(String.self), model: try row.next(String.self))
    written = try row.next(String.self)
    paramsJSON = try row.next(String?.self)
    extraJSON = try row.next(String.self)
    position = Int(try row.next(Int64.self))
  }
}
