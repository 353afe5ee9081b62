package import PurserDomain
package import PurserStore

extension ProviderManifest {
  /// The ways to get a credential, the usual one first: those of the document, and those its `login` has all it takes for.
  package var loginMethods: [AuthMethod] {
    var methods = authMethods.isEmpty ? [.apiKey, .token] : authMethods
    if let login, login.clientID != nil, login.tokenURL != nil {
      if login.authorizationURL != nil, !methods.contains(.oauth) { methods.append(.oauth) }
      if login.deviceURL != nil, !methods.contains(.deviceCode) { methods.append(.deviceCode) }
    }
    return methods
  }

  /// The way that goes over the network and lacks nothing, if there is one.
  package var readyMethod: AuthMethod? {
    guard let login, login.tokenURL != nil else { return nil }
    return loginMethods.first { method in
      switch method {
      case .keyExchange: login.authorizationURL != nil
      case .oauth: login.authorizationURL != nil && login.clientID != nil
      case .deviceCode: login.deviceURL != nil && login.clientID != nil
      case .apiKey, .token, .setupToken, .aws: false
      }
    }
  }
}

/// Looks before a login is begun, and again before it is kept, whether it is wanted.
package struct LoginCheck {
  /// Makes a check.
  package init() {}

  /// Throws `conflict` when `id` at one of `scopes` is a credential that is good still: not expired, not resting, and not
  /// one that could not be renewed. `isEarned` when there is a new login already, which is then given up.
  package func requireNeed(
    of id: String, at scopes: [ScopeID], now: Timestamp, isEarned: Bool = false,
    in session: Session<some Any>
  ) throws {
    for scope in scopes {
      guard let profile = try session.profiles.find(id, at: scope) else { continue }
      if let expiry = profile.expiry, profile.type != .apiKey, expiry <= now { continue }
      if profile.type == .oauth, !profile.hasAccess { continue }
      let state = try session.profileStates.find(id, at: scope)
      if state != state.cleared() { continue }
      let newest = try session.profileEvents.newest(
        [.login, .rotated, .refreshed, .refreshFailed], of: id, at: scope)
      if newest?.kind == .refreshFailed { continue }
      throw StoreError(
        .conflict,
        "Auth profile '\(id)' is good still"
          + (isEarned ? ", so it stays and the new login was not kept." : "."), subject: id,
        hint: "Log in all the same with --force, or keep both with another --profile-id.")
    }
  }
}
