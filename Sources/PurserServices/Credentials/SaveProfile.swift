package import PurserDomain
package import PurserStore
package import SecretKit

/// Stores a credential that somebody handed over.
package struct SaveProfile {
  /// What is to be stored.
  package struct Request {
    /// What stands for the secret.
    package enum Material {
      case secret(SecretBytes)
      case reference(StoredProfile.Reference)
      /// The tokens of a login, which are sealed together.
      case login(OAuthMaterial)
    }

    package var id: String
    /// Canonical provider.
    package var provider: String
    package var type: AuthProfile.Kind
    package var material: Material
    package var expiresAt: Timestamp?
    package var email: String?
    package var displayName: String?
    /// The account's id at the provider.
    package var accountID: String?
    /// Nil: as it was, or as the type says.
    package var copyToAgents: Bool?
    /// Whether another account's credential may be replaced.
    package var replacesAccount = true

    /// Makes a request without the optional parts.
    package init(
      id: String, provider: String, type: AuthProfile.Kind, material: Material
    ) {
      self.id = id
      self.provider = provider
      self.type = type
      self.material = material
    }
  }

  /// What became of the secret of a profile.
  package enum SecretChange: Sendable {
    /// It is what it was.
    case none
    /// It is what it was, and opens again, which it did not.
    case sealedAnew
    /// It is another one, or the first.
    case new
  }

  /// What was stored at one scope.
  package struct Outcome: Sendable {
    package let scope: ScopeID
    package let profile: StoredProfile
    /// What kind the profile of that id was before; nil when there was none.
    package let formerKind: AuthProfile.Kind?
    package let change: SecretChange
    /// Sentences a person should read.
    package let remarks: [String]
  }

  private let vault: Vault

  /// Needs the vault that seals.
  package init(vault: Vault) { self.vault = vault }

  /// Stores a credential at `scope` in place of the one of its id.
  ///
  /// A new secret ends every window of the profile, since what failed was the old one. An order of the
  /// provider at the scope gets the id at its front, and where the config declares the provider's profiles
  /// this one is declared too, else it would never be tried. The same secret again changes nothing. A reference may name what
  /// is declared later, and a remark says so.
  /// Throws `conflict` when the id is another provider's there, `invalid` for a reserved id, and what the vault throws.
  package func run(
    _ request: Request, at scope: ScopeID, in session: Session<ReadWrite>
  ) throws -> Outcome {
    let present = try session.profiles.find(request.id, at: scope)
    if present == nil, ReportedFailure.inlineKeyProvider(request.id) != nil {
      throw StoreError(
        .invalid, "The id '\(request.id)' stands for the key of the configuration in reports.",
        subject: request.id, hint: "Choose another --profile-id.")
    }
    try Self.requireProvider(request.provider, of: present)
    if let present, !request.replacesAccount, isOfAnotherAccount(request, than: present) {
      throw StoreError(
        .conflict, "Auth profile '\(request.id)' is that of another account; it stays as it is.",
        subject: request.id, hint: "Choose another --profile-id, or replace it with --force.")
    }
    let fresh = StoredProfile(
      scope: scope, id: request.id, provider: request.provider, type: request.type,
      position: try session.profiles.nextPosition(at: scope), source: .command, at: session.now)
    var profile = present ?? fresh
    let before = profile
    profile.type = request.type
    profile.expiresAt = request.expiresAt?.milliseconds
    profile.email = request.email ?? profile.email
    profile.displayName = request.displayName ?? profile.displayName
    profile.accountID = request.accountID ?? profile.accountID
    profile.copyToAgents = request.copyToAgents ?? profile.copyToAgents
    if request.type != .oauth { (profile.hasAccess, profile.isRefreshable) = (false, false) }
    let change = try apply(request.material, to: &profile, before: before, session)
    let unresolved = try OpenedSecrets.remarks(
      on: profile.reference.map { SecretReference($0) }, usedAt: scope, in: session)
    if present != nil, change == .none, profile == before {
      return Outcome(
        scope: scope, profile: profile, formerKind: before.type, change: .none,
        remarks: try orderRemarks(profile, session) + unresolved)
    }
    profile.source = .command
    profile.updatedAt = session.now
    try session.profiles.save(profile)
    if present != nil, change == .new {
      let state = try session.profileStates.find(profile.id, at: scope)
      _ = try session.forgetWindows(of: profile, state)
    }
    if present == nil || change == .new {
      try session.profileEvents.insert(
        ProfileEvent(
          present == nil ? .login : .rotated, of: profile.id, provider: profile.provider,
          at: scope, on: session.now, agent: scope.agent?.text))
    }
    try moveToFront(profile, session)
    let declares = try declare(profile, session)
    return Outcome(
      scope: scope, profile: profile, formerKind: present?.type, change: change,
      remarks: Self.kindRemarks(profile, insteadOf: present) + declares
        + (try shadowRemarks(profile, session)) + (try orderRemarks(profile, session))
        + unresolved)
  }

  /// What a person may not have meant: that a credential of another kind is gone.
  private static func kindRemarks(
    _ profile: StoredProfile, insteadOf present: StoredProfile?
  ) -> [String] {
    guard let former = present?.type, former != profile.type else { return [] }
    return [
      "'\(profile.id)' held \(former.phrase) until now, which was replaced; to keep both, name another id with --profile-id."
    ]
  }

  /// Throws `conflict` unless the profile that has the id already, if any, is one of `provider`.
  package static func requireProvider(
    _ provider: String, of present: StoredProfile?
  ) throws(StoreError) {
    guard let present, present.provider != provider else { return }
    throw StoreError(
      .conflict, "Auth profile '\(present.id)' is for \(present.provider), not \(provider).",
      subject: present.id, hint: "Choose another --profile-id.")
  }

  private func isOfAnotherAccount(_ request: Request, than present: StoredProfile) -> Bool {
    func differ(_ given: String?, _ known: String?) -> Bool {
      given.map { given in known.map { $0 != given } ?? false } ?? false
    }
    return differ(request.email, present.email) || differ(request.accountID, present.accountID)
  }

  private func apply(
    _ material: Request.Material, to profile: inout StoredProfile, before: StoredProfile,
    _ session: Session<ReadWrite>
  ) throws -> SecretChange {
    switch material {
    case .reference(let reference):
      profile.reference = reference
      profile.sealed = nil
      if let old = before.sealed { try session.secrets.delete(old.secret) }
      return before.reference == reference ? .none : .new
    case .login(let tokens):
      profile.hasAccess = tokens.access != nil
      profile.isRefreshable = tokens.refresh != nil
      return try seal(tokens.encoded, in: &profile, before: before, session)
    case .secret(let secret): return try seal(secret, in: &profile, before: before, session)
    }
  }

  private func seal(
    _ secret: SecretBytes, in profile: inout StoredProfile, before: StoredProfile,
    _ session: Session<ReadWrite>
  ) throws -> SecretChange {
    profile.reference = nil
    let digest = try vault.digest(secret, in: session.readOnly)
    if let old = before.sealed, old.digest == digest,
      try vault.holds(secret, in: session.secrets.find(old.secret))
    {
      return .none
    }
    let id = try session.secrets.replace(
      vault.seal(
        secret, owner: .profile(profile.id, at: profile.scope), field: Self.secretField,
        in: session))
    profile.sealed = StoredProfile.Sealed(secret: id, digest: digest)
    return before.sealed?.digest == digest ? .sealedAnew : .new
  }

  /// The field of a profile's sealed value.
  package static let secretField = "secret"

  private func moveToFront(_ profile: StoredProfile, _ session: Session<ReadWrite>) throws {
    for order in try session.profileOrders.list(at: profile.scope)
    where order.provider == profile.provider && order.profiles.first != profile.id {
      var order = order
      order.profiles = [profile.id] + order.profiles.filter { $0 != profile.id }
      try session.profileOrders.save(order)
      try session.profileEvents.insert(
        ProfileEvent(
          .orderChanged, of: nil, provider: profile.provider, at: profile.scope, on: session.now,
          detail: order.profiles.joined(separator: ", ")))
    }
  }

  /// Declares a profile at its scope where those of its provider are declared and it is not as what it is now: what stands at
  /// the defaults goes on to say it for everybody else.
  private func declare(
    _ profile: StoredProfile, _ session: Session<ReadWrite>
  ) throws -> [String] {
    let own = try session.profileDeclarations.list(at: profile.scope)
    let shared =
      profile.scope == .defaults ? [] : try session.profileDeclarations.list(at: .defaults)
    let declared = own + shared.filter { shared in !own.contains { $0.id == shared.id } }
    guard declared.contains(where: { $0.provider == profile.provider }) else { return [] }
    let present = declared.first { $0.id == profile.id }
    guard present?.mode != profile.type.rawValue || present?.provider != profile.provider else {
      return []
    }
    if profile.scope == .defaults, let present { try keep(present, besides: profile, session) }
    try session.profileDeclarations.save(
      StoredDeclaration(
        scope: profile.scope, id: profile.id, provider: profile.provider,
        mode: profile.type.rawValue, email: present?.email ?? profile.email,
        position: present?.position ?? ((declared.map(\.position).max() ?? -1) + 1),
        extraJSON: present?.extraJSON ?? "{}"))
    let place = profile.scope == .defaults ? "" : ", for this agent"
    return present == nil
      ? [
        "It was declared, too\(place), since the config names which profiles of \(profile.provider) count."
      ]
      : ["Its declared mode is now '\(profile.type.rawValue)'\(place)."]
  }

  /// Keeps what was declared of a shared profile for the agents whose own one of that id goes by it.
  private func keep(
    _ declaration: StoredDeclaration, besides shared: StoredProfile,
    _ session: Session<ReadWrite>
  ) throws {
    for scope in try session.profiles.scopes(of: shared.id) where scope != .defaults {
      guard let own = try session.profiles.find(shared.id, at: scope),
        own.type != shared.type, own.provider == declaration.provider,
        declaration.declaration.accepts(own.type),
        try !session.profileDeclarations.list(at: scope).contains(where: { $0.id == shared.id })
      else { continue }
      var kept = declaration
      kept.scope = scope
      try session.profileDeclarations.save(kept)
    }
  }

  private func shadowRemarks(
    _ profile: StoredProfile, _ session: Session<ReadWrite>
  ) throws -> [String] {
    guard profile.scope == .defaults else {
      return try session.profiles.find(profile.id, at: .defaults) == nil
        ? [] : ["It stands for the shared profile of that id, for this agent."]
    }
    let others = try session.profiles.scopes(of: profile.id).filter { $0 != .defaults }
    guard !others.isEmpty else { return [] }
    return [
      "\(others.count == 1 ? "Agent '\(others[0])' has" : "\(others.count) agents have") a profile "
        + "of that id of their own, which they go on using."
    ]
  }
}
