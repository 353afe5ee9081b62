/// One credential that is tried, with the model it is tried on.
package struct PlannedProbe: Hashable, Sendable {
  /// The credential, without its secret.
  package enum Credential: Hashable, Sendable {
    case profile(id: String, scope: ScopeID)
    /// A variable of the environment.
    case environment(variable: String)
    /// The key that the configuration gives the provider.
    case key(KeyReference)
  }

  /// Canonical.
  package var provider: String
  /// Nil where only a listing is asked for, and where there is none.
  package var model: ModelRef?
  package var credential: Credential
  /// What a person calls the credential: a profile's id with its account, `env`, `models.json`.
  package var label: String
  package var mode: AuthProfile.Kind?

  /// Makes a target.
  package init(
    provider: String, model: ModelRef?, credential: Credential, label: String,
    mode: AuthProfile.Kind?
  ) {
    self.provider = provider
    self.model = model
    self.credential = credential
    self.label = label
    self.mode = mode
  }

  /// What the ledger calls it. `scope` is the agent's where the credential or the provider is its own.
  package func target(at scope: ScopeID) -> ProbeTarget {
    ProbeTarget(
      scope: scope, provider: provider, model: model?.model, source: source, profile: profileID)
  }

  /// Id of the profile; nil for anything else.
  package var profileID: String? {
    if case .profile(let id, _) = credential { id } else { nil }
  }

  /// Where the credential comes from.
  package var source: ProbeSource {
    switch credential {
    case .profile: .profile
    case .environment: .environment
    case .key: .configuration
    }
  }
}

/// A target that nothing is sent for, and why.
package struct RefusedProbe: Equatable, Sendable {
  package var probe: PlannedProbe
  /// `unknown`, `no_model` or `not_checkable`.
  package var status: ProbeStatus
  /// The stable word of the reason.
  package var reason: String
  /// For people; a second line may say more.
  package var error: String

  /// Refuses a target for a reason that is known.
  package init(_ probe: PlannedProbe, _ status: ProbeStatus, reason: String, error: String) {
    self.probe = probe
    self.status = status
    self.reason = reason
    self.error = error
  }

  /// Refuses a target whose credential cannot be used. `detail` is what opening it said, where that was tried; `lead` says
  /// what cannot be had where that is not the credential.
  package init(
    _ probe: PlannedProbe, _ eligibility: Eligibility, detail: String? = nil, lead: String? = nil
  ) {
    switch eligibility {
    case .excludedByOrder:
      self.init(
        probe, .unknown, reason: eligibility.rawValue,
        error: "Excluded by auth.order for this provider.")
    case .noModel:
      self.init(
        probe, .noModel, reason: eligibility.rawValue, error: "No model available for probe")
    default:
      let (code, text) = Self.words(eligibility)
      let lead =
        lead
        ?? (probe.profileID == nil
          ? "The key cannot be had." : "Auth profile credentials are missing or expired.")
      self.init(
        probe, .unknown, reason: code,
        error: "\(lead)\n↳ Auth reason [\(code)]: \(detail ?? text)")
    }
  }

  private static func words(_ eligibility: Eligibility) -> (code: String, text: String) {
    switch eligibility {
    case .expired: ("expired", "token credentials are expired.")
    case .invalidExpires:
      ("invalid_expires", "token expires must be a positive Unix ms timestamp.")
    case .missingCredential, .profileMissing:
      ("missing_credential", "no inline credential or SecretRef is configured.")
    case .unresolvedRef:
      ("unresolved_ref", "configured SecretRef could not be resolved.")
    case .undecryptable:
      ("undecryptable", "the sealed credential could not be opened with the key at hand.")
    default: ("ineligible_profile", "profile is incompatible with provider config.")
    }
  }
}
