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
  package var provider: String
  package var kind: AuthProfile.Kind
  package var status: CredentialStatus
  /// A stable word for an unusual status, when there is one.
  package var reasonCode: String?
  package var expiresAt: Timestamp?
  package var remaining: TimeSpan?
  /// Where the profile is kept.
  package var source: String
  package var label: String

  /// Judges `profile` at `now`.
  ///
  /// API keys are static, and so are tokens without an expiry. What is left at most `warnAfter` is expiring; of what can renew
  /// itself, at most five minutes, unless `isWindowAsked` says that a person named the window. An expiry that cannot be read is
  /// as bad as no credential, since nobody can say whether it still holds.
  package init(_ profile: AuthProfile, now: Timestamp, warnAfter: TimeSpan, isWindowAsked: Bool) {
    profileID = profile.id
    provider = profile.provider
    kind = profile.kind
    source = "store"
    label = profile.label(now: now)
    expiresAt = profile.kind == .apiKey ? nil : profile.expiresAt
    remaining = expiresAt.map { $0 - now }
    let ownWindow = TimeSpan.of(5, .minutes)
    let window =
      profile.isRefreshable && !isWindowAsked ? min(ownWindow, warnAfter) : warnAfter
    switch (profile.kind, remaining) {
    case (.apiKey, _): status = profile.secret == .missing ? .missing : .static
    case (.token, nil): status = profile.isExpiryInvalid ? .missing : .static
    case (.oauth, nil): status = .missing
    case (_, let remaining?):
      status =
        remaining.milliseconds <= 0 ? .expired : remaining <= window ? .expiring : .ok
    }
    if status == .missing {
      let reason: Eligibility =
        profile.isExpiryInvalid && profile.kind != .apiKey ? .invalidExpires : .missingCredential
      reasonCode = profile.kind == .oauth && !profile.isExpiryInvalid ? nil : reason.rawValue
    }
  }

  /// Whether the profile is one that `--check` looks at.
  package var countsForCheck: Bool { kind != .apiKey }
}

/// The health of one provider over its profiles.
package struct ProviderHealth: Equatable, Sendable {
  package var provider: String
  package var status: CredentialStatus
  /// The earliest expiry of the profiles that have one.
  package var expiresAt: Timestamp?
  package var remaining: TimeSpan?
  package var profiles: [ProfileHealth]

  /// Sums up `profiles`: expired before missing before expiring before ok; static when there are only credentials that
  /// never expire; missing without profiles.
  package init(provider: String, profiles: [ProfileHealth]) {
    self.provider = provider
    self.profiles = profiles
    let earliest = profiles.filter { $0.expiresAt != nil }
      .min { ($0.expiresAt?.milliseconds ?? .max) < ($1.expiresAt?.milliseconds ?? .max) }
    expiresAt = earliest?.expiresAt
    remaining = earliest?.remaining
    let found = Set(profiles.map(\.status))
    status =
      [.expired, .missing, .expiring, .ok, .static].first(where: found.contains) ?? .missing
  }
}
