package import PurserDomain
import SQLKit

/// Providers as documents defined them, per scope.
package struct ProviderRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    scope_id, id, written_id, position, base_url, api, auth_mode, auth_header, headers, compat, \
    api_key_kind, api_key_ref, secret_id, secret_digest, has_models, extra
    """
  }

  /// Returns the providers that stand at `scope` itself, in document order.
  package func list(at scope: ScopeID) throws -> [StoredProvider] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM provider
      WHERE scope_id = \(scope.text)
      ORDER BY position, id
      """, StoredProvider.init(row:))
  }

  /// Returns the providers of all scopes, sorted by scope, then document order.
  package func list() throws -> [StoredProvider] {
    try byScope().flatMap { scope, definitions in
      definitions.map { StoredProvider(scope: scope, definition: $0) }
    }
  }

  /// Returns the providers of each scope that has any, sorted by scope, those of one in document order.
  package func byScope() throws -> [(scope: ScopeID, definitions: [ProviderDefinition])] {
    var groups: [(scope: ScopeID, definitions: [ProviderDefinition])] = []
    var last: String?
    // By the key, which costs no sorting; a scope's few are put in order below, where they are not in it already.
    try connection.forEach("SELECT \(raw: Self.columns) FROM provider ORDER BY scope_id, id") {
      row in
      let scope = try row.next(String.self)
      if scope != last {
        groups.append((scope: try ScopeID(scope), definitions: []))
        last = scope
      }
      groups[groups.count - 1].definitions.append(try ProviderDefinition(row: row))
    }
    for place in groups.indices { groups[place].definitions.putInDocumentOrder() }
    return groups
  }

  /// Returns the provider of that canonical id at `scope` itself, nil when there is none.
  package func find(_ id: String, at scope: ScopeID) throws -> ProviderDefinition? {
    try connection.first(
      "SELECT \(raw: Self.columns) FROM provider WHERE scope_id = \(scope.text) AND id = \(id)",
      StoredProvider.init(row:))?.definition
  }

  /// Returns the providers of all scopes whose key is the word `word`, or sealed with the digest `digest`; sorted by scope and id.
  package func keyed(by word: String, orSealedAs digest: String?) throws -> [StoredProvider] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM provider
      WHERE api_key_kind = 'marker' AND api_key_ref = \(word) OR secret_digest = \(digest)
      ORDER BY scope_id, id
      """, StoredProvider.init(row:))
  }

  /// Returns the scopes that have a provider of that canonical id, sorted.
  package func scopes(of id: String) throws -> [ScopeID] {
    try connection.rows("SELECT scope_id FROM provider WHERE id = \(id) ORDER BY scope_id") {
      try ScopeID($0.next(String.self))
    }
  }

  /// Returns whether a provider of that canonical id stands at any scope. One of the defaults is found by its key; for another
  /// the whole table is looked through.
  package func hasAny(_ id: String) throws -> Bool {
    if try find(id, at: .defaults) != nil { return true }
    return try connection.first("SELECT 1 FROM provider WHERE id = \(id) LIMIT 1") { _ in true }
      ?? false
  }

  /// Returns the canonical ids at any scope that begin with `prefix`, sorted, at most `limit`.
  package func ids(prefix: String, limit: Int) throws -> [String] {
    try connection.rows(
      """
      SELECT DISTINCT id
      FROM provider
      WHERE substr(id, 1, \(Int64(prefix.unicodeScalars.count))) = \(prefix)
      ORDER BY id
      LIMIT \(Int64(limit))
      """
    ) { row in try row.next(String.self) }
  }
}

extension ProviderRepository where Access == ReadWrite {
  /// Adds a provider or makes the one of that id equal to `definition`; its models stay.
  package func save(_ definition: ProviderDefinition, at scope: ScopeID) throws {
    let key = definition.key.stored
    try connection.run(
      saveProvider.binding([
        .text(scope.text), .text(definition.id), .text(definition.writtenID),
        .integer(Int64(definition.position)), definition.baseURL.sqlValue, definition.api.sqlValue,
        definition.authMode.sqlValue, definition.authHeader.sqlValue,
        definition.headersJSON.sqlValue, definition.compatJSON.sqlValue, .text(key.kind),
        key.reference.sqlValue, key.secret.sqlValue, key.digest.sqlValue,
        definition.hasModels.sqlValue, .text(definition.extraJSON),
      ]))
  }

  /// Removes a provider with its models and its sealed values. Returns whether it was there.
  package func delete(_ id: String, at scope: ScopeID) throws -> Bool {
    try connection.run(
      "DELETE FROM provider WHERE scope_id = \(scope.text) AND id = \(id)") > 0
  }
}

// Put together once: an import runs it for thousands of providers.
private let saveProvider: SQL = """
  INSERT INTO provider (\(raw: ProviderRepository<ReadWrite>.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 16))
  ON CONFLICT (scope_id, id) DO UPDATE
  SET written_id = excluded.written_id, position = excluded.position,
    base_url = excluded.base_url, api = excluded.api, auth_mode = excluded.auth_mode,
    auth_header = excluded.auth_header, headers = excluded.headers, compat = excluded.compat,
    api_key_kind = excluded.api_key_kind, api_key_ref = excluded.api_key_ref,
    secret_id = excluded.secret_id, secret_digest = excluded.secret_digest,
    has_models = excluded.has_models, extra = excluded.extra
  """

/// A provider and the scope it stands at.
package struct StoredProvider: Equatable, Sendable {
  package var scope: ScopeID
  package var definition: ProviderDefinition

  package init(scope: ScopeID, definition: ProviderDefinition) {
    self.scope = scope
    self.definition = definition
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    definition = try ProviderDefinition(row: row)
  }
}

extension ProviderDefinition {
  /// Reads the columns behind `scope_id`.
  fileprivate init(row: RowReader) throws {
    self.init(
      id: try row.next(String.self),
      writtenID: try row.next(String.self),
      position: Int(try row.next(Int64.self)),
      baseURL: try row.next(String?.self),
      api: try row.next(String?.self),
      authMode: try row.next(String?.self),
      authHeader: try row.next(Bool?.self),
      headersJSON: try row.next(String?.self),
      compatJSON: try row.next(String?.self),
      key: try KeyReference(
        kind: row.next(String.self), reference: row.next(String?.self),
        secret: row.next(Int64?.self), digest: row.next(String?.self)),
      hasModels: try row.next(Bool.self),
      extraJSON: try row.next(String.self))
  }
}

extension [ProviderDefinition] {
  /// Sorts by position, and by id where the database would.
  fileprivate mutating func putInDocumentOrder() {
    let isSorted = indices.dropFirst().allSatisfy { self[$0 - 1].position < self[$0].position }
    if isSorted { return }
    sort {
      $0.position == $1.position
        ? $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) : $0.position < $1.position
    }
  }
}
