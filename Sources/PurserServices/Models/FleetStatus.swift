package import PurserDomain
package import PurserStore

/// What a fleet's models come to, one row per agent.
package struct FleetStatus: Sendable {
  /// One agent.
  package struct Row: Sendable {
    package let agent: Agent
    package let models: AgentModels
    /// Providers in use without a credential, in list order.
    package let missingProviders: [String]
    /// What a person should look at, apart from missing credentials.
    package let attention: [Attention]
    /// Tokens and logins that have expired, cannot be read or expire soon, by provider and id.
    package let ailing: [ProfileHealth]
    /// Profiles that rest or whose variable is not set here, of which `--check` says nothing; by provider and id.
    package let idle: [IdleProfile]
    /// Providers that have profiles, of which none can be used now.
    package let exhausted: Set<String>

    /// What is wrong with the profiles of `provider`, one phrase for each.
    package func faults(of provider: String) -> [String] {
      ailing.filter { $0.provider == provider }.map(\.phrase)
        + idle.filter { $0.provider == provider }.map(\.phrase)
    }

    /// The exit code of `--check` for this agent: 1 when a provider in use has no credential or one of `ailing` is beyond
    /// use, 2 when one expires soon, else 0. With `onlyInUse` those of other providers do not count.
    package func checkCode(onlyInUse: Bool) -> Int32 {
      let used = onlyInUse ? Set(models.providersInUse) : nil
      let counted = ailing.filter { used.map($0.isUsed) ?? true }
      if !missingProviders.isEmpty || counted.contains(where: { $0.status != .expiring }) {
        return 1
      }
      return counted.isEmpty ? 0 : 2
    }
  }

  /// In the order of the agents asked for.
  package let rows: [Row]

  /// Reads the models of `agents` with a number of queries that does not depend on how many they are.
  package init(
    of agents: [Agent], credentials: ProviderCredentials, in session: Session<some Any>
  ) throws {
    var judge = FleetJudge(credentials)
    let standings = CatalogStandings(in: session)
    let hasCatalogs = try standings.hasCatalogs()
    let profiles = try session.profiles(of: agents.map(\.id))
    rows = try zip(agents, session.models(of: agents)).map { agent, models in
      let list = judge.allowlist(of: models)
      let isAllowed = judge.isAllowed(models, under: list)
      let models = isAllowed ? models : try judge.starting(models, under: list, in: session)
      let auth = try profiles[agent.id].map { try judge.auth(of: $0, at: models, in: session) }
      func standing(_ ref: ModelRef) throws -> CatalogStanding? {
        let provider = models.provider(ref.provider)
        return try standings.standing(
          of: ref, definition: provider?.definition,
          isDefined: try provider.map {
            try session.providerModels.find(ref, at: $0.scope) != nil
          } ?? false)
      }
      return Row(
        agent: agent, models: models,
        missingProviders: try judge.missingProviders(
          of: models, auth?.served ?? [], in: session),
        attention: try Attention.list(
          of: models, isAllowed: isAllowed, allowlist: list,
          isKnown: { try judge.isKnown($0, models) }, standing: hasCatalogs ? standing : nil),
        ailing: auth?.ailing ?? [], idle: auth?.idle ?? [], exhausted: auth?.exhausted ?? [])
    }
  }
}

/// What the profiles of one agent come to.
struct FleetAuth: Sendable {
  /// Providers with a profile that serves.
  let served: Set<String>
  /// Tokens and logins that need a person, by provider and id.
  let ailing: [ProfileHealth]
  /// Those that rest or whose variable is not set, by provider and id.
  let idle: [IdleProfile]
  /// Providers with profiles of which none can be used now.
  let exhausted: Set<String>

