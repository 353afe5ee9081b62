/// What somebody selected for one session: a model, a profile, or both.
package struct SessionSelection: Equatable, Sendable {
  /// The selected model; nil means the default, whatever it is at the time.
  package var model: ModelRef?
  /// Who selected it; an origin that is not known counts as a person.
  package var modelSource: SessionPin.Source?
  /// The profile the session is tied to.
  package var pin: SessionPin?
  /// When any of this last changed.
  package var updatedAt: Timestamp?

  /// Makes a selection.
  package init(
    model: ModelRef? = nil, modelSource: SessionPin.Source? = nil, pin: SessionPin? = nil,
    updatedAt: Timestamp? = nil
  ) {
    self.model = model
    self.modelSource = model == nil ? nil : modelSource ?? .user
    self.pin = pin
    self.updatedAt = updatedAt
  }

  /// The selection after somebody chose `model`. Choosing the default removes the selection, so that the session
  /// follows the default from then on. A `profile` ties the session to it as a person's wish; without one, a pin stays while
  /// `pinFits` says that its profile serves the chosen model's provider.
  package func choosing(
    _ model: ModelRef, by source: SessionPin.Source, profile: String? = nil,
    default defaultModel: ModelRef, pinFits: Bool, now: Timestamp
  ) -> SessionSelection {
    let isDefault = model == defaultModel
    var next = self
    next.model = isDefault ? nil : model
    next.modelSource = isDefault ? nil : source
    if let profile {
      next.pin = SessionPin(profile: profile, source: .user)
    } else if !pinFits {
      next.pin = nil
    }
    return next.stamped(ifDifferentFrom: self, now)
  }

  /// The selection after the session begins anew: what the runtime chose is gone, what a person chose stays.
  package func beginningAnew(now: Timestamp) -> SessionSelection {
    var next = self
    if modelSource == .auto {
      next.model = nil
      next.modelSource = nil
    }
    return next.stamped(ifDifferentFrom: self, now)
  }

  /// The selection tied to `pin`, or to no profile.
  package func pinned(_ pin: SessionPin?, now: Timestamp) -> SessionSelection {
    var next = self
    next.pin = pin
    return next.stamped(ifDifferentFrom: self, now)
  }

  /// Who asks for the session's model: a person's choice is strict, so its failures are shown rather than hidden
  /// behind a fallback.
  package var requester: CandidateChain.Requester {
    model != nil && modelSource != .auto ? .user : .configuration
  }

  /// What to say in a session that does not follow the configured primary; nil when it does.
  package func notice(primary: ModelRef) -> String? {
    guard let model, modelSource != .auto, model != primary else { return nil }
    return "This session is pinned to \(model.key.printable(limit: 120)); config primary "
      + "\(primary.key.printable(limit: 120)) will apply to new/unpinned sessions."
  }

  private func stamped(ifDifferentFrom old: SessionSelection, _ now: Timestamp) -> SessionSelection
  {
    guard self != old else { return self }
    var next = self
    next.updatedAt = now
    return next
  }
}
