package import PurserDomain
package import PurserStore
import SecretKit

/// Records the outcomes of calls inside one write: the events of all of them, and the state of each profile once, when it
/// is finished.
package struct OutcomeRecorder {
  /// What became of one report.
  struct Noted {
    /// The place of the profile among `profiles`.
    let profile: Int
    /// Nil for a call that went well.
    let verdict: FailureVerdict?
    /// Nil for a call that went well and counts.
    var outcome: FailureOutcome?
    /// The windows that it opened or that now end later.
    var moved: [ProfileWindow.Kind] = []
  }

  /// A profile that reports were about, and what is known of it now.
  package struct Profile: Sendable {
    package let stored: StoredProfile
    package fileprivate(set) var state: ProfileState
    /// Reports of calls that went well.
    package fileprivate(set) var succeeded = 0
    /// Reports of failures.
    package fileprivate(set) var failed = 0
    /// Windows that were opened or that now end later.
    package fileprivate(set) var windows = 0
    fileprivate var isChanged = false
    fileprivate let wasLastGood: Bool
    /// Whether it is no profile but the key that the configuration gives a provider; that has a history and no state.
    fileprivate let isInlineKey: Bool
  }

  private struct Caller: Hashable {
    let agent: String
    let profile: String
  }

  private struct Family: Hashable {
    let scope: ScopeID
    let provider: String
  }

  private struct ModelName: Hashable {
    let provider: String
    let text: String
    /// The agent whose aliases may explain it; nil for a text that none of them can.
    let agent: String?

    init(_ text: String, of provider: String, by report: RecordOutcome.Report) {
      self.provider = provider
      self.text = text
      agent = text.holds("/") ? nil : report.agent.text
    }
  }

  private let session: Session<ReadWrite>
  private let judge: FailureJudge
  private let vault: Vault?
  private var scrubs: [Int64: SecretScrub] = [:]
  /// In the order of their first report.
  package private(set) var profiles: [Profile] = []
  private var places: [Caller: Int] = [:]
  private var placesByKey: [ProfileKey: Int] = [:]
  private var lastGood: [Family: Int] = [:]
  private var models: [ModelName: String] = [:]
  private var aliases: [Agent.ID: AliasIndex] = [:]
  private var renewals = ProfileRenewals()
  private var knownPolicy: CooldownPolicy?
  /// The probes that were given back, since their failure says nothing of the provider.
  private var returnedSlots: Set<ProbeSlots.Key> = []
  /// Events that are not stored yet: many rows together cost less.
  private var waiting: [ProfileEvent] = []

  /// Records into `session`; what `judge` has learnt of earlier reports is used again. With the vault a profile's own
  /// secret is taken out of what a provider said of it: not each secret looks like one.
  package init(_ session: Session<ReadWrite>, judge: FailureJudge, vault: Vault? = nil) {
    self.session = session
    self.judge = judge
    self.vault = vault
  }

  /// Records one report: an event, and one more for each window that it opens or changes. Throws `not_found`, having done
  /// nothing, when the agent can use no profile of that id.
  mutating func note(_ report: RecordOutcome.Report) throws -> Noted {
    let place = try place(of: report)
    return try report.failure == nil
      ? succeeded(report, place) : failed(report, place)
  }

  /// Stores the states of the profiles that were reported on. Nothing may be noted afterwards.
  package mutating func finish() throws {
    try session.profileEvents.insert(waiting)
    waiting = []
    let families = Dictionary(grouping: profiles.indices) { Self.family(of: profiles[$0].stored) }
    for (family, good) in lastGood {
      for place in families[family] ?? [] where place != good {
        profiles[place].state.isLastGood = false
      }
      if !profiles[good].wasLastGood {
        try session.profileStates.unmarkLastGood(
          except: profiles[good].stored.id, of: family.provider, at: family.scope)
      }
    }
    for profile in profiles where profile.isChanged {
      try session.profileStates.save(
        profile.state, of: profile.stored.id, at: profile.stored.scope)
    }
  }

  // MARK: Outcomes

  private mutating func succeeded(_ report: RecordOutcome.Report, _ place: Int) throws -> Noted {
    profiles[place].succeeded += 1
    let instant = instant(of: report)
    var entry = event(.succeeded, report, place, at: instant)
    // Delivered late: a failure after it is known already, and what that closed stays closed.
    let isLate =
      report.at != nil
      && known(profiles[place].state.lastFailureAt).map { instant < $0 } ?? false
    if isLate { entry.detail = ProfileEvent.supersededDetail }
    try add(entry)
    if profiles[place].isInlineKey { return Noted(profile: place, verdict: nil, outcome: nil) }
    if isLate { return Noted(profile: place, verdict: nil, outcome: .ignored(.superseded)) }
    profiles[place].state = profiles[place].state.recordingSuccess(now: instant)
    profiles[place].isChanged = true
    lastGood[Self.family(of: profiles[place].stored)] = place
    return Noted(profile: place, verdict: nil, outcome: nil)
  }

  private mutating func failed(_ report: RecordOutcome.Report, _ place: Int) throws -> Noted {
    profiles[place].failed += 1
    let stored = profiles[place].stored
    let (judgement, evidence) = try judged(report, of: stored)
    let reason = judgement.verdict.reason ?? .unknown
    let instant = instant(of: report)
    var entry = event(.failed, report, place, at: instant)
    entry.reason = reason.rawValue
    entry.httpStatus = evidence.status
    entry.code = judgement.code
    entry.detail = judgement.detail
    try add(entry)
    if reason.givesProbeSlotBack {
      try giveProbeSlotBack(of: stored.provider, to: report.agent, after: instant)
    }
    var noted = Noted(profile: place, verdict: judgement.verdict, outcome: nil)
    let state = profiles[place].state
    // A request that no other profile or model could serve better says nothing of this one (K.4, "none").
    if !judgement.verdict.isProfileAtFault {
      noted.outcome = .ignored(.notRecorded)
    } else if try isSuperseded(instant, report, place) {
      noted.outcome = .ignored(.superseded)
    } else {
      let failure = ReportedFailure(
        reason, model: entry.model, agent: report.agent.text,
        reset: report.retryAfter, provider: stored.provider, kind: stored.type,
        isInlineKey: profiles[place].isInlineKey)
      // Calls that ended side by side arrive in any order; a window never begins before one that is known.
      let counted = report.at == nil ? instant : max(instant, newest(state) ?? instant)
      let (next, outcome) = state.recordingFailure(failure, policy: try policy(), now: counted)
      noted.outcome = outcome
      if !profiles[place].isInlineKey {
        noted.moved = try move(place, to: next, for: report, at: counted)
      } else if outcome.kind != nil {
        noted.outcome = .ignored(.configuredKey)
      }
    }
    return noted
  }

  /// What the report says of its failure, without secrets, and the class of it.
  private mutating func judged(
    _ report: RecordOutcome.Report, of stored: StoredProfile
  ) throws -> (judgement: FailureJudge.Judgement, evidence: FailureEvidence) {
    var evidence = report.failure ?? FailureEvidence()
    evidence.provider = stored.provider
    if evidence.message?.isEmpty == false || evidence.code != nil,
      let scrub = try scrub(of: stored)
    {
      evidence.message = evidence.message.map(scrub.text)
      evidence.code = evidence.code.map(scrub.text)
    }
    return (judge.judge(evidence), evidence)
  }

  /// Gives back what a run took for a probe that the failure told nothing about, unless another took it since.
  private mutating func giveProbeSlotBack(
    of provider: String, to agent: Agent.ID, after instant: Timestamp
  ) throws {
    let slot = ProbeSlots.Key(agent: .agent(agent), provider: provider)
    guard !returnedSlots.contains(slot),
      try !session.probeSlots.isTaken(provider, of: agent, after: instant)
    else { return }
    returnedSlots.insert(slot)
    try session.probeSlots.release(provider, of: agent)
  }

  /// Makes `next` the state of the profile and tells the history of each window that came or changed. Returns the kinds of
  /// those that end later than before.
  private mutating func move(
    _ place: Int, to next: ProfileState, for report: RecordOutcome.Report, at counted: Timestamp
  ) throws -> [ProfileWindow.Kind] {
    let state = profiles[place].state
    if next != state {
      profiles[place].state = next
      profiles[place].isChanged = true
    }
    // A failure that switches a profile off moves the provider's own window besides when it names a time.
    let before = state.clearingExpired(now: counted, policy: try policy())
    // What stands as it did was opened by nobody, though its time may be over.
    let moved = ProfileWindow.Kind.allCases.filter { kind in
      guard let after = next[kind], after != state[kind] else { return false }
      return before[kind].map { after.until > $0.until } ?? true
    }
    profiles[place].windows += moved.count
    let endsRest = before.cooldown != nil && next.cooldown == nil
    for kind in ProfileWindow.Kind.allCases {
      // The history tells of each window as it is now, and so again of one that changed or took another's place.
      guard let window = next[kind],
        !window.reads(as: state[kind]) || kind == .block && endsRest
      else { continue }
      var opened = event(kind.opening, report, place, at: counted)
      opened.reason = window.reason?.rawValue
      opened.model = window.model
      opened.until = window.until
      opened.agent = window.agent
      (opened.latencyMilliseconds, opened.tokensIn, opened.tokensOut) = (nil, nil, nil)
      try add(opened)
    }
    return moved
  }

  private func event(
    _ kind: ProfileEvent.Kind, _ report: RecordOutcome.Report, _ place: Int, at instant: Timestamp
  ) -> ProfileEvent {
    let stored = profiles[place].stored
    var event = ProfileEvent(
      kind, of: stored.id, provider: stored.provider, at: stored.scope, on: instant,
      agent: report.agent.text)
    event.model = report.model.flatMap { models[ModelName($0, of: stored.provider, by: report)] }
    event.latencyMilliseconds = report.latencyMilliseconds
    event.tokensIn = report.tokensIn
    event.tokensOut = report.tokensOut
    return event
  }

  private mutating func add(_ event: ProfileEvent) throws {
    waiting.append(event)
    guard waiting.count >= 256 else { return }
    try session.profileEvents.insert(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// When the call ended; never later than now.
  private func instant(of report: RecordOutcome.Report) -> Timestamp {
    report.at.map { min($0, session.now) } ?? session.now
  }

  /// An instant of the state, unless a clock that was ahead wrote it.
  private func known(_ instant: Timestamp?) -> Timestamp? {
    instant.flatMap { $0 > session.now ? nil : $0 }
  }

  /// When the newest failure was that is known, or the newest open window began: one of an import comes without a failure.
  private func newest(_ state: ProfileState) -> Timestamp? {
    let begun = ProfileWindow.Kind.allCases.map { state[$0]?.active(at: session.now)?.since }
    return ([state.lastFailureAt] + begun).compactMap(known).max()
  }

  /// Whether a call that ended at `instant` is older than what is known: than a call that went well, than a failure
  /// whose window was cleared or is over, or than the credential or the last clearing of its profile. While windows are open,
  /// calls that ended side by side arrive in any order.
  private mutating func isSuperseded(
    _ instant: Timestamp, _ report: RecordOutcome.Report, _ place: Int
  ) throws -> Bool {
    let state = profiles[place].state
    if let later = known(state.lastUsedAt), instant < later { return true }
    if let later = known(state.lastFailureAt), instant < later {
      let open = [state.cooldown, state.disabled, state.block].contains {
        $0?.active(at: session.now) != nil
      }
      if !open || later - instant > Self.sideBySide { return true }
    }
    return try renewals.supersede(
      report, endedAt: instant, of: profiles[place].stored, in: session)
  }

  /// Calls that ended within this time of each other may have run at the same time.
  private static let sideBySide = TimeSpan(milliseconds: 600_000)

  // MARK: What is looked up once

  private mutating func scrub(of profile: StoredProfile) throws -> SecretScrub? {
    guard let vault, let id = profile.sealed?.secret else { return nil }
    if let known = scrubs[id] { return known }
    var secrets: [SecretBytes] = []
    if let stored = try session.secrets.find(id),
      case .secret(let secret) = try vault.tryOpen(stored)
    {
      let login = profile.type == .oauth ? try? OAuthMaterial(decoding: secret) : nil
      secrets = login.map { [$0.access, $0.refresh].compactMap { $0 } } ?? [secret]
    }
    let scrub = SecretScrub(secrets)
    scrubs[id] = scrub
    return scrub
  }

  private mutating func policy() throws -> CooldownPolicy {
    if let knownPolicy { return knownPolicy }
    let policy = try session.cooldownPolicy()
    knownPolicy = policy
    return policy
  }

  private mutating func place(of report: RecordOutcome.Report) throws -> Int {
    let caller = Caller(agent: report.agent.text, profile: report.profile)
    let place = try places[caller] ?? find(report)
    places[caller] = place
    if let text = report.model {
      try learn(text, of: profiles[place].stored.provider, report)
    }
    return place
  }

  private mutating func find(_ report: RecordOutcome.Report) throws -> Int {
    let own = try session.profiles.find(report.profile, at: .agent(report.agent))
    let known = try own ?? session.profiles.find(report.profile, at: .defaults)
    guard let stored = try known ?? inlineKey(report) else {
      throw StoreError.noProfile(report.profile, at: .agent(report.agent))
    }
    let key = ProfileKey(scope: stored.scope, id: stored.id)
    if let place = placesByKey[key] { return place }
    let state = try session.profileStates.find(stored.id, at: stored.scope)
    profiles.append(
      Profile(
        stored: stored, state: state, wasLastGood: state.isLastGood, isInlineKey: known == nil))
    placesByKey[key] = profiles.count - 1
    return profiles.count - 1
  }

  /// The key that the configuration of a provider holds, in the form of a profile; nil when the report names none.
  private func inlineKey(_ report: RecordOutcome.Report) throws -> StoredProfile? {
    guard let provider = ReportedFailure.inlineKeyProvider(report.profile) else { return nil }
    let providers = try session.models(of: session.agents.find(report.agent)).providers
    guard let found = providers.first(where: { $0.definition.id == provider }),
      found.definition.key.isPresent
    else { return nil }
    var key = StoredProfile(
      scope: found.scope, id: report.profile, provider: provider, type: .apiKey, position: 0,
      source: .command, at: session.now)
    if case .sealed(let id, let digest) = found.definition.key {
      key.sealed = StoredProfile.Sealed(secret: id, digest: digest)
    }
    return key
  }

  /// Windows of one model go by the name that selections have for it: the provider in front of it and a profile behind it are
  /// left out, and short forms are written out. A word without a slash may be an alias.
  private mutating func learn(
    _ text: String, of provider: String, _ report: RecordOutcome.Report
  ) throws {
    let name = ModelName(text, of: provider, by: report)
    guard models[name] == nil else { return }
    let model = ProfileSuffix(text).reference
    if !model.holds("/"), let target = try aliases(of: report.agent).lookup(model)?.target,
      target.provider == provider
    {
      models[name] = target.model.printable(limit: TextLimit.reference)
      return
    }
    models[name] = ModelNaming.standard.model(text, of: provider).printable(
      limit: TextLimit.reference)
  }

  /// The aliases in force at an agent, built-in ones among them.
  private mutating func aliases(of id: Agent.ID) throws -> AliasIndex {
    if let known = aliases[id] { return known }
    let found = try session.models(of: session.agents.find(id)).resolver.aliases
    aliases[id] = found
    return found
  }

  private static func family(of profile: StoredProfile) -> Family {
    Family(scope: profile.scope, provider: profile.provider)
  }
}

extension ProfileWindow {
  /// Whether the history has no more to say of it than of `other`.
  fileprivate func reads(as other: ProfileWindow?) -> Bool {
    guard let other else { return false }
    return until == other.until && reason == other.reason && model == other.model
  }
}
