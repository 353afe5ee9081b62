package import PurserDomain
package import PurserStore
package import SystemKit

/// Records that a runtime was handed a credential, with what the run takes for itself: the time of a probe, and the
/// pin of its session.
package struct RecordHandOver {
  private let environment: Environment
  private let vault: Vault

  /// Needs what the plan was made with.
  package init(environment: Environment, vault: Vault) {
    self.environment = environment
    self.vault = vault
  }

  /// Records that `handed` was given for `resolved`. Returns false, having changed nothing, when the store has moved on so
  /// that the model would not be called like this any more: then resolve again.
  package func run(
    _ handed: HandedCredential, for resolved: ResolveModel, in session: Session<ReadWrite>
  ) throws -> Bool {
    let again = try ResolveModel(
      resolved.request, of: resolved.agent, environment: environment, vault: vault,
      now: session.now, in: session)
    let ref = handed.step.candidate.ref
    guard let step = again.plan.steps.first(where: { $0.candidate.ref == ref }), step.isTried,
      step.decision == handed.step.decision,
      step.credentials.contains(where: { $0.isSame(as: handed.credential) })
    else { return false }
    if case .probe(takesSlot: true) = step.decision, let agent = again.agent {
      try session.probeSlots.take(ref.provider, of: agent.id, at: session.now)
    }
    if handed.value != nil { try note(handed, again, session) }
    try keepSession(handed, again, session)
    return true
  }

  private func note(
    _ handed: HandedCredential, _ resolved: ResolveModel, _ session: Session<ReadWrite>
  ) throws {
    let ref = handed.step.candidate.ref
    let place = handed.credential.place
    let key = Self.configuredKey(handed, resolved.models)
    var event = ProfileEvent(
      .revealed, of: place?.id ?? key?.profile, provider: ref.provider,
      at: place?.scope ?? key?.scope ?? resolved.models.scope, on: session.now,
      agent: resolved.agent?.id.text, detail: place == nil ? handed.credential.name : nil)
    event.model = ref.model
    try session.profileEvents.insert(event)
  }

  /// Where the key of a provider's configuration stands, and the id by which runtimes report on it; nil for what the
  /// configuration does not give. The word for a server of this machine is nobody's key.
  private static func configuredKey(
    _ handed: HandedCredential, _ models: AgentModels
  ) -> (profile: String, scope: ScopeID)? {
    guard case .key = handed.credential,
      let found = models.provider(handed.step.candidate.ref.provider),
      found.definition.key.isPresent
    else { return nil }
    return (ReportedFailure.inlineKeyProfile(of: found.definition.id), found.scope)
  }

  /// A selection that is no longer allowed goes, and the session stays with the profile it begins with.
  private func keepSession(
    _ handed: HandedCredential, _ resolved: ResolveModel, _ session: Session<ReadWrite>
  ) throws {
    guard let choice = resolved.session, let agent = resolved.agent else { return }
    let stored = try session.sessionSelections.find(choice.key, of: agent.id)?.selection
    var next = choice.own ?? SessionSelection()
    if choice.override.removesOwn { (next.model, next.modelSource) = (nil, nil) }
    if let turn = resolved.plan.turn, resolved.changesPin {
      let provider = resolved.plan.steps.first?.candidate.ref.provider
      if let place = handed.credential.place, handed.step.candidate.ref.provider == provider {
        next.pin = turn.pin
        if turn.pin?.source == .auto { next.pin?.profile = place.id }
      } else if turn.change == .removed {
        next.pin = nil
      }
    }
    guard next.differs(from: stored) else { return }
    next.updatedAt = session.now
    try session.sessionSelections.save(
      StoredSelection(agent: agent.id, key: choice.key, selection: next), at: session.now)
  }
}

extension RunCredential {
  /// Whether it is the same credential, whatever became of it in between.
  func isSame(as other: RunCredential) -> Bool {
    switch (self, other) {
    case (.profile(let mine, _), .profile(let theirs, _)):
      mine.id == theirs.id && mine.scope == theirs.scope
    default: self == other
    }
  }
}

