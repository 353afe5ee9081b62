package import PurserDomain
package import PurserStore
import SecretKit

extension StoredProfile {
  /// Throws `invalid` unless it is a login that can be renewed; the hint says what helps in its place.
  package func requireRenewable() throws(StoreError) {
    guard type != .oauth || !isRefreshable || sealed == nil else { return }
    let words = " --provider \(provider.shellWord) --profile-id \(id.shellWord)\(scope.option)"
    let hint =
      switch type {
      case _ where reference != nil: "Renew what it refers to; Purser keeps no secret of it."
      case .oauth: "It has no refresh token; log in again: purser models auth login" + words
      case .token: "A token is replaced by another one: purser models auth paste-token" + words
      case .apiKey:
        "An API key does not expire; to replace it: purser models auth paste-api-key" + words
      }
    throw StoreError(
      .invalid, "Auth profile '\(id)' has nothing to be renewed with.", subject: id, hint: hint)
  }
}

/// Whose turn it is to renew a login, decided in the store: one process holds the lease, a result made under an older one
/// is refused.
package struct RefreshTurn {
  /// A lease that this process holds, and what it needs to renew the login.
  package struct Claim: Sendable {
    package let lease: RefreshLease
    package let profile: StoredProfile
    package let material: OAuthMaterial
  }

  /// Where things stand for one process.
  package enum Standing: Sendable {
    /// The login is good for as long as was asked.
    case fresh(StoredProfile)
    /// Another process renews it; until its deadline there is nothing to do but wait.
    case held(RefreshLease)
    /// Nobody renews it and somebody should.
    case due(StoredProfile)
    /// Another process could not renew it a moment ago; what is on record of it.
    case failed(ProfileEvent)
  }

  /// How long a failure stands for an answer, so that a crowd of processes asks the provider once.
  package static let failurePause = TimeSpan.of(30, .seconds)

  private let vault: Vault

  /// Needs the vault that opens and seals the login.
  package init(vault: Vault) { self.vault = vault }

  /// Says where things stand with the profile `id` of `scope` itself at `now`. Fresh is one that does not expire within
  /// `margin`, or with `isForced` none; with `isForced` an earlier failure does not count either.
  ///
  /// Throws `not_found` without such a profile, `invalid` for one that cannot be renewed.
  package func standing(
    of id: String, at scope: ScopeID, margin: TimeSpan, isForced: Bool, now: Timestamp,
    in session: Session<some Any>
  ) throws -> Standing {
    guard let profile = try session.profiles.find(id, at: scope) else {
      throw try session.noProfile(id, at: scope)
    }
    try profile.requireRenewable()
    if !isForced, profile.hasAccess, let expiry = profile.expiry, now + margin < expiry {
      return .fresh(profile)
    }
    if let lease = try session.refreshLeases.find(id, at: scope), lease.isHeld(at: now) {
      return .held(lease)
    }
    if !isForced, let last = try newest(of: id, at: scope, in: session),
      last.kind == .refreshFailed, last.at <= now, now - last.at < Self.failurePause
    {
      return .failed(last)
    }
    return .due(profile)
  }

  /// The newest result of a renewal; nil when there was none.
  package func newest(
    of id: String, at scope: ScopeID, in session: Session<some Any>
  ) throws -> ProfileEvent? {
    try session.profileEvents.newest([.refreshed, .refreshFailed], of: id, at: scope)
  }

  /// Takes the lease for `owner`, or returns nil when it is not due any more; rules and errors as `standing`. Throws as
  /// `Vault.opened` when the login cannot be opened.
  package func claim(
    _ id: String, at scope: ScopeID, owner: String, for span: TimeSpan, margin: TimeSpan,
    isForced: Bool, in session: Session<ReadWrite>
  ) throws -> Claim? {
    let standing = try standing(
      of: id, at: scope, margin: margin, isForced: isForced, now: session.now, in: session)
    guard case .due(let profile) = standing, let sealed = profile.sealed else { return nil }
    guard let secret = try session.secrets.find(sealed.secret) else {
      throw StoreError(
        .corrupt, "The sealed login of '\(id)' is gone.", subject: id,
        hint: "Sign in again, or import the profile again.")
    }
    let material = try OAuthMaterial(decoding: vault.opened(secret, in: session))
    let before =
      try session.refreshLeases.find(id, at: scope)
      ?? RefreshLease(scope: scope, profile: id, fence: 0, owner: nil, deadline: nil)
    let lease = before.taken(by: owner, for: span, now: session.now)
    try session.refreshLeases.save(lease)
    return Claim(lease: lease, profile: profile, material: material)
  }

  /// Stores a renewed login and gives the lease back. What the answer leaves out stays as it was; windows end, since what
  /// failed was the old login.
  ///
  /// Throws `conflict` when another process took the lease since, or somebody stored another credential: theirs stays; and
  /// when the login was logged out: it stays so, and the new tokens are nobody's.
  package func finish(
    _ claim: Claim, with answer: RefreshAnswer, in session: Session<ReadWrite>
  ) throws -> StoredProfile {
    var profile = try admitted(claim, in: session)
    var material = claim.material
    material.access = answer.access
    material.refresh = answer.refresh ?? material.refresh
    material.idToken = answer.idToken ?? material.idToken
    let encoded = material.encoded
    let id = try session.secrets.replace(
      vault.seal(
        encoded, owner: .profile(profile.id, at: profile.scope), field: SaveProfile.secretField,
        in: session))
    profile.sealed = StoredProfile.Sealed(
      secret: id, digest: try vault.digest(encoded, in: session.readOnly))
    profile.hasAccess = true
    profile.expiresAt = answer.expiresAt
    profile.source = .refresh
    profile.updatedAt = session.now
    try session.profiles.save(profile)
    let state = try session.profileStates.find(profile.id, at: profile.scope)
    if state.cleared() != state {
      try session.profileStates.save(state.cleared(), of: profile.id, at: profile.scope)
      try note(.cleared, claim, "login renewed", nil, session)
    }
    try note(.refreshed, claim, nil, "lease \(claim.lease.fence)", session)
    try session.refreshLeases.save(claim.lease.released)
    return profile
  }

  /// Notes that the login could not be renewed and gives the lease back; `why` and the provider's `code` hold no secret.
  /// The login stays as it was. Throws `conflict` as `finish`.
  package func fail(
    _ claim: Claim, why: String, code: String?, in session: Session<ReadWrite>
  ) throws {
    _ = try admitted(claim, in: session)
    try note(.refreshFailed, claim, nil, why, code: code, session)
    try session.refreshLeases.save(claim.lease.released)
  }

  /// Gives the lease back with nothing on record, so that whoever waits takes over, whatever became of the login. Nothing to
  /// do when another process took it since.
  package func release(_ claim: Claim, in session: Session<ReadWrite>) throws {
    let lease = try session.refreshLeases.find(claim.lease.profile, at: claim.lease.scope)
    guard let lease, lease.admits(claim.lease) else { return }
    try session.refreshLeases.save(lease.released)
  }

  private func admitted(
    _ claim: Claim, in session: Session<ReadWrite>
  ) throws -> StoredProfile {
    let (id, scope) = (claim.lease.profile, claim.lease.scope)
    guard let profile = try session.profiles.find(id, at: scope) else {
      throw StoreError(
        .conflict, "The login '\(id)' was logged out while it was renewed.", subject: id,
        hint: "Nothing of the renewal was stored. To have it again: purser models auth login"
          + " --provider \(claim.profile.provider.shellWord) --profile-id \(id.shellWord)"
          + scope.option)
    }
    let lease = try session.refreshLeases.find(id, at: scope)
    if let lease, !lease.admits(claim.lease) {
      throw StoreError(
        .conflict, "Another process has taken over the renewal of '\(id)'.", subject: id,
        hint: "Nothing was stored; use what the other one stored.")
    }
    // Without a lease it was logged out and stored anew.
    guard lease != nil, profile.sealed?.digest == claim.profile.sealed?.digest else {
      throw StoreError(
        .conflict, "Somebody stored another credential as '\(id)' while it was renewed.",
        subject: id, hint: "The new one stays; nothing of the renewal was stored.")
    }
    return profile
  }

  private func note(
    _ kind: ProfileEvent.Kind, _ claim: Claim, _ reason: String?, _ detail: String?,
    code: String? = nil, _ session: Session<ReadWrite>
  ) throws {
    var event = ProfileEvent(
      kind, of: claim.profile.id, provider: claim.profile.provider, at: claim.profile.scope,
      on: session.now, agent: claim.profile.scope.agent?.text, reason: reason, detail: detail)
    event.code = code
    try session.profileEvents.insert(event)
  }
}
