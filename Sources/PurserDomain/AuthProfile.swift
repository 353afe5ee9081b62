/// A stored credential as status pages show it; the secret itself is not part of it.
package struct AuthProfile: Equatable, Sendable {
  /// The kinds of credentials.
  package enum Kind: String, Equatable, Sendable, CaseIterable {
    case apiKey = "api_key"
    case token
    case oauth

    /// The kind in a sentence.
    package var phrase: String {
      switch self {
      case .apiKey: "an API key"
      case .token: "a token"
      case .oauth: "a login"
      }
    }
  }

  /// What stands for the secret.
  package enum Secret: Equatable, Sendable {
    /// Nothing is stored.
    case missing
    /// The secret, masked.
    case masked(String)
    /// It is kept elsewhere: the source and id of a reference.
    case reference(source: String, id: String)
    /// A word that gateways understand.
    case marker(String)
    /// What is sealed cannot be opened: the key is not at hand, or it was changed.
    case undecryptable
  }

  /// Its id, `provider:name`.
  package var id: String
  /// The scope that owns it.
  package var scope = ScopeID.defaults
  /// Its canonical provider.
  package var provider: String
  /// What it is.
  package var kind: Kind
  /// What may be shown of the secret.
  package var secret: Secret
  /// The account, when known.
  package var email: String?
  /// When it expires, when known.
  package var expiresAt: Timestamp?
  /// Whether it says when it expires, but no instant can be that.
  package var isExpiryInvalid = false
  /// Why orders, declarations or what is stored keep it from serving; nil when nothing does, or nobody has judged it.
  package var exclusion: Eligibility?
  /// Whether its reference names a variable that is not set here. Runtimes may have it, so that it serves all the same.
  package var isUnset = false
  /// Whether it can renew itself.
  package var isRefreshable: Bool
  /// Until when it rests after a failure.
  package var cooldownUntil: Timestamp?
  /// Why it rests.
  package var cooldownReason: String?
  /// Until when it is switched off.
  package var disabledUntil: Timestamp?
  /// Why it is switched off.
  package var disabledReason: String?

  /// Makes a profile from what is known of it.
  package init(
    id: String, provider: String, kind: Kind, secret: Secret, email: String? = nil,
    expiresAt: Timestamp? = nil, isRefreshable: Bool = false, cooldownUntil: Timestamp? = nil,
    cooldownReason: String? = nil, disabledUntil: Timestamp? = nil, disabledReason: String? = nil
  ) {
    self.id = id
    self.provider = provider
    self.kind = kind
    self.secret = secret
    self.email = email
    self.expiresAt = expiresAt
    self.isRefreshable = isRefreshable
    self.cooldownUntil = cooldownUntil
    self.cooldownReason = cooldownReason
    self.disabledUntil = disabledUntil
    self.disabledReason = disabledReason
  }

  /// The profile in one phrase: `id=` and what may be shown, then ` [cooldown 5m]` or ` [disabled:billing 4h]` while
  /// it cannot be used.
  package func label(now: Timestamp) -> String {
    let shown =
      switch (kind, secret) {
      case (_, .undecryptable): "undecryptable"
      case (.oauth, _): "OAuth" + (email.map { " (\($0))" } ?? "")
      case (_, .missing): "missing"
      case (_, .masked(let text)): text
      case (_, .reference(let source, let id)): "ref(\(source):\(id))"
      case (_, .marker(let word)): "marker(\(word))"
      }
    let state = unusable(now: now).map { state in
      let reason = state.kind == .disabled ? state.reason.map { ":\($0)" } ?? "" : ""
      return " [\(state.kind.rawValue)\(reason) \(state.remaining.remaining)]"
    }
    return "\(id)=\(kind == .token ? "token:" : "")\(shown)\(state ?? "")".printable(limit: 500)
  }

  /// Its id, followed by the account in brackets where that is known.
  package var name: String {
    "\(id)\(email.map { " (\($0))" } ?? "")".printable(limit: 500)
  }

  /// Whether an order or a declaration keeps it from serving, whatever it holds.
  package var isLeftOut: Bool {
    switch exclusion {
    case .excludedByOrder, .modeMismatch, .providerMismatch, .ineligible, .unresolvedRef: true
    default: false
    }
  }

  /// Whether it counts as a credential of its provider. One that has expired still does: its health says so.
  package var serves: Bool { secret != .missing && secret != .undecryptable && !isLeftOut }

  /// Whether a run from here could use it at `now`: it serves, and it is neither expired beyond renewal, nor resting, nor
  /// a reference to a variable that is not set.
  package func isUsable(now: Timestamp) -> Bool {
    isCandidate(now: now) && unusable(now: now) == nil
  }

  /// Whether a run from here would have it in its order at `now`, resting or not: the environment comes after such a profile,
  /// and in the place of one that has expired beyond renewal or refers to a variable that is not set.
  package func isCandidate(now: Timestamp) -> Bool {
    let isExpired = kind != .apiKey && !isRefreshable && expiresAt.map { $0 <= now } == true
    return serves && !isUnset && !isExpired && exclusion != .invalidExpires
  }

  /// Whether what it sends stands outside: nobody knows that there is anything before it is asked for.
  package var isUnchecked: Bool {
    if case .reference(let source, _) = secret { source != "env" } else { false }
  }

  /// Why and how long the profile cannot be used at `now`; nil when it can. The later of the two ends counts, and a profile
  /// that is switched off is called so even while it also rests.
  package func unusable(now: Timestamp) -> UnusableProfile? {
    let disabled = disabledUntil.flatMap { $0 > now ? $0 : nil }
    let resting = cooldownUntil.flatMap { $0 > now ? $0 : nil }
    guard let until = [disabled, resting].compactMap({ $0 }).max() else { return nil }
    return UnusableProfile(
      profileID: id, scope: scope, provider: provider,
      kind: disabled == nil ? .cooldown : .disabled,
      reason: disabled == nil ? cooldownReason : disabledReason, until: until,
      remaining: until - now)
  }
}

/// A profile that cannot be used for now.
package struct UnusableProfile: Equatable, Sendable {
  /// Why a profile cannot be used.
  package enum Kind: String, Equatable, Sendable {
    case cooldown
    case disabled

    /// The word for a window of `kind`: pages of status call a block a cooldown, too.
    package init(_ kind: ProfileWindow.Kind) { self = kind == .disabled ? .disabled : .cooldown }
  }

  package var profileID: String
  /// The scope that owns the profile.
  package var scope: ScopeID
  package var provider: String
  package var kind: Kind
  /// The reason on record, when there is one.
  package var reason: String?
  /// When it can be used again.
  package var until: Timestamp
  /// How long that is from now.
  package var remaining: TimeSpan
  /// The provider's name of the model that it rests for until then; nil when that is so for every one.
  package var model: String?
}

extension UnusableProfile {
  /// Says of `profile` what keeps it from being used.
  package init(_ profile: AuthProfile, closedBy closure: ProfileClosure) {
    self.init(
      profileID: profile.id, scope: profile.scope, provider: profile.provider,
      kind: Kind(closure.kind), reason: closure.reason?.rawValue,
      until: closure.until, remaining: closure.remaining, model: closure.window.model)
  }
}
