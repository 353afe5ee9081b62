package import PurserDomain
package import PurserStore
import SecretKit

/// A profile as lists and status pages show it, with its state. No secret is part of it, only the mask
/// of one.
package struct ShownProfile: Sendable {
  package let stored: StoredProfile
  package let state: ProfileState
  /// The form that labels and health are made of.
  package private(set) var shown: AuthProfile
  /// What is wrong with what stands behind it; nil when nothing is known to be.
  package let fault: StoredCredential.Material?

  /// Whether its sealed value could not be opened.
  package var isUndecryptable: Bool { fault == .undecryptable }

  /// Shows a profile; with a vault behind `secrets` the ends of its secret, too. Windows count as `policy` has it, and only
  /// those of the whole account: what rests for one model serves others. References are judged as `scope` uses them. `email`
  /// is what the configuration says of the account, which goes before what is stored.
  package init(
    _ stored: StoredProfile, usedAt scope: ScopeID, state: ProfileState, secrets: OpenedSecrets,
    policy: CooldownPolicy, now: Timestamp, email: String? = nil, in session: Session<some Any>
  ) throws {
    let state = state.counting(at: stored.provider, under: policy)
    self.stored = stored
    self.state = state
    fault = try secrets.fault(of: stored, usedAt: scope, in: session)
    let secret: AuthProfile.Secret
    if let reference = stored.reference {
      secret = .reference(source: reference.source, id: reference.id)
    } else if let sealed = stored.sealed {
      secret = try secrets.look(at: sealed, of: stored.type, in: session).shown
    } else {
      secret = .missing
    }
    func active(_ kind: ProfileWindow.Kind) -> ProfileWindow? {
      state.shownWindow(kind, at: now).flatMap { $0.concerns(.everyModel) ? $0 : nil }
    }
    let cooldown = [active(.cooldown), active(.block)].compactMap { $0 }
      .max { $0.until < $1.until }
    let disabled = active(.disabled)
    var shown = AuthProfile(
      id: stored.id, provider: stored.provider, kind: stored.type, secret: secret,
      email: email ?? stored.email, expiresAt: stored.expiry, isRefreshable: stored.isRefreshable,
      cooldownUntil: cooldown?.until, cooldownReason: cooldown?.reason?.rawValue,
      disabledUntil: disabled?.until, disabledReason: disabled?.reason?.rawValue)
    shown.scope = stored.scope
    shown.isExpiryInvalid = stored.hasUnreadableExpiry
    self.shown = shown
  }

  /// The same with the word of why it does not serve, if it does not.
  func judged(_ exclusion: Eligibility?) -> AuthProfile {
    var judged = shown
    judged.exclusion = exclusion
    return judged
  }

  /// `api-key`, `api-key-ref`, `token`, `token-ref`, `oauth`, `missing` or `undecryptable`.
  package var credential: String {
    if isUndecryptable { return "undecryptable" }
    let isReference = stored.reference != nil
    guard isReference || stored.sealed != nil else { return "missing" }
    switch stored.type {
    case .apiKey: return isReference ? "api-key-ref" : "api-key"
    case .token: return isReference ? "token-ref" : "token"
    case .oauth: return "oauth"
    }
  }

  /// The windows that are open at `now`, those for one model among them.
  package func windows(now: Timestamp) -> [(kind: ProfileWindow.Kind, window: ProfileWindow)] {
    ProfileWindow.Kind.allCases.compactMap { kind in
      state.shownWindow(kind, at: now).map { (kind, $0) }
    }
  }

  /// `ok`, `missing`, `expired`, `expires in 3d`, `cooldown 5m`, `disabled 4h`, `undecryptable`, `unresolved` for a
  /// reference that is not declared or to a variable that is not set, `ineligible` for what cannot be a key, or `not checked` where a
  /// program, a file or a gateway has what is sent: nobody asked it. A window that is open comes first; one for a single
  /// model, `cooldown 5m for gpt-5.2`, only before what is good.
  package func status(now: Timestamp) -> String {
    if let unusable = shown.unusable(now: now) {
      return "\(unusable.kind.rawValue) \(unusable.remaining.remaining)"
    }
    let credential = credential
    if credential == "missing" || credential == "undecryptable" { return credential }
    // A token that has ended is of no use wherever it is kept, so that comes first, as for runs. [D.4]
    if stored.type == .token {
      if stored.hasUnreadableExpiry { return "missing" }
      if let expiry = stored.expiry, expiry <= now { return "expired" }
    }
    if fault == .unresolvedReference { return "unresolved" }
    if fault == .implausible { return "ineligible" }
    if stored.type != .apiKey, stored.hasUnreadableExpiry { return "missing" }
    let unbounded = shown.isUnchecked ? "not checked" : modelRest(now: now) ?? "ok"
    guard stored.type != .apiKey else { return unbounded }
    // Nobody knows until when such a login is good.
    guard let expiry = stored.expiry else { return stored.type == .oauth ? "missing" : unbounded }
    if expiry <= now { return "expired" }
    return modelRest(now: now) ?? "expires in \((expiry - now).remaining)"
  }

  /// The longest rest for one model, as status pages word it; nil without one. Asked only where the account is open.
  private func modelRest(now: Timestamp) -> String? {
    guard let (kind, window) = windows(now: now).max(by: { $0.window.until < $1.window.until }),
      let model = window.model
    else { return nil }
    let word = UnusableProfile.Kind(kind).rawValue
    return "\(word) \((window.until - now).remaining) for \(model.printable(limit: 80))"
  }
}

extension StoredProfile {
  /// Whether it names an expiry that no instant can be.
  package var hasUnreadableExpiry: Bool {
    expiresAt.map { $0 <= 0 || $0 > StoredCredential.latestExpiry } ?? false
  }

  /// When it expires, where that can be told.
  package var expiry: Timestamp? {
    hasUnreadableExpiry ? nil : expiresAt.map(Timestamp.init(milliseconds:))
  }

  /// What a person calls the account; nil when nothing is known of it.
  package var account: String? { email ?? displayName }

  /// The same for the rules of eligibility and order.
  package func credential(fault: StoredCredential.Material? = nil) -> StoredCredential {
    let material: StoredCredential.Material =
      if let fault { fault } else if reference != nil {
        type == .oauth ? .unresolvedReference : .reference
      } else { sealed == nil ? .missing : .sealed }
    return StoredCredential(
      id: id, scope: scope, provider: provider, kind: type, material: material,
      hasAccess: hasAccess, hasRefresh: isRefreshable, expiresAt: expiresAt, email: email,
      position: position)
  }
}

extension StoredDeclaration {
  /// The same for the rules of eligibility and order.
  package var declaration: ProfileDeclaration {
    ProfileDeclaration(
      id: id, provider: provider, mode: ProfileDeclaration.Mode(rawValue: mode), email: email,
      position: position)
  }
}

extension StoredOrder {
  /// The same for the rules of order.
  package var order: ProfileOrder {
    ProfileOrder(
      scope: scope, provider: provider, ids: profiles, source: source == .store ? .store : .config)
  }
}
