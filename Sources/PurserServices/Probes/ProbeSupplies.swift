import PurserDomain
import PurserStore

/// Reads what one agent has that can be tried: its credentials by provider, judged, and the models to try them on.
struct ProbeSupplies<Access> {
  let models: AgentModels
  let profiles: AgentProfiles
  let environment: [String: EnvironmentCredential]
  let plugins: ProviderPlugins
  /// One for all agents: what they share is opened once.
  let secrets: OpenedSecrets
  /// One for all agents, too.
  let usual: UsualModels
  let now: Timestamp
  let session: Session<Access>

  /// Returns the supplies of the considered providers, in list order. Throws `invalid` for a text that names no model,
  /// `not_found` for one of an unknown provider.
  func list(_ options: ProbeOptions) throws -> [ProbePlan.Supply] {
    let named = try named(options)
    let configured = named == nil ? models.configuredEntries.map(\.ref) : []
    let candidates = Dictionary(grouping: configured, by: \.provider)
    let definitions = Dictionary(
      models.providers.map { ($0.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
    let byProvider = Dictionary(grouping: profiles.profiles, by: \.provider)
    let wanted = options.filter.provider.map { ModelNaming.standard.provider($0) }
    let considered =
      named.map { Set($0.map(\.provider)) }
      ?? Set(models.providersInUse + models.allowlist.providers)
      .union(models.providers.map(\.definition.id)).union(byProvider.keys)
      .union(environment.keys)
    return
      try considered
      .filter { !$0.isEmpty && !models.isProgram($0) && (wanted == nil || wanted == $0) }
      .sorted { $0.precedesInLists($1) }
      .compactMap { provider in
        try supply(
          of: provider, byProvider[provider] ?? [], definitions[provider], named,
          candidates[provider] ?? [], options)
      }
  }

  private func supply(
    of provider: String, _ stored: [StoredProfile], _ definition: StoredProvider?,
    _ named: [ModelRef]?, _ candidates: [ModelRef], _ options: ProbeOptions
  ) throws -> ProbePlan.Supply? {
    var supply = ProbePlan.Supply(provider: provider)
    supply.profiles = try judged(stored, of: provider)
    supply.variable = environment[provider]?.variable
    supply.key = definition?.definition.keyInForce ?? .none
    if supply.variable == nil, definition?.definition.authMode == "aws-sdk" {
      supply.variable = environment["amazon-bedrock"]?.variable
    }
    guard !supply.profiles.isEmpty || supply.variable != nil || supply.key.isPresent else {
      return nil
    }
    if options.filter.listsOnly { return supply }
    if let named {
      supply.models = named.filter { $0.provider == provider }
    } else if options.models == .every {
      supply.models = candidates
    }
    if supply.models.isEmpty, named == nil {
      let model = try candidates.first ?? usual.model(of: provider, definition?.scope, in: session)
      supply.models = model.map { [$0] } ?? []
    }
    return supply
  }

  /// The models that were named, each once; nil when none was. Throws as `list` does.
  func named(_ options: ProbeOptions) throws -> [ModelRef]? {
    guard case .named(let texts) = options.models else { return nil }
    let check = ModelCheck(models: models, session: session)
    var refs: [ModelRef] = []
    for text in texts {
      let ref = try check.resolve(text).ref
      if plugins.plugin(ref.provider) == nil { try check.requireProvider(of: ref) }
      if !refs.contains(ref) { refs.append(ref) }
    }
    return refs
  }

  private func judged(
    _ stored: [StoredProfile], of provider: String
  ) throws -> [ProbePlan.Profile] {
    guard !stored.isEmpty else { return [] }
    var input = profiles.ranking(of: provider, by: models.settings.cooldownPolicy, now: now)
    for profile in stored {
      input.add(
        profile, fault: try secrets.fault(of: profile, usedAt: models.scope, in: session),
        state: profiles.states[profile.id])
    }
    let excluded = ProfileRanking(input).excluded
    return try stored.map { profile in
      var reason = excluded.first { $0.id == profile.id }?.reason ?? .ok
      var detail: String?
      if reason == .ok, profile.type == .oauth, !profile.hasLiveAccess(at: now) {
        reason = .expired
        let last = try session.profileEvents.newest(
          [.refreshed, .refreshFailed], of: profile.id, at: profile.scope)
        detail =
          last?.kind == .refreshFailed
          ? "its access could not be renewed. \(last?.detail ?? "")".trimmed
          : profile.isRefreshable
            ? "its access has to be renewed first: purser models auth refresh --profile "
              + "\(profile.id.shellWord)\(profile.scope.option)."
            : "its access cannot be renewed: purser models auth login --provider "
              + "\(provider.shellWord) --profile-id \(profile.id.shellWord)\(profile.scope.option)."
      }
      if reason == .unresolvedRef, let reference = profile.reference {
        let text = "\(reference.source):\(reference.provider ?? "default"):\(reference.id)"
        detail = "could not resolve SecretRef \"\(text.printable(limit: 120))\"."
      }
      if reason == .ineligible, let reference = profile.reference {
        detail = "the variable '\(reference.id)' is set, but its text is no key."
      }
      let email = profiles.declarations.first { $0.id == profile.id }?.email ?? profile.email
      return ProbePlan.Profile(
        id: profile.id, scope: profile.scope,
        label: email.map { "\(profile.id) (\($0))" } ?? profile.id, kind: profile.type,
        eligibility: reason, detail: detail)
    }
  }
}

extension StoredProfile {
  /// Whether a login has an access token that still holds.
  fileprivate func hasLiveAccess(at now: Timestamp) -> Bool {
    hasAccess && expiry.map { $0 > now } ?? true
  }
}
