package import PurserDomain
package import PurserStore
package import SystemKit

/// The models that a run of one agent tries, in order, and what it calls each with.
package struct ResolveModel: Sendable {
  /// What a runtime asks.
  package struct Request: Equatable, Sendable {
    package var purpose = Purpose.text
    /// A model as typed, perhaps with `@profile` behind it; nil for what the configuration says.
    package var model: String?
    /// The session of the run, as the gateway names it.
    package var session: String?
    /// How often the session was compacted, when the runtime says so.
    package var compactions: Int?
    /// Whether the session begins anew with this run.
    package var begins = false

    /// Asks for the configured text model.
    package init() {}
  }

  /// Where the model that starts came from.
  package enum Origin: String, Equatable, Sendable {
    /// The caller named it.
    case request
    /// It was selected in the session.
    case session
    /// It was selected in the session that the session hangs under.
    case parentSession
    /// It is configured.
    case configuration
  }

  package let request: Request
  package let models: AgentModels
  package let origin: Origin
  /// The model that was asked for, with what decided on the allowlist; nil when nothing was asked for.
  package let verdict: AllowVerdict?
  /// The configured model where the allowlist keeps it from starting, with what decided; nil when it may start or another
  /// was asked for.
  package let passedOver: AllowVerdict?
  package let session: SessionChoice?
  package let plan: RunPlan
  /// The profile that the caller named, or a person in the session.
  private let wanted: String?
  /// Whose profile that is; nil when the agent has none of that id.
  private let wantedProvider: String?
  /// Configured fallbacks that name no model, as written.
  package let unreadable: [String]
  package let now: Timestamp

  /// The agent; nil for the defaults themselves.
  package var agent: Agent? { models.agent }
  /// The route that the chain was made from.
  package var route: EffectiveRoute { models.route(request.purpose) }

  /// The knobs of failures that a run keeps by itself: after how many further profiles of one provider the next model's
  /// turn comes.
  package var policy: CooldownPolicy { models.settings.cooldownPolicy }

  /// Whether a failure of the first model is shown rather than hidden behind another: a person chose it, or the agent has
  /// a primary of its own and no word on fallbacks.
  package let isStrict: Bool

  /// Whether the run may set or clear the pin of its session; one with a model that the caller names changes none.
  package var changesPin: Bool { request.model == nil }

  /// Resolves for `agent`, or for the defaults without one; writes nothing.
  ///
  /// Throws `invalid` for a model that names none, `not_found` for a profile that the agent does not have and when there is
  /// no image model, `conflict` for a profile of another provider, `refused` when the allowlist lets neither the
  /// configured model start nor any other that is known.
  package init(
    _ request: Request, of agent: Agent?, environment: Environment, vault: Vault?, now: Timestamp,
    in session: Session<some Any>
  ) throws {
    self.request = request
    self.now = now
    let models = try session.models(of: agent)
    self.models = models
    let route = models.route(request.purpose)
    let choice =
      request.purpose == .text ? try session.choice(request, of: models, now: now) : nil
    self.session = choice

    let typed = request.model.map { ProfileSuffix($0) }
    let asked = try typed.map {
      try ModelCheck(models: models, session: session).resolve($0.reference)
    }
    verdict = asked.map { models.allowlist.verdict(on: $0.ref) }
    let chain: CandidateChain
    var candidates: [CandidateChain.Candidate]
    var requester = CandidateChain.Requester.configuration
    if request.purpose == .image {
      passedOver = nil
      chain = CandidateChain(
        imageRoute: route, override: asked?.ref.key, resolver: models.resolver)
      candidates = chain.candidates
      guard !candidates.isEmpty else { throw CandidateChain.noImageModel }
      origin = asked == nil ? .configuration : .request
    } else {
      let ref = asked?.ref ?? choice?.override.model
      if asked == nil, let choice { requester = choice.requester }
      let text = try TextChain(
        of: models, route: route, asked: ref, requester: requester, in: session)
      (chain, candidates, passedOver) = (text.chain, text.candidates, text.passedOver)
      origin =
        asked != nil
        ? .request
        : choice?.origin.map { $0 == .own ? .session : .parentSession } ?? .configuration
      if asked == nil, ref != nil { candidates[0].layer = .session }
    }
    if let alias = asked?.alias, !candidates.isEmpty { candidates[0].alias = alias }
    unreadable = chain.unreadable
    isStrict = requester == .user || route.fallbackGround == .strict

    let wish = try session.wish(
      request, pinned: typed?.profile, choice, provider: candidates[0].ref.provider, models)
    wanted = wish?.pin.flatMap { $0.source == .user ? $0.profile : nil }
    wantedProvider = try wanted.flatMap { try session.provider(ofProfile: $0, of: models) }
    let reader = SupplyReader(
      of: models, environment: environment, vault: vault, now: now, in: session)
    var known: [String: ProviderSupply] = [:]
    plan = try RunPlan(candidates, wish: wish, now: now) { provider in
      if let supply = known[provider] { return supply }
      let supply = try reader.supply(of: provider)
      known[provider] = supply
      return supply
    }
  }
}