extension SessionSelection {
  /// Whether it says something else than `other`; one that says nothing is the same as none.
  func differs(from other: SessionSelection?) -> Bool {
    let other = other ?? SessionSelection()
    return model != other.model || modelSource != other.modelSource || pin != other.pin
  }
}

extension ResolveModel {
  /// The error for a plan of which no credential can be had: each model with what is in its way.
  package func nothingUsable(_ refused: [RefusedCredential]) -> DomainError {
    let parts = plan.steps.map { step in
      let key = step.candidate.ref.key.printable(limit: 120)
      let told = refused.filter { $0.model == step.candidate.ref }
        .map { "\($0.name.printable(limit: 120)): \($0.message)" }
      let untold = step.firstUntold(refused)
      let said =
        told.isEmpty
        ? step.sentence ?? ""
        : (step.rests + [untold].compactMap { $0 } + told).joined(separator: " ")
      return "\(key): \(said) "
        + "(\(step.reason ?? told.first.flatMap { _ in refused.first?.reason.rawValue } ?? "unknown"))"
    }
    let first = plan.steps.first?.candidate.ref.key.printable(limit: 120) ?? ""
    let others = plan.steps.count - 1
    let rest = others == 0 ? "" : ", nor for \(others) more"
    return DomainError(
      .notFound, "There is no usable credential for '\(first)'\(rest).", subject: first,
      hint: advice(refused), cause: parts.joined(separator: " | "))
  }

  /// What helps: with a credential that was tried and not had, only that tells.
  private func advice(_ refused: [RefusedCredential]) -> String {
    let isResting = plan.steps.contains { !$0.resting.isEmpty }
    let shown = "purser models auth cooldowns list shows what rests."
    let isTold = !plan.steps.contains { $0.firstUntold(refused) != nil }
    if !refused.isEmpty, isTold {
      let hint = refused.lazy.compactMap(\.hint).first ?? "The cause says what is in the way."
      return plan.steps.contains { !$0.rests.isEmpty } ? "\(shown) \(hint)" : hint
    }
    let shows = "\(command) shows what is in the way"
    return isResting ? "\(shows); \(shown)" : "\(shows)."
  }

  /// The command that shows this plan.
  private var command: String {
    var words = ["purser models resolve"]
    if let agent { words.append("--agent \(agent.id)") }
    if request.purpose != .text { words.append("--purpose \(request.purpose.rawValue)") }
    if let model = request.model { words.append("--model \(model.shellWord)") }
    if let session = request.session { words.append("--session \(session.shellWord)") }
    return words.joined(separator: " ")
  }
}

extension RunPlan.Step {
  /// The profiles for which the model is left out until they are free, one sentence each; empty when it is tried.
  fileprivate var rests: [String] {
    guard case .skip = decision else { return [] }
    return resting.compactMap { place in
      place.closure.map { closure in
        "\(place.id.printable(limit: 120)): It rests until \(closure.until) "
          + "(\(closure.reason?.rawValue ?? closure.kind.rawValue))."
      }
    }
  }

  /// That the first of its profiles cannot be opened, where `refused` tells of others only, whose cure is another.
  fileprivate func firstUntold(_ refused: [RefusedCredential]) -> String? {
    guard case .unserved = decision, let first = excluded.first, first.reason == .undecryptable,
      !refused.contains(where: { $0.model == candidate.ref && $0.name == first.id })
    else { return nil }
    return first.reason.explanation(id: first.id)
  }

  /// Why the model is left out, as a sentence; nil when it is tried.
  package var sentence: String? {
    switch decision {
    case .attempt, .probe: nil
    case .skip(let sentence): sentence
    case .unserved(let reason):
      if let ended = credentials.first(where: \.needsLogin)?.place {
        "The access of profile '\(ended.id.printable(limit: 120))' has expired and cannot be renewed."
      } else if let first = excluded.first {
        first.reason.explanation(id: first.id)
      } else {
        reason == .missingCredential
          ? "No API key found for provider \"\(candidate.ref.provider.printable(limit: 80))\"."
          : "The key of provider \"\(candidate.ref.provider.printable(limit: 80))\" cannot be used."
      }
    }
  }
}
