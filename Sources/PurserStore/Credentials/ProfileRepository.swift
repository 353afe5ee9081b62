package import PurserDomain
import SQLKit

/// Credentials as stored, without their secrets.
package struct ProfileRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    scope_id, id, provider, type, position, email, display_name, account_id, expires_at,
    has_access, refreshable, copy_to_agents, ref_source, ref_provider, ref_id, secret_id,
    secret_digest, source, extra, created_at, updated_at
    """
  }

  /// Returns the profiles that stand at `scope` itself, in its order.
  package func list(at scope: ScopeID) throws -> [StoredProfile] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM auth_profile
      WHERE scope_id = \(scope.text)
      ORDER BY position, id
      """, StoredProfile.init(row:))
  }

  /// Returns the profiles of all scopes, sorted by scope, then in its order.
  package func list() throws -> [StoredProfile] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM auth_profile
      ORDER BY scope_id, position, id
      """, StoredProfile.init(row:))
  }

  /// Returns the profiles that stand at one of `scopes` itself, sorted by scope, then in its order.
  package func list(at scopes: Set<ScopeID>) throws -> [StoredProfile] {
    guard scopes.count <= ScopeReads.few else {
      return try list().filter { scopes.contains($0.scope) }
    }
    return try scopes.sorted { $0.text < $1.text }.flatMap { try list(at: $0) }
  }

  /// Returns the profiles of `provider` at `scope` and at `*`, those of `*` first, each in its order.
  package func list(at scope: ScopeID, of provider: String) throws -> [StoredProfile] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM auth_profile
      WHERE provider = \(provider) AND scope_id IN ('*', \(scope.text))
      ORDER BY scope_id, position, id
      """, StoredProfile.init(row:))
  }

  /// Returns a profile, nil when there is none of that id at `scope` itself.
  package func find(_ id: String, at scope: ScopeID) throws -> StoredProfile? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM auth_profile
      WHERE scope_id = \(scope.text) AND id = \(id)
      """, StoredProfile.init(row:))
  }

  /// Returns the scopes that have a profile of that id, sorted.
  package func scopes(of id: String) throws -> [ScopeID] {
    try connection.rows("SELECT scope_id FROM auth_profile WHERE id = \(id) ORDER BY scope_id") {
      try ScopeID($0.next(String.self))
    }
  }

  /// Returns the scopes that have a profile of `provider` themselves, sorted.
  package func scopes(ofProvider provider: String) throws -> [ScopeID] {
    try connection.rows(
      """
      SELECT DISTINCT scope_id
      FROM auth_profile
      WHERE provider = \(provider)
      ORDER BY scope_id
      """
    ) { try ScopeID($0.next(String.self)) }
  }

  /// Returns the ids that begin with `prefix`, each once, sorted, at most `limit`.
  package func ids(prefix: String, limit: Int) throws -> [String] {
    try connection.rows(
      """
      SELECT DISTINCT id
      FROM auth_profile
      WHERE substr(id, 1, \(prefix.unicodeScalars.count)) = \(prefix)
      ORDER BY id
      LIMIT \(limit)
      """
    ) { try $0.next(String.self) }
  }

  /// Returns the position after the last profile of `scope`.
  package func nextPosition(at scope: ScopeID) throws -> Int {
    try connection.first(
      "SELECT coalesce(max(position), -1) + 1 FROM auth_profile WHERE scope_id = \(scope.text)"
    ) { Int(try $0.next(Int64.self)) } ?? 0
  }
}

extension ProfileRepository where Access == ReadWrite {
  /// Adds a profile or replaces what is stored under its id at its scope; what runs have taught about
  /// it stays.
  package func save(_ profile: StoredProfile) throws {
    try connection.run(
      """
      INSERT INTO auth_profile (\(raw: Self.columns))
      VALUES (
        \(profile.scope.text), \(profile.id), \(profile.provider), \(profile.type.rawValue),
        \(Int64(profile.position)), \(profile.email), \(profile.displayName),
        \(profile.accountID), \(profile.expiresAt), \(profile.hasAccess),
        \(profile.isRefreshable), \(profile.copyToAgents), \(profile.reference?.source),
        \(profile.reference?.provider), \(profile.reference?.id), \(profile.sealed?.secret),
        \(profile.sealed?.digest), \(profile.source.rawValue), \(profile.extraJSON),
        \(profile.createdAt.milliseconds), \(profile.updatedAt.milliseconds)
      )
      ON CONFLICT (scope_id, id) DO UPDATE
      SET provider = excluded.provider, type = excluded.type, position = excluded.position,
        email = excluded.email, display_name = excluded.display_name,
        account_id = excluded.account_id, expires_at = excluded.expires_at,
        has_access = excluded.has_access, refreshable = excluded.refreshable,
        copy_to_agents = excluded.copy_to_agents, ref_source = excluded.ref_source,
        ref_provider = excluded.ref_provider, ref_id = excluded.ref_id,
        secret_id = excluded.secret_id, secret_digest = excluded.secret_digest,
        source = excluded.source, extra = excluded.extra, created_at = excluded.created_at,
        updated_at = excluded.updated_at
      """)
  }

  /// Removes a profile with its secret and its state. Returns whether it was there.
  @discardableResult
  package func delete(_ id: String, at scope: ScopeID) throws -> Bool {
    try connection.run(
      "DELETE FROM auth_profile WHERE scope_id = \(scope.text) AND id = \(id)") > 0
  }
}

/// A credential and the scope it stands at; its secret is sealed elsewhere.
package struct StoredProfile: Equatable, Sendable {
  /// How a secret came into the store.
  package enum Source: String, Equatable, Sendable {
    case command
    case `import`
    case refresh
  }

  /// A secret that is kept outside the store.
  package struct Reference: Equatable, Sendable {
    /// `env`, `file`, `exec` or `store`.
    package var source: String
    /// Which declared secret provider; nil for the default one.
    package var provider: String?
    /// The name there.
    package var id: String

    package init(source: String, provider: String?, id: String) {
      self.source = source
      self.provider = provider
      self.id = id
    }
  }

  /// A sealed secret and the digest that stands for it in the trail.
  package struct Sealed: Equatable, Sendable {
    package var secret: Int64
    package var digest: String

    package init(secret: Int64, digest: String) {
      self.secret = secret
      self.digest = digest
    }
  }

  package var scope: ScopeID
  /// `provider:name`.
  package var id: String
  /// Canonical provider.
  package var provider: String
  package var type: AuthProfile.Kind
  /// Order at its scope, from 0.
  package var position: Int
  package var email: String?
  package var displayName: String?
  package var accountID: String?
  /// Unix milliseconds, as given: even a value that is no date is kept.
  package var expiresAt: Int64?
  /// Whether an OAuth credential holds an access token.
  package var hasAccess: Bool
  /// Whether an OAuth credential holds a refresh token.
  package var isRefreshable: Bool
  /// Whether runtimes may copy it to other agents; nil: as its type says.
  package var copyToAgents: Bool?
  package var reference: Reference?
  package var sealed: Sealed?
  package var source: Source
  /// Unknown members of the source document, as a JSON object.
  package var extraJSON: String
  package var createdAt: Timestamp
  package var updatedAt: Timestamp

  /// Makes a profile without a secret.
  package init(
    scope: ScopeID, id: String, provider: String, type: AuthProfile.Kind, position: Int,
    source: Source, at now: Timestamp
  ) {
    self.scope = scope
    self.id = id
    self.provider = provider
    self.type = type
    self.position = position
    hasAccess = false
    isRefreshable = false
    self.source = source
    extraJSON = "{}"
    createdAt = now
    updatedAt = now
  }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    id = try row.next(String.self)
    provider = try row.next(String.self)
    type = try AuthProfile.Kind(stored: row.next(String.self))
    position = Int(try row.next(Int64.self))
    email = try row.next(String?.self)
    displayName = try row.next(String?.self)
    accountID = try row.next(String?.self)
    expiresAt = try row.next(Int64?.self)
    hasAccess = try row.next(Bool.self)
    isRefreshable = try row.next(Bool.self)
    copyToAgents = try row.next(Bool?.self)
    let source = try row.next(String?.self)
    let provider = try row.next(String?.self)
    let name = try row.next(String?.self)
    reference = source.map { Reference(source: $0, provider: provider, id: name ?? "") }
    let secret = try row.next(Int64?.self)
    let digest = try row.next(String?.self)
    sealed = secret.map { Sealed(secret: $0, digest: digest ?? "") }
    self.source = try Source(stored: row.next(String.self))
    extraJSON = try row.next(String.self)
    createdAt = Timestamp(milliseconds: try row.next(Int64.self))
    updatedAt = Timestamp(milliseconds: try row.next(Int64.self))
  }
}
