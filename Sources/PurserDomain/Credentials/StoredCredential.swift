/// What eligibility and order need to know of a stored profile; no secret is part of it.
package struct StoredCredential: Equatable, Sendable {
  /// What stands for the secret, as far as it was looked at.
  package enum Material: String, Equatable, Sendable, CaseIterable {
    /// Nothing, or white space only.
    case missing
    /// A sealed value.
    case sealed
    /// A reference that nobody has resolved; it counts as usable.
    case reference
    /// A reference that does not resolve, or one where none may stand (on a login).
    case unresolvedReference = "unresolved_reference"
    /// A sealed value that cannot be opened with the key at hand.
    case undecryptable
    /// A value that cannot be a credential, such as a pasted shell command.
    case implausible
  }

  /// Its id, `provider:name`, unique within its scope.
  package var id: String
  /// The scope that owns it: one agent, or `*` for a profile that all agents share.
  package var scope: ScopeID
  /// Its provider, in any spelling.
  package var provider: String
  /// What it is.
  package var kind: AuthProfile.Kind
  /// What stands for its secret.
  package var material: Material
  /// Whether a login has an access token that is not blank.
  package var hasAccess: Bool
  /// Whether a login has a refresh token that is not blank.
  package var hasRefresh: Bool
  /// When it expires, in milliseconds since 1970, as stored; nil when it does not say.
  package var expiresAt: Int64?
  /// Whether it says when it expires, but not with a whole number that could be stored.
  package var isExpiryInvalid: Bool
  /// The account, when known.
  package var email: String?
  /// Its place among the profiles of its scope, in the order of the file or of their making.
  package var position: Int

  /// Makes a credential from what is known of it.
  package init(
    id: String, scope: ScopeID, provider: String, kind: AuthProfile.Kind, material: Material,
    hasAccess: Bool = false, hasRefresh: Bool = false, expiresAt: Int64? = nil,
    isExpiryInvalid: Bool = false, email: String? = nil, position: Int = 0
  ) {
    self.id = id
    self.scope = scope
    self.provider = provider
    self.kind = kind
    self.material = material
    self.hasAccess = hasAccess
    self.hasRefresh = hasRefresh
    self.expiresAt = expiresAt
    self.isExpiryInvalid = isExpiryInvalid
    self.email = email
    self.position = position
  }

  /// The last instant a date can have in JavaScript, in milliseconds since 1970.
  package static let latestExpiry: Int64 = 8_640_000_000_000_000

  /// Whether the expiry is one that no instant can be: not a number, not after 1970 or beyond JavaScript's dates.
  package var hasUnreadableExpiry: Bool {
    if isExpiryInvalid { return true }
    return expiresAt.map { $0 <= 0 || $0 > Self.latestExpiry } ?? false
  }

  /// When it expires, if that can be told.
  package var expiry: Timestamp? {
    hasUnreadableExpiry ? nil : expiresAt.map { Timestamp(milliseconds: $0) }
  }

  /// What has to be done about a login before it can be used at `now`. Without a word about its end, and with nothing to be
  /// renewed with, it is taken as it is.
  package func renewal(at now: Timestamp) -> RunCredential.Renewal {
    guard kind == .oauth, !hasLiveAccess(at: now) else { return .none }
    if hasRefresh { return .refresh }
    return hasAccess && expiresAt == nil && !isExpiryInvalid ? .none : .login
  }

  /// Whether a login could be used at `now` without renewing it.
  package func hasLiveAccess(at now: Timestamp) -> Bool {
    guard hasAccess, let expiry else { return false }
    return now < expiry
  }
}