  init(_ overview: AuthOverview, _ profiles: [AuthProfile], now: Timestamp) {
    idle = profiles.compactMap { IdleProfile($0, now: now) }
    exhausted = Set(profiles.filter(\.serves).map(\.provider))
      .subtracting(profiles.filter { $0.isUsable(now: now) }.map(\.provider))
    served = Set(profiles.filter(\.serves).map(\.provider))
    ailing = overview.profileHealth.filter {
      $0.countsForCheck && [.expired, .missing, .expiring].contains($0.status)
    }
  }
}

/// Judges the models of one agent after the other, and keeps what holds for all that follow the defaults.
private struct FleetJudge {
  private let credentials: ProviderCredentials
  private var served: [String: Bool] = [:]
  private var ownServed: [CredentialGround: Bool] = [:]
  private var known: [String: Bool] = [:]
  private var allowlist: Allowlist?
  /// What starts in place of models that the shared list refuses, nil inside where nothing can; nil as long as nobody asked.
  private var standIn: ModelRef??
  /// What holds for agents without profiles of their own, by the warn window that a person set, nil for the built-in one.
  private var shared: [TimeSpan?: FleetAuth] = [:]

  init(_ credentials: ProviderCredentials) {
    self.credentials = credentials
  }

  mutating func auth(
    of profiles: AgentProfiles, at models: AgentModels, in session: Session<some Any>
  ) throws -> FleetAuth {
    let settings = models.settings
    let window = settings.isWarnWindowSet ? settings.warnWindow : nil
    if profiles.isShared, let known = shared[window] { return known }
    let found = try credentials.health(of: profiles, at: models, in: session)
    if profiles.isShared { shared[window] = found }
    return found
  }

  mutating func missingProviders(
    of models: AgentModels, _ withProfile: Set<String>, in session: Session<some Any>
  ) throws -> [String] {
    var missing: [String] = []
    for provider in models.providersInUse where !missing.contains(provider) {
      if try !withProfile.contains(provider) && !isServed(provider, models, in: session) {
        missing.append(provider)
      }
    }
    return missing.count < 2 ? missing : missing.sorted { $0.precedesInLists($1) }
  }

  /// Whether the configured model may start. Whichever model the list was read with, it is this one's turn to be the default.
  func isAllowed(_ models: AgentModels, under list: Allowlist) -> Bool {
    models.text.primary.map { list.addsDefault || list.allows($0.ref) } ?? true
  }

  /// The view of what starts in place of a model that may not.
  mutating func starting(
    _ models: AgentModels, under list: Allowlist, in session: Session<some Any>
  ) throws -> AgentModels {
    guard models.sharesAllowlist, models.ownProviders.isEmpty else {
      return try models.starting(under: list, in: session)
    }
    let ref = try standIn ?? models.starting(under: list, in: session).standIn
    standIn = .some(ref)
    return ref.map(models.starting) ?? models
  }

  private mutating func isServed(
    _ provider: String, _ models: AgentModels, in session: Session<some Any>
  ) throws -> Bool {
    if let own = models.ownProvider(provider) {
      let ground = CredentialGround(own)
      if let answer = ownServed[ground] { return answer }
      let answer = try credentials.serves(provider, definition: own, in: session)
      ownServed[ground] = answer
      return answer
    }
    if let answer = served[provider] { return answer }
    let inherited = models.provider(provider)?.definition
    let answer = try credentials.serves(provider, definition: inherited, in: session)
    served[provider] = answer
    return answer
  }

  mutating func isKnown(_ provider: String, _ models: AgentModels) throws -> Bool {
    if known[provider] == true { return true }
    if models.hasOwnProvider(provider) { return true }
    if let answer = known[provider] { return answer }
    let answer =
      try models.provider(provider) != nil
      || KnownProviders.contains(provider, in: credentials.environment)
    known[provider] = answer
    return answer
  }

  mutating func allowlist(of models: AgentModels) -> Allowlist {
    guard models.sharesAllowlist else { return models.allowlist }
    let list = allowlist ?? models.allowlist
    allowlist = list
    return list
  }
}
