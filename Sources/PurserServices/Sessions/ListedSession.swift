package import PurserDomain
package import PurserStore

/// What one session was told to use, and what becomes of it now.
package struct ListedSession: Sendable {
  /// What becomes of the selected model.
  package enum ModelStatus: String, Equatable, Sendable {
    /// None is selected here or in the session above.
    case `default`
    case ok
    /// It is that of the session above.
    case inherited
    /// It is no longer allowed; the next run goes back to the default.
    case notAllowed = "not_allowed"
  }

  package let stored: StoredSelection
  package let choice: SessionChoice
  package let modelStatus: ModelStatus
  /// `ok`, `resting` or the reason why the pinned profile cannot serve; nil without a pin.
  package let pinStatus: String?
  /// What a person should be told; nil when nothing is out of the ordinary.
  package let notice: String?

  /// The model that counts; nil for the default.
  package var inForce: ModelRef? { choice.override.model }

  /// Judges a selection by the agent's models and profiles. `parent` is the selection of the session above.
  init(
    _ stored: StoredSelection, parent: SessionSelection?, models: AgentModels,
    allowlist: Allowlist, profiles: AgentProfiles, now: Timestamp
  ) {
    self.stored = stored
    choice = SessionChoice(
      key: stored.key, own: stored.selection, parent: parent, allowlist: allowlist)
    modelStatus =
      if choice.override.removesOwn { .notAllowed } else {
        switch choice.origin {
        case .own: .ok
        case .parent: .inherited
        case nil: .default
        }
      }
    let primary = models.text.primary?.ref ?? models.resolver.naming.defaultModel
    let ref = choice.override.model ?? primary
    pinStatus = stored.selection.pin.map {
      Self.status(
        of: $0.profile, for: ref, profiles: profiles, under: models.settings.cooldownPolicy,
        now: now)
    }
    notice = choice.notice(primary: primary)
  }

  private static func status(
    of id: String, for ref: ModelRef, profiles: AgentProfiles, under policy: CooldownPolicy,
    now: Timestamp
  ) -> String {
    let stored = profiles.profile(id)
    let reason = Eligibility.judge(
      stored?.credential(),
      declaration: profiles.declarations.first { $0.id == id }?.declaration,
      provider: ref.provider, now: now)
    guard reason == .ok else { return reason.rawValue }
    let closure = profiles.state(of: id).counting(at: ref.provider, under: policy)
      .closure(for: .model(ref.model), now: now)
    return closure == nil ? "ok" : "resting"
  }
}

extension Session {
  /// Returns the sessions of `agents` that were told something, by agent and key, with a number of queries that depends
  /// only on whether it is one agent.
  package func listedSessions(of agents: [Agent], now: Timestamp) throws -> [ListedSession] {
    let known: [StoredSelection]
    var profiles: [Agent.ID: AgentProfiles] = [:]
    let views: [AgentModels]
    if agents.count == 1 {
      known = try sessionSelections.list(of: agents[0].id)
      profiles[agents[0].id] = try self.profiles(of: agents[0].id)
      views = [try models(of: agents[0])]
    } else {
      known = try sessionSelections.list()
      profiles = try self.profiles(of: agents.map(\.id))
      views = try models(of: agents)
    }
    let byAgent = Dictionary(grouping: known, by: \.agent)
    return zip(agents, views).flatMap { agent, models -> [ListedSession] in
      guard let selections = byAgent[agent.id], let own = profiles[agent.id] else { return [] }
      let allowlist = models.allowlist
      let byKey = Dictionary(
        selections.map { ($0.key, $0.selection) }, uniquingKeysWith: { first, _ in first })
      return selections.map { stored in
        ListedSession(
          stored, parent: SessionOverride.parentKey(of: stored.key).flatMap { byKey[$0] },
          models: models, allowlist: allowlist, profiles: own, now: now)
      }
    }
  }
}
