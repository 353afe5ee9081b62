/// The profile a session is tied to.
package struct SessionPin: Equatable, Sendable {
  /// Who tied it.
  package enum Source: String, Equatable, Sendable, CaseIterable {
    /// A person; the pin stays until a person changes it.
    case user
    /// The runtime, to stay with what works; it may move.
    case auto
  }

  /// The id of the profile.
  package var profile: String
  /// Who tied it; a pin that does not say counts as a person's.
  package var source: Source
  /// How often the session had been compacted when it was tied; only for `auto`.
  package var compactions: Int?

  /// Ties a session to a profile; a missing source counts as `user`.
  package init(profile: String, source: Source?, compactions: Int? = nil) {
    self.profile = profile
    self.source = source ?? .user
    self.compactions = self.source == .auto ? compactions : nil
  }

  /// Where a session stands when its next turn begins.
  package enum Moment: Equatable, Sendable {
    /// It goes on, having been compacted this often.
    case continues(compactions: Int)
    /// It begins anew, by `/new`, `/reset` or rollover.
    case begins
  }

  /// Why a pin stayed or moved.
  package enum Change: String, Equatable, Sendable {
    case kept
    /// There was none, and the first profile that is free became it.
    case made
    /// It moved to another profile.
    case moved
    /// Its profile is gone or belongs to another provider, or it was the runtime's and cannot serve, so it was removed.
    case removed
  }

  /// What a turn does.
  package struct Turn: Equatable, Sendable {
    /// The profile the turn begins with; nil when the provider has none.
    package var profile: String?
    /// The pin to keep from now on.
    package var pin: SessionPin?
    /// What became of the old pin.
    package var change: Change
  }

  /// Decides with which profile a turn begins. `ranking` is that of the provider now in use, made with the pin as its
  /// preference when a person tied it, so that one outside the order is there too.
  ///
  /// A person's pin is the first choice and stays; while it rests the turn goes on with the next that is free. One of the runtime
  /// moves on when the session begins anew or was compacted, and gives way while it rests. When all rest, the pinned one is
  /// used.
  package static func turn(
    _ pin: SessionPin?, moment: Moment, ranking: ProfileRanking
  ) -> Turn {
    let compactions: Int =
      switch moment {
      case .continues(let count): count
      case .begins: 0
      }
    func automatic(_ profile: String?) -> SessionPin? {
      profile.map { SessionPin(profile: $0, source: .auto, compactions: compactions) }
    }
    let first = ranking.firstFree?.id ?? ranking.ids.first
    guard let pin else {
      return Turn(profile: first, pin: automatic(first), change: first == nil ? .kept : .made)
    }
    guard let place = ranking.places.first(where: { $0.id == pin.profile }) else {
      // What a person tied is there and cannot serve at the moment: the turn goes on with another. [D.9]
      if pin.source == .user, ranking.holds(pin.profile) {
        return Turn(profile: first, pin: pin, change: .kept)
      }
      return Turn(profile: first, pin: automatic(first), change: .removed)
    }
    let isFree = place.closure == nil
    if pin.source == .user {
      return Turn(
        profile: isFree ? pin.profile : ranking.firstFree?.id ?? pin.profile, pin: pin,
        change: .kept)
    }
    let movesOn = moment == .begins || compactions > (pin.compactions ?? 0)
    let next: String
    if movesOn {
      next = ranking.freeAfter(pin.profile) ?? ranking.firstFree?.id ?? pin.profile
    } else {
      next = isFree ? pin.profile : ranking.firstFree?.id ?? pin.profile
    }
    guard next != pin.profile || movesOn else {
      return Turn(profile: next, pin: pin, change: .kept)
    }
    return Turn(
      profile: next, pin: automatic(next), change: next == pin.profile ? .kept : .moved)
  }
}

extension ProfileRanking {
  /// Whether a profile of the provider is stored under `id`, though it is no candidate.
  fileprivate func holds(_ id: String) -> Bool {
    excluded.contains {
      $0.id == id && $0.reason != .profileMissing && $0.reason != .providerMismatch
    }
  }

  /// The first profile after `id` that is free, going round; nil when no other is.
  fileprivate func freeAfter(_ id: String) -> String? {
    guard let index = places.firstIndex(where: { $0.id == id }) else { return nil }
    let round = places[(index + 1)...] + places[..<index]
    return round.first { $0.closure == nil }?.id
  }
}
