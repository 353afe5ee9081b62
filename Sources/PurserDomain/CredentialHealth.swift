/// How a credential stands with regard to its expiry.
package enum CredentialStatus: String, Equatable, Sendable, CaseIterable {
  case ok
  /// It does not expire.
  case `static`
  /// It expires within the warn window.
  case expiring
  case expired
  /// There is none, or its expiry cannot be told.
  case missing

  /// The word for people.
  package var word: String { self == .missing ? "unknown" : rawValue }
}

/// The health of one stored profile.
package struct ProfileHealth: Equatable, Sendable {
  package var profileID: String
  /// The scope that owns the profile.
  package var scope: ScopeID
  package var provider: String
  package var kind: AuthProfile.Kind
  /// Whether it can renew itself.
  package var isRefreshable: Bool
  package var status: CredentialStatus
  /// A stable word for an unusual status, when there is one.
  package var reasonCode: String?
  package var expiresAt: Timestamp?
  package var remaining: TimeSpan?
  /// Where the profile is kept.
  package var source: String
  /// Its id, with the account where that is known.
  package var label: String
  /// Whether an order or a declaration keeps it from serving.
  package var isLeftOut: Bool

  /// Judges `profile` at `now`.
  ///
  /// API keys are static, and so are tokens without an expiry. What is left at most `warnAfter` is expiring; of what can renew
  /// itself, at most five minutes, unless `isWindowAsked` says that a person named the window. An expiry that cannot be read is
  /// as bad as no credential, since nobody can say whether it still holds.
  package init(_ profile: AuthProfile, now: Timestamp, warnAfter: TimeSpan, isWindowAsked: Bool) {
    profileID = profile.id
    scope = profile.scope
    provider = profile.provider
    kind = profile.kind
    isRefreshable = profile.isRefreshable
    source = "store"
    label = profile.name
    isLeftOut = profile.isLeftOut
    expiresAt = profile.kind == .apiKey ? nil : profile.expiresAt
    remaining = expiresAt.map { $0 - now }
    let ownWindow = TimeSpan.of(5, .minutes)
    let window =
      profile.isRefreshable && !isWindowAsked ? min(ownWindow, warnAfter) : warnAfter
    switch (profile.kind, remaining) {
    case _ where profile.secret == .undecryptable || profile.secret == .missing: status = .missing
    case (.apiKey, _): status = .static
    case (.token, nil): status = profile.isExpiryInvalid ? .missing : .static
    case (.oauth, nil): status = .missing
    case (_, let remaining?):
      status =
        remaining.milliseconds <= 0 ? .expired : remaining <= window ? .expiring : .ok
    }
    reasonCode = Self.reason(of: profile, status)?.rawValue
  }

  private static func reason(of profile: AuthProfile, _ status: CredentialStatus) -> Eligibility? {
    if profile.secret == .undecryptable { return .undecryptable }
    if profile.isLeftOut { return profile.exclusion }
    if profile.isUnset { return .unresolvedRef }
    guard status == .missing else { return nil }
    if profile.isExpiryInvalid, profile.kind != .apiKey { return .invalidExpires }
    // A login whose expiry nobody stored is not called empty.
    return profile.kind == .oauth && profile.secret != .missing ? nil : .missingCredential
  }

  /// Whether the profile is one that `--check` looks at.
  package var countsForCheck: Bool { kind != .apiKey }

  /// Whether a run with one of `providers` may come to it.
  package func isUsed(by providers: Set<String>) -> Bool {
    providers.contains(provider) && !isLeftOut
  }
}

/// The health of one provider over its profiles.
package struct ProviderHealth: Equatable, Sendable {
  package var provider: String
  package var status: CredentialStatus
  /// The earliest expiry of the profiles that have one.
  package var expiresAt: Timestamp?
  package var remaining: TimeSpan?
  package var profiles: [ProfileHealth]
  /// Those that a run would try, first choice first; nil when they are the same in the same order.
  package var effective: [ProfileHealth]?

  /// Sums up those of `profiles` that `order` names, all of them without one: expired before missing before expiring
  /// before ok, which a token that never expires is, too; static when there are only API keys; missing without profiles.
  package init(provider: String, profiles: [ProfileHealth], order: [String]? = nil) {
    self.provider = provider
    self.profiles = profiles
    let chosen = order.map { ids in ids.compactMap { id in profiles.first { $0.profileID == id } } }
    // A token that has ended counts for the health, and no run tries it.
    let tried = chosen?.filter { $0.kind != .token || $0.status != .expired }
    if let tried, tried != profiles { effective = tried }
    let profiles = chosen ?? profiles
    let earliest = profiles.filter { $0.expiresAt != nil }
      .min { ($0.expiresAt?.milliseconds ?? .max) < ($1.expiresAt?.milliseconds ?? .max) }
    expiresAt = earliest?.expiresAt
    remaining = earliest?.remaining
    let found = Set(
      profiles.map { $0.status == .static && $0.kind != .apiKey ? .ok : $0.status })
    status =
      [.expired, .missing, .expiring, .ok, .static].first(where: found.contains) ?? .missing
  }
}
