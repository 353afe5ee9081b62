/// Whether a profile may serve a provider, and if not, why: stable words that scripts may compare.
package enum Eligibility: String, Equatable, Sendable, CaseIterable {
  case ok
  /// Nothing is stored that could be sent.
  case missingCredential = "missing_credential"
  /// It says when it expires, but no instant can be that.
  case invalidExpires = "invalid_expires"
  case expired
  /// A reference does not resolve, or stands where none may.
  case unresolvedRef = "unresolved_ref"
  /// The configuration names it, and nothing is stored under that id.
  case profileMissing = "profile_missing"
  /// It belongs to another provider.
  case providerMismatch = "provider_mismatch"
  /// The configuration says that it authenticates in another way.
  case modeMismatch = "mode_mismatch"
  /// An order was given that does not name it.
  case excludedByOrder = "excluded_by_auth_order"
  /// What is stored cannot be a credential.
  case ineligible = "ineligible_profile"
  /// Its provider has no model to try it with.
  case noModel = "no_model"
  /// What is sealed cannot be opened: the key is not at hand, or it was changed.
  case undecryptable

  /// Judges a profile for `provider` at `now`: first whose it is, then how it authenticates, then what is stored.
  ///
  /// `usesAWSChain` says that the provider's definition authenticates by the AWS libraries, which needs no stored credential. A
  /// login stays usable after its expiry, whatever can renew it; a token does not, whatever holds it.
  /// [research/selection-and-auth.md D.4]
  package static func judge(
    _ credential: StoredCredential?, declaration: ProfileDeclaration? = nil, provider: String,
    usesAWSChain: Bool = false, naming: ModelNaming = .standard, now: Timestamp
  ) -> Eligibility {
    let wanted = naming.provider(provider)
    let isDeclaredFor = declaration.map { naming.provider($0.provider) == wanted }
    guard let credential else {
      let usesChain = usesAWSChain && declaration?.mode == .awsSDK && isDeclaredFor == true
      return usesChain ? .ok : .profileMissing
    }
    guard naming.provider(credential.provider) == wanted, isDeclaredFor != false else {
      return .providerMismatch
    }
    if let declaration, !declaration.accepts(credential.kind) { return .modeMismatch }
    // As lists say it, whatever end is stored beside it.
    if credential.material == .undecryptable { return .undecryptable }
    if let fault = materialFault(credential, now: now) { return fault }
    // A login must be renewable in place, which a value kept elsewhere is not.
    let isLogin = credential.kind == .oauth || declaration?.mode == .oauth
    switch credential.material {
    case .reference: return isLogin ? .unresolvedRef : .ok
    case .unresolvedReference: return .unresolvedRef
    case .implausible: return .ineligible
    case .undecryptable: return .undecryptable
    case .missing, .sealed: return .ok
    }
  }

  /// What is wrong with a credential before anybody looks at what holds its secret.
  private static func materialFault(
    _ credential: StoredCredential, now: Timestamp
  ) -> Eligibility? {
    switch credential.kind {
    case .apiKey: return credential.material == .missing ? .missingCredential : nil
    case .token:
      if credential.material == .missing { return .missingCredential }
      if credential.hasUnreadableExpiry { return .invalidExpires }
      return credential.expiry.map { now >= $0 } == true ? .expired : nil
    case .oauth:
      // A reference on a login is another fault than having nothing.
      let isHeldElsewhere =
        credential.material == .reference || credential.material == .unresolvedReference
      return credential.hasAccess || credential.hasRefresh || isHeldElsewhere
        ? nil : .missingCredential
    }
  }

  /// What it means and what helps, as a sentence; `id` is the profile's.
  package func explanation(id: String) -> String {
    let shown = id.printable(limit: 120)
    return switch self {
    case .ok: "Profile '\(shown)' can be used."
    case .missingCredential: "Profile '\(shown)' holds no credential."
    case .invalidExpires: "The expiry of profile '\(shown)' is not an instant in milliseconds."
    case .expired: "The token of profile '\(shown)' has expired."
    case .unresolvedRef: "The reference of profile '\(shown)' does not resolve."
    case .profileMissing: "No profile '\(shown)' is stored."
    case .providerMismatch: "Profile '\(shown)' belongs to another provider."
    case .modeMismatch: "Profile '\(shown)' is declared to authenticate in another way."
    case .excludedByOrder: "Excluded by auth.order for this provider."
    case .ineligible: "What profile '\(shown)' holds cannot be a credential."
    case .noModel: "The provider of profile '\(shown)' has no model to try."
    case .undecryptable:
      "Profile '\(shown)' cannot be opened: its key is not at hand, or it was changed."
    }
  }
}
