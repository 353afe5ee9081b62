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
    /// Those of `missingProviders` for which something is stored that cannot be had, in the same order.
    package let closed: [ClosedAuth]
    /// What a person should look at, apart from missing credentials.
    package let attention: [Attention]
    /// Tokens and logins that have expired, cannot be read or expire soon, by provider and id.
    package let ailing: [ProfileHealth]
    /// Profiles that rest, do not open or lead nowhere, by provider and id; then those that rest for a model in use alone when
    /// no other serves it.
    package let idle: [IdleProfile]
    /// Providers that have profiles, of which none can be used now; also when none can for the model that starts, or for any
    /// of theirs, for text or for images.
    package let exhausted: Set<String>
    /// Those of them with profiles that only rest, which a run waits for and takes no variable or key instead of.
    package let resting: Set<String>
    /// Providers of which every profile that can be used is kept elsewhere.
    package let unchecked: Set<String>

    /// What is wrong with credentials, one phrase for each; with `provider` only with those of that one.
    package func faults(of provider: String? = nil) -> [String] {
      func isWanted(_ other: String) -> Bool { provider == nil || provider == other }
      let phrases =
        ailing.filter { isWanted($0.provider) }.map(\.phrase)
        + idle.filter { isWanted($0.provider) }.map(\.phrase)
        + closed.filter { isWanted($0.provider) }.flatMap(\.faults)
      guard phrases.count > 1 else { return phrases }
      var seen: Set<String> = []
      return phrases.filter { seen.insert($0).inserted }
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
      let missing = try judge.missing(for: models, auth, in: session)
      let idle = auth?.idle ?? []
      let resting =
        auth?.modelRest.found(in: models.modelsInUse, besides: idle.compactMap(\.unusable))
        ?? ModelRest.Found()
      return Row(
        agent: agent, models: models, missingProviders: missing.providers, closed: missing.closed,
        attention: try Attention.list(
          of: models, isAllowed: isAllowed, allowlist: list,
          isKnown: { try judge.isKnown($0, models) }, standing: hasCatalogs ? standing : nil),
        ailing: auth?.ailing ?? [], idle: idle + resting.profiles.map(IdleProfile.init),
        exhausted: (auth?.exhausted ?? []).union(resting.providers),
        resting: (auth?.resting ?? []).union(resting.providers),
        unchecked: auth?.unchecked ?? [])
    }
  }
}

/// What the profiles of one agent come to.
struct FleetAuth: Sendable {
  /// Providers with a profile that serves.
  let served: Set<String>
  /// Tokens and logins that need a person, by provider and id.
  let ailing: [ProfileHealth]
  /// Those that rest, do not open or lead nowhere, by provider and id.
  let idle: [IdleProfile]
  /// Providers with profiles of which none can be used now.
  let exhausted: Set<String>
  /// Those of them that have a profile which only rests.
  let resting: Set<String>
  /// Providers of which every profile that can be used is kept elsewhere.
  let unchecked: Set<String>
  /// Phrases of what is stored and cannot be had, by provider.
  let closed: [String: [String]]
  /// Which profiles rest for single models.
  let modelRest: ModelRest

  init(
    _ overview: AuthOverview, _ profiles: [AuthProfile], _ modelRest: ModelRest, now: Timestamp
  ) {
    self.modelRest = modelRest
    closed = Dictionary(grouping: profiles.filter { $0.closedPhrase != nil }, by: \.provider)
      .mapValues { $0.compactMap(\.closedPhrase) }
    idle = profiles.compactMap { IdleProfile($0, now: now) }
    let usable = profiles.filter { $0.isUsable(now: now) }
    exhausted = Set(profiles.filter(\.serves).map(\.provider)).subtracting(usable.map(\.provider))
    resting = exhausted.intersection(
      profiles.filter { $0.isCandidate(now: now) }.map(\.provider))
    unchecked = Set(usable.map(\.provider))
      .subtracting(usable.filter { !$0.isUnchecked }.map(\.provider))
    served = Set(profiles.filter(\.serves).map(\.provider))
    ailing = overview.profileHealth.filter {
      $0.countsForCheck && [.expired, .missing, .expiring].contains($0.status)
    }
  }
}

/// What environment and configuration have for a provider.
private struct Serving {
  let isServed: Bool
  /// What is known to keep the configured key from being had.
  let keyFault: Eligibility?
  /// Whether that key is a reference that leads nowhere, before which no profile comes.
  let isRefused: Bool

  init(_ row: ProviderAuth) {
    isServed = row.effective != .missing
    keyFault = row.keyFault
    isRefused = !isServed && row.leadsByReference
  }
}

/// Judges the models of one agent after the other, and keeps what holds for all that follow the defaults.
private struct FleetJudge {
  private let credentials: ProviderCredentials
  private var served: [String: Serving] = [:]
  private var ownServed: [CredentialGround: Serving] = [:]
  private var leading: [String: Bool] = [:]
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
    let isShared =
      try profiles.isShared && credentials.declaringScope(of: models, in: session) == .defaults
    if isShared, let known = shared[window] { return known }
    let found = try credentials.health(of: profiles, at: models, in: session)
    if isShared { shared[window] = found }
    return found
  }

  /// Returns the providers in use without a credential, in list order, and those of them for which something is stored.
  mutating func missing(
    for models: AgentModels, _ auth: FleetAuth?, in session: Session<some Any>
  ) throws -> (providers: [String], closed: [ClosedAuth]) {
    var missing: [String] = []
    var closed: [ClosedAuth] = []
    for provider in models.providersInUse where !missing.contains(provider) {
      let hasProfile = auth?.served.contains(provider) == true
      if hasProfile, !leadsByReference(provider, models) { continue }
      let serving = try serving(provider, models, in: session)
      if serving.isServed || hasProfile && !serving.isRefused { continue }
      missing.append(provider)
      closed +=
        ClosedAuth(provider, auth?.closed[provider] ?? [], keyFault: serving.keyFault)
        .map { [$0] } ?? []
    }
    if missing.count < 2 { return (missing, closed) }
    return (
      missing.sorted { $0.precedesInLists($1) },
      closed.sorted { $0.provider.precedesInLists($1.provider) }
    )
  }

  /// Whether the key of a provider is a reference, which decides before every profile.
  private mutating func leadsByReference(_ provider: String, _ models: AgentModels) -> Bool {
    if let own = models.ownProvider(provider) { return own.key.isReference }
    if let answer = leading[provider] { return answer }
    let answer = models.provider(provider)?.definition.key.isReference ?? false
    leading[provider] = answer
    return answer
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

  private mutating func serving(
    _ provider: String, _ models: AgentModels, in session: Session<some Any>
  ) throws -> Serving {
    let place = try credentials.declaringScope(of: models, in: session)
    if let own = models.ownProvider(provider) {
      let ground = CredentialGround(own, declaredAt: place)
      if let answer = ownServed[ground] { return answer }
      let answer = Serving(
        try credentials.row(of: provider, definition: own, usedAt: place, in: session))
      ownServed[ground] = answer
      return answer
    }
    if place == .defaults, let answer = served[provider] { return answer }
    let inherited = models.provider(provider)?.definition
    let answer = Serving(
      try credentials.row(of: provider, definition: inherited, usedAt: place, in: session))
    if place == .defaults { served[provider] = answer }
    return answer
  }

  mutating func isKnown(_ provider: String, _ models: AgentModels) throws -> Bool {
    if known[provider] == true { return true }
    if models.hasOwnProvider(provider) { return true }
    if let answer = known[provider] { return answer }
    let answer = try models.isKnown(provider, in: credentials.environment)
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
