package import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Finds the credentials of providers: those of the environment, and the keys that configurations hold. What it finds in the
/// environment is kept, so one value serves a whole fleet.
package struct ProviderCredentials {
  let environment: Environment
  private let now: Timestamp
  /// One for a whole fleet: what agents share is opened once.
  private let secrets: OpenedSecrets
  private let references: OpenedSecrets
  private let found: [String: EnvironmentCredential]

  /// Needs the environment whose variables count. With a vault sealed keys are opened, to show their ends and so that one
  /// that cannot be opened counts as none; without they are shown as `sealed`.
  package init(environment: Environment, vault: Vault?, now: Timestamp) {
    self.environment = environment
    self.now = now
    secrets = OpenedSecrets(vault: vault, environment: environment, sparesUnset: true)
    references = OpenedSecrets(vault: nil, environment: environment)
    found = ProviderEnvironment.standard.credentials { environment[$0] }
  }

  /// Returns the auth overview of one agent or of the defaults. `storePath` and `modelsPath` are shown as they are.
  package func overview(
    of models: AgentModels, storePath: String, modelsPath: String, in session: Session<some Any>
  ) throws -> AuthOverview {
    var input = input(of: models)
    input.storePath = storePath
    input.modelsPath = modelsPath
    let known = try session.profiles(of: models.agent?.id)
    try look(at: known, models, &input, in: session)
    try openKeys(of: &input, usedAt: models.scope, in: session)
    var overview = AuthOverview(input)
    // They close no account, and yet no run can call the model with them.
    let rest = ModelRest(known, input.profiles, models.settings.cooldownPolicy, now: now)
      .found(in: models.modelsInUse, besides: overview.unusableProfiles).profiles
    if !rest.isEmpty {
      overview.unusableProfiles =
        (overview.unusableProfiles + rest).sorted { $0.remaining < $1.remaining }
    }
    return overview
  }

  /// Returns the credentials of one provider at `models`.
  package func row(
    of provider: String, at models: AgentModels, in session: Session<some Any>
  ) throws -> ProviderAuth {
    var input = input(of: models)
    try look(at: models, &input, in: session)
    try openKey(of: provider, &input, usedAt: models.scope, in: session)
    return AuthOverview.row(of: provider, input)
  }

  /// Judges the profiles of one agent of a fleet.
  func health(
    of known: AgentProfiles, at models: AgentModels, in session: Session<some Any>
  ) throws -> FleetAuth {
    var input = AuthOverview.Input(now: now)
    input.warnAfter = models.settings.warnWindow
    input.isWindowAsked = models.settings.isWarnWindowSet
    try look(at: known, models, &input, in: session)
    return FleetAuth(
      AuthOverview(input), input.profiles,
      ModelRest(known, input.profiles, models.settings.cooldownPolicy, now: now), now: now)
  }

  /// Adds the profiles that the agent of `models` can use, sorted by provider, then id, and which of them a run would
  /// try.
  private func look(
    at models: AgentModels, _ input: inout AuthOverview.Input, in session: Session<some Any>
  ) throws {
    try look(at: try session.profiles(of: models.agent?.id), models, &input, in: session)
  }

  private func look(
    at known: AgentProfiles, _ models: AgentModels, _ input: inout AuthOverview.Input,
    in session: Session<some Any>
  ) throws {
    guard !known.profiles.isEmpty else { return }
    let policy = models.settings.cooldownPolicy
    let shown = try known.profiles.map { profile in
      try ShownProfile(
        profile, usedAt: known.scope, state: known.state(of: profile.id), secrets: secrets,
        policy: policy, now: now,
        email: known.declarations.first { $0.id == profile.id }?.email, in: session)
    }
    let judge = ProfileJudge(shown, known, policy, now: now)
    let exclusions = judge.exclusions
    input.profiles = try shown.map { profile in
      var judged = profile.judged(exclusions[profile.stored.id])
      // What has ended serves nobody, wherever it is kept. [D.4]
      let hasEnded = judged.exclusion == .expired || judged.exclusion == .invalidExpires
      judged.isUnset =
        try !hasEnded
        && references.fault(of: profile.stored, usedAt: known.scope, in: session)
          == .unresolvedReference
      return judged
    }.sorted {
      $0.provider == $1.provider
        ? $0.id.precedesInLists($1.id) : $0.provider.precedesInLists($1.provider)
    }
    input.order = judge.orders
  }

  /// Returns a function that says whether a provider has a credential at `models`; it keeps its answers.
  package func availability(
    of models: AgentModels, in session: Session<some Any>
  ) throws -> (String) -> Bool {
    var input = input(of: models)
    try look(at: models, &input, in: session)
    try openKeys(of: &input, usedAt: models.scope, in: session)
    var known: [String: Bool] = [:]
    let hasAWS = found["amazon-bedrock"] != nil
    return { provider in
      if let answer = known[provider] { return answer }
      let effective = AuthOverview.row(of: provider, input).effective
      // Of what nobody looked into a list says that it is there only when something tells of it.
      let answer = effective == .awsSDK ? hasAWS : effective != .missing
      known[provider] = answer
      return answer
    }
  }

  /// Returns the scope whose declarations of secret providers hold for the agent of `models`: its own where it has any, else that
  /// of the defaults.
  func declaringScope(of models: AgentModels, in session: Session<some Any>) throws -> ScopeID {
    try secrets.declaringScope(of: models.scope, in: session)
  }

  /// Returns the credentials of `provider` where `definition` is the one in force for it, if any, and the declarations of
  /// `scope` hold; apart from profiles.
  package func row(
    of provider: String, definition: ProviderDefinition?, usedAt scope: ScopeID,
    in session: Session<some Any>
  ) throws -> ProviderAuth {
    var input = AuthOverview.Input(now: now)
    input.environment[provider] = found[provider]
    input.keys[provider] = definition.map { ConfiguredKey($0.key) }
    input.authModes[provider] = definition?.authMode
    input.environment["amazon-bedrock"] = found["amazon-bedrock"]
    input.keyless[provider] = definition?.keylessEndpoint
    let environment = environment
    input.variable = { environment[$0] }
    try openKey(of: provider, &input, usedAt: scope, in: session)
    return AuthOverview.row(of: provider, input)
  }

  private func input(of models: AgentModels) -> AuthOverview.Input {
    var input = AuthOverview.Input(now: now)
    input.inUse = models.providersInUse
    let providers = models.providers
    input.considered = providers.map(\.definition.id) + models.allowlist.providers
    for provider in providers {
      let definition = provider.definition
      if definition.key.isPresent { input.keys[definition.id] = ConfiguredKey(definition.key) }
      input.authModes[definition.id] = definition.authMode
      input.keyless[definition.id] = definition.keylessEndpoint
    }
    input.environment = found
    let environment = environment
    input.variable = { environment[$0] }
    input.warnAfter = models.settings.warnWindow
    input.isWindowAsked = models.settings.isWarnWindowSet
    return input
  }

  private func openKeys(
    of input: inout AuthOverview.Input, usedAt scope: ScopeID, in session: Session<some Any>
  ) throws {
    for provider in input.keys.keys {
      try openKey(of: provider, &input, usedAt: scope, in: session)
    }
  }

  /// A page of information is of use without the master key, so a key that cannot be opened is no error here.
  private func openKey(
    of provider: String, _ input: inout AuthOverview.Input, usedAt scope: ScopeID,
    in session: Session<some Any>
  ) throws {
    switch input.keys[provider]?.reference {
    case .sealed(let id, _): input.keys[provider]?.look(at: try secrets.open(id, in: session))
    case .secretRef(let source, let name, let id):
      let reference = SecretReference(source: source, provider: name, id: id)
      input.keys[provider]?.isUnresolved =
        try secrets.unresolved(reference, usedAt: scope, in: session) != nil
    default: break
    }
  }
}

extension ConfiguredKey {
  /// Notes what opening the sealed key gave.
  fileprivate mutating func look(at opened: OpenedSecret?) {
    switch opened {
    case .secret(let secret):
      let text = secret.revealText()
      masked = text.map(SecretMask.masked)
      isUnsendable = text?.trimmed.hasUnprintable != false
      isCommand = text.map(PlainCommand.isSealed) ?? false
    case .undecryptable: isUndecryptable = true
    case nil: break
    }
  }
}

extension Allowlist {
  /// The providers that its lines name, in order with repetitions.
  package var providers: [String] {
    lines.compactMap { line in
      switch try? line.pattern.get() {
      case .exact(let ref): ref.provider
      case .wildcard(let provider, _): provider
      case nil: nil
      }
    }
  }
}
