package import PurserDomain
package import PurserStore

/// Finds the logins that should be renewed.
package struct RefreshDue {
  /// A login that can be renewed, and whether it expires within the margin.
  package struct Login: Equatable, Sendable {
    package var scope: ScopeID
    package var profile: String
    package var provider: String
    /// When it expires; nil when it does not say.
    package var expiry: Timestamp?
    package var isDue: Bool

    /// Makes a login.
    package init(
      scope: ScopeID, profile: String, provider: String, expiry: Timestamp?, isDue: Bool
    ) {
      self.scope = scope
      self.profile = profile
      self.provider = provider
      self.expiry = expiry
      self.isDue = isDue
    }
  }

  /// Makes a search.
  package init() {}

  /// Returns the logins at `scopes` with something to be renewed with, sorted by scope, then in its order; due are those that
  /// do not say when they expire, or do so within `margin` of `now`.
  package func logins(
    at scopes: Set<ScopeID>, within margin: TimeSpan, now: Timestamp, in session: Session<some Any>
  ) throws -> [Login] {
    try session.profiles.list(at: scopes).compactMap { profile in
      guard profile.type == .oauth, profile.isRefreshable, profile.sealed != nil else { return nil }
      let isFresh = profile.hasAccess && (profile.expiry.map { now + margin < $0 } ?? false)
      return Login(
        scope: profile.scope, profile: profile.id, provider: profile.provider,
        expiry: profile.expiry, isDue: !isFresh)
    }
  }
}