extension ResolveModel {
  /// The profile that the caller named behind the model, or a person in the session, and why it is not `credential`; nil when
  /// it is, or when none was named.
  package func passedProfile(for credential: RunCredential) -> (id: String, why: String)? {
    guard let wanted, credential.place?.id != wanted, let step = plan.steps.first else {
      return nil
    }
    if let excluded = step.excluded.first(where: { $0.id == wanted }) {
      return (wanted, excluded.reason.rawValue)
    }
    if step.resting.contains(where: { $0.id == wanted }) { return (wanted, "it rests") }
    guard let wantedProvider else { return (wanted, Eligibility.profileMissing.rawValue) }
    let isMismatch = wantedProvider != step.candidate.ref.provider
    return (wanted, isMismatch ? Eligibility.providerMismatch.rawValue : "it could not be had")
  }
}

extension Session {
  /// Returns the provider of the profile that an agent means by `id`: its own, else the shared one; nil when there is none.
  fileprivate func provider(ofProfile id: String, of models: AgentModels) throws -> String? {
    let own = try models.agent.flatMap { try profiles.find(id, at: .agent($0.id)) }
    return try (own ?? profiles.find(id, at: .defaults))?.provider
  }

  /// Returns what a session of an agent asks for; nil without an agent or a key.
  fileprivate func choice(
    _ request: ResolveModel.Request, of models: AgentModels, now: Timestamp
  ) throws -> SessionChoice? {
    guard let key = request.session, let agent = models.agent?.id else { return nil }
    var choice = try choice(key, of: agent, allowlist: models.allowlist)
    if request.begins, let own = choice.own {
      choice = SessionChoice(
        key: key, own: own.beginningAnew(now: now), parent: choice.parent,
        allowlist: models.allowlist)
    }
    return choice
  }

  /// Returns what the session `key` of `agent` asks for under `allowlist`.
  package func choice(
    _ key: String, of agent: Agent.ID, allowlist: Allowlist
  ) throws -> SessionChoice {
    let own = try sessionSelections.find(key, of: agent)?.selection
    let parent = try SessionOverride.parentKey(of: key).flatMap {
      try sessionSelections.find($0, of: agent)?.selection
    }
    return SessionChoice(key: key, own: own, parent: parent, allowlist: allowlist)
  }

  /// The profile the run wants first: the one typed behind the model, else that of the session.
  fileprivate func wish(
    _ request: ResolveModel.Request, pinned profile: String?, _ choice: SessionChoice?,
    provider: String, _ models: AgentModels
  ) throws -> RunPlan.Wish? {
    if let profile {
      try requireProfile(profile, of: provider, at: models.scope)
      return RunPlan.Wish(
        pin: SessionPin(profile: profile, source: .user), moment: .continues(compactions: 0))
    }
    guard let choice else { return nil }
    let pin = choice.own?.pin
    return RunPlan.Wish(
      pin: pin,
      moment: request.begins
        ? .begins : .continues(compactions: request.compactions ?? pin?.compactions ?? 0))
  }

  /// Throws `not_found` when `scope` can use no profile of that id, `conflict` when it is another provider's.
  func requireProfile(_ id: String, of provider: String, at scope: ScopeID) throws {
    guard let profile = try profile(id, usedAt: scope) else {
      var error = try noProfile(id, at: scope)
      error.message = "Auth profile \"\(error.subject)\" not found."
      throw error
    }
    guard profile.provider == provider else {
      let shown = id.printable(limit: 80)
      throw StoreError(
        .conflict, "Auth profile \"\(shown)\" is for \(profile.provider), not \(provider).",
        subject: shown,
        hint: "purser models auth list --provider \(provider.shellWord)\(scope.option)")
    }
  }
}
