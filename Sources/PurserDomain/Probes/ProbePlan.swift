/// Which credentials a run of probes tries, on which models, and which it cannot try: values in, values out.
package struct ProbePlan: Equatable, Sendable {
  /// A stored profile, judged.
  package struct Profile: Equatable, Sendable {
    package var id: String
    package var scope: ScopeID
    package var label: String
    package var kind: AuthProfile.Kind
    package var eligibility: Eligibility
    /// What there is to say of it besides; nil for the usual words.
    package var detail: String?

    /// Makes a profile.
    package init(
      id: String, scope: ScopeID, label: String, kind: AuthProfile.Kind,
      eligibility: Eligibility, detail: String? = nil
    ) {
      self.id = id
      self.scope = scope
      self.label = label
      self.kind = kind
      self.eligibility = eligibility
      self.detail = detail
    }
  }

  /// What there is to try of one provider.
  package struct Supply: Equatable, Sendable {
    /// Canonical.
    package var provider: String
    /// In store order.
    package var profiles: [Profile] = []
    /// The variable that the environment has for it.
    package var variable: String?
    package var key = KeyReference.none
    /// The models to try, in order.
    package var models: [ModelRef] = []

    /// Makes a supply without credentials.
    package init(provider: String) {
      self.provider = provider
    }
  }

  /// What a person asked for.
  package struct Filter: Equatable, Sendable {
    /// As typed; nil for all.
    package var provider: String?
    /// As typed; empty for all.
    package var profiles: [String]
    /// Whether a listing is all that is asked, so that no model is needed.
    package var listsOnly: Bool

    /// Makes a filter.
    package init(provider: String? = nil, profiles: [String] = [], listsOnly: Bool = false) {
      self.provider = provider
      self.profiles = profiles
      self.listsOnly = listsOnly
    }

    /// The profiles without blanks and spaces around.
    package var profileIDs: [String] {
      profiles.map(\.trimmed).filter { !$0.isEmpty }.withoutRepetitions
    }
  }

  /// What is to be sent, in the order of the supplies.
  package private(set) var targets: [PlannedProbe] = []
  /// What is known without sending, in the order of the supplies.
  package private(set) var refused: [RefusedProbe] = []

  /// Plans for `supplies`. A provider with stored profiles is tried with those alone; otherwise with the key of the
  /// environment, otherwise with that of the configuration.
  package init(_ supplies: [Supply], _ filter: Filter, naming: ModelNaming = .standard) {
    let wanted = filter.provider.map { naming.provider($0) }
    let ids = filter.profileIDs
    for supply in supplies where wanted == nil || wanted == supply.provider {
      let profiles = supply.profiles.filter { ids.isEmpty || ids.contains($0.id) }
      for profile in profiles { add(profile, of: supply, filter) }
      guard supply.profiles.isEmpty, ids.isEmpty else { continue }
      if let variable = supply.variable {
        add(
          .environment(variable: variable), label: "env",
          mode: variable.contains("OAUTH_TOKEN") ? .oauth : .apiKey, of: supply, filter)
      } else if supply.key.isTriable {
        add(.key(supply.key), label: "models.json", mode: .apiKey, of: supply, filter)
      }
    }
  }

  private mutating func add(_ profile: Profile, of supply: Supply, _ filter: Filter) {
    let credential = PlannedProbe.Credential.profile(id: profile.id, scope: profile.scope)
    guard profile.eligibility != .ok else {
      return add(credential, label: profile.label, mode: profile.kind, of: supply, filter)
    }
    let target = PlannedProbe(
      provider: supply.provider, model: filter.listsOnly ? nil : supply.models.first,
      credential: credential, label: profile.label, mode: profile.kind)
    refused.append(RefusedProbe(target, profile.eligibility, detail: profile.detail))
  }

  private mutating func add(
    _ credential: PlannedProbe.Credential, label: String, mode: AuthProfile.Kind,
    of supply: Supply, _ filter: Filter
  ) {
    func target(_ model: ModelRef?) -> PlannedProbe {
      PlannedProbe(
        provider: supply.provider, model: model, credential: credential, label: label, mode: mode)
    }
    if filter.listsOnly {
      targets.append(target(nil))
    } else if supply.models.isEmpty {
      refused.append(RefusedProbe(target(nil), .noModel))
    } else {
      targets += supply.models.map(target)
    }
  }
}

extension KeyReference {
  /// Whether there is something that could be a key.
  fileprivate var isTriable: Bool {
    switch self {
    case .none, .placeholder: false
    default: true
    }
  }
}
