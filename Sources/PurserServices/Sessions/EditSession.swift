package import PurserDomain
package import PurserStore
package import SystemKit

/// Changes what sessions were told to use.
package struct EditSession {
  /// What somebody selects; what is nil stays.
  package struct Selection: Equatable, Sendable {
    /// A model as typed, perhaps with `@profile` behind it.
    package var model: String?
    package var source = SessionPin.Source.user
    package var profile: String?
    package var profileSource = SessionPin.Source.user
    /// How often the session had been compacted; for a pin of the runtime.
    package var compactions: Int?

    /// Selects nothing.
    package init() {}
  }

  /// Which part of a selection is cleared.
  package enum Part: String, Equatable, Sendable, CaseIterable {
    case all
    case model
    case profile
    /// What the runtime chose; what a person chose stays. So a session begins anew.
    case automatic = "auto"
  }

  /// What became of one session.
  package struct Outcome: Equatable, Sendable {
    package let agent: Agent.ID
    package let key: String
    /// As it stands now; one that says nothing is stored no longer.
    package let selection: SessionSelection
    /// What to tell the person, in the words of the gateways.
    package let acknowledgement: String
    /// What to tell besides of how the model was read; nil when all is well.
    package var warning: String?
  }

  private let environment: Environment?

  /// Makes the use case; providers that manifests of `environment` describe are known besides those of the program.
  package init(environment: Environment? = nil) {
    self.environment = environment
  }

  /// Selects for a session of `agent`. Choosing the default model removes the selection, so that the session follows the
  /// default; a pin of another provider goes with it.
  ///
  /// Throws `invalid` for a text that names no model, `not_found` for an unknown provider or profile, `refused` for a model
  /// that the allowlist does not let anybody choose, `conflict` for a profile of another provider.
  package func set(
    _ wanted: Selection, key: String, of agent: Agent, in session: Session<ReadWrite>
  ) throws -> Outcome {
    let models = try session.models(of: agent)
    let typed = wanted.model.map { ProfileSuffix($0) }
    if let typed, typed.reference.isEmpty, typed.profile != nil { throw Self.profileAlone }
    if let text = wanted.model, text.trimmed.utf8.first == UInt8(ascii: "@") {
      throw Self.profileAlone
    }
    let profile = typed?.profile ?? wanted.profile
    let before = try session.sessionSelections.find(key, of: agent.id)?.selection
    var next = before ?? SessionSelection()
    var told: [String] = []
    var warning: String?
    let standard = models.text.primary?.ref ?? models.resolver.naming.defaultModel
    if let typed {
      let check = ModelCheck(models: models, session: session, environment: environment)
      let resolution = try check.resolve(typed.reference)
      warning = resolution.warning
      // What the configuration names is the admin's word, whatever is known of its provider.
      if !models.configuredEntries.contains(where: { $0.ref == resolution.ref }) {
        try check.requireProvider(of: resolution.ref)
      }
      try Self.requireAllowed(models.allowlist.verdict(on: resolution.ref))
      let pinned = try next.pin.flatMap { try session.profile($0.profile, usedAt: models.scope) }
      next = next.choosing(
        resolution.ref, by: wanted.source, default: standard,
        pinFits: pinned?.provider == resolution.ref.provider, now: session.now)
      let shown = resolution.ref.key.printable(limit: 120)
      if resolution.ref == standard {
        told.append("Model reset to default (\(shown)).")
        // Without a choice of its own a session follows the one it hangs under before the default.
        var choice = try session.choice(key, of: agent.id, allowlist: models.allowlist)
        choice = SessionChoice(
          key: key, own: next, parent: choice.parent, allowlist: models.allowlist)
        if let model = choice.override.model, let parent = choice.parentKey {
          let chosen = model.key.printable(limit: 120)
          told.append(
            "Session '\(parent.printable(limit: 120))' has chosen \(chosen), which counts here now."
          )
        }
      } else {
        told.append("Model set to \(resolution.alias.map { "\($0) (\(shown))" } ?? shown).")
      }
    }
    if let profile {
      let provider = try start(of: key, next, of: agent.id, models, session).provider
      try session.requireProfile(profile, of: provider, at: models.scope)
      next = next.pinned(
        SessionPin(
          profile: profile, source: wanted.profileSource, compactions: wanted.compactions),
        now: session.now)
      told.append("Auth profile set to \(profile.printable(limit: 120)).")
    }
    next = try save(next, instead: before, key, agent.id, session)
    return Outcome(
      agent: agent.id, key: key, selection: next, acknowledgement: told.joined(separator: " "),
      warning: warning)
  }

  /// The model that the session's next turn begins with, when `own` is what was selected in it.
  private func start(
    of key: String, _ own: SessionSelection, of agent: Agent.ID, _ models: AgentModels,
    _ session: Session<ReadWrite>
  ) throws -> ModelRef {
    let stored = try session.choice(key, of: agent, allowlist: models.allowlist)
    let choice = SessionChoice(
      key: key, own: own, parent: stored.parent, allowlist: models.allowlist)
    if let model = choice.override.model { return model }
    let starting = try models.starting(under: models.allowlist, in: session)
    return starting.standIn ?? starting.text.primary?.ref ?? starting.resolver.naming.defaultModel
  }

  /// Clears a part of what a session of `agent` was told. Nothing happens to a session that was told nothing.
  package func clear(
    _ part: Part, key: String, of agent: Agent.ID, in session: Session<ReadWrite>
  ) throws -> Outcome {
    let before = try session.sessionSelections.find(key, of: agent)?.selection
    var next = before ?? SessionSelection()
    switch part {
    case .all: next = SessionSelection(updatedAt: before?.updatedAt)
    case .model: (next.model, next.modelSource) = (nil, nil)
    case .profile: next = next.pinned(nil, now: session.now)
    case .automatic:
      next = next.beginningAnew(now: session.now)
      if next.pin?.source == .auto { next = next.pinned(nil, now: session.now) }
    }
    next = try save(next, instead: before, key, agent, session)
    return Outcome(
      agent: agent, key: key, selection: next,
      acknowledgement: next.differs(from: before) ? "Session cleared." : "Nothing to clear.")
  }

  private func save(
    _ next: SessionSelection, instead before: SessionSelection?, _ key: String,
    _ agent: Agent.ID, _ session: Session<ReadWrite>
  ) throws -> SessionSelection {
    guard next.differs(from: before) else { return before ?? next }
    var next = next
    next.updatedAt = session.now
    try session.sessionSelections.save(
      StoredSelection(agent: agent, key: key, selection: next), at: session.now)
    return next
  }

  private static func requireAllowed(_ verdict: AllowVerdict) throws(DomainError) {
    guard !verdict.isAllowed else { return }
    let shown = verdict.ref.key.printable(limit: 120)
    throw DomainError(
      .refused, "Model \"\(shown)\" is not allowed.", subject: shown,
      hint: verdict.repair.map { "Add it with: \($0)" },
      cause: verdict.listName.map { "Refused by \($0)." })
  }

  private static var profileAlone: DomainError {
    DomainError(
      .invalid, "Auth profile override requires a model selection.", subject: "--model",
      hint: "Write it as REF@PROFILE, or give the profile with --profile.")
  }
}
