package import PurserDomain
package import PurserStore

/// Says of profiles why they rest, since when and until when, and what comes next.
package struct ExplainWindows {
  /// What is known of one profile.
  package struct Explanation: Sendable {
    package let profile: StoredProfile
    package let state: ProfileState
    /// The open ones, in the order they count: switched off, blocked, resting.
    package let windows: [Window]
    /// When the counters start again if nothing fails until then; nil without a failure.
    package let countersRestart: Timestamp?
  }

  /// One open window.
  package struct Window: Sendable {
    package let kind: ProfileWindow.Kind
    /// The window as it counts now.
    package let window: ProfileWindow
    /// The event that opened it, or the one in which an import brought it; nil where none is on record.
    package let opening: ProfileEvent?
    /// The event that tells of it as it stands: of the opening, or of the failure that gave it another reason, model or end.
    package let telling: ProfileEvent?
    /// The failure of that event; nil when an import brought it.
    package let failure: ProfileEvent?
    /// Who made the write of that event.
    package let actor: String?
    /// The step that the next window of its reason would be, and how long that would last.
    package let next: (step: Int, length: TimeSpan)
    /// Whether it ends later than any schedule has it.
    package let isImplausible: Bool

    /// Whether an import brought it.
    package var isImported: Bool { opening?.detail == ProfileEvent.importDetail }
  }

  private let now: Timestamp

  /// Explains as of `now`.
  package init(now: Timestamp) { self.now = now }

  /// Explains the profiles that stand at one of `scopes` itself, nil for any, sorted by scope and id: those with an open
  /// window, or with `id` the ones of that id, open window or not. With `provider` only that provider's.
  ///
  /// Throws `not_found` when no scope has a profile of that id.
  package func run(
    profile id: String?, provider: String?, at scopes: Set<ScopeID>?, in session: Session<ReadOnly>
  ) throws -> [Explanation] {
    let policy = try session.cooldownPolicy()
    var found: [StoredProfile] = []
    if let id {
      found = try (scopes.map(Array.init) ?? session.profiles.scopes(of: id)).compactMap {
        try session.profiles.find(id, at: $0)
      }
      if found.isEmpty {
        let agents = (scopes ?? []).filter { $0 != .defaults }
        throw try session.noProfile(id, at: agents.min { $0.text < $1.text } ?? .defaults)
      }
    } else {
      for (scope, states) in try session.profileStates.resting(at: now, in: scopes) {
        found += try states.keys.compactMap { try session.profiles.find($0, at: scope) }
      }
    }
    found.sort { ($0.scope.text, $0.id) < ($1.scope.text, $1.id) }
    return try found.filter { provider == nil || $0.provider == provider }
      .map { try explanation(of: $0, policy, session) }
      .filter { id != nil || !$0.windows.isEmpty }
  }

  private func explanation(
    of profile: StoredProfile, _ policy: CooldownPolicy, _ session: Session<ReadOnly>
  ) throws -> Explanation {
    let state = try session.profileStates.find(profile.id, at: profile.scope)
      .counting(at: profile.provider, under: policy)
    let windows = try [ProfileWindow.Kind.disabled, .block, .cooldown].compactMap { kind in
      try state.shownWindow(kind, at: now).map {
        try window(kind, $0, of: profile, state, policy, session)
      }
    }
    return Explanation(
      profile: profile, state: state, windows: windows,
      countersRestart: state.countersRestart(policy: policy))
  }

  private func window(
    _ kind: ProfileWindow.Kind, _ window: ProfileWindow, of profile: StoredProfile,
    _ state: ProfileState, _ policy: CooldownPolicy, _ session: Session<ReadOnly>
  ) throws -> Window {
    let reason = window.reason ?? .unknown
    var filter = ProfileEventFilter()
    filter.profile = profile.id
    filter.scopes = [profile.scope.text]
    filter.since = window.since
    filter.kinds = [kind.opening, .cleared, .logout]
    // Further ones tell how it changed, and older ones belong to a window that has ended.
    let told = try session.profileEvents.list(filter).prefix { $0.kind == kind.opening }
    let telling = told.first
    var failure: ProfileEvent?
    if let telling, telling.detail != ProfileEvent.importDetail {
      filter.kinds = [.failed]
      filter.event = telling.event
      // Of the failures of one write the one that the window's event was written with stands just before it.
      filter.before = telling.id
      filter.limit = 1
      failure = try session.profileEvents.list(filter).first
    }
    return Window(
      kind: kind, window: window, opening: told.last, telling: telling, failure: failure,
      actor: try telling.flatMap { try session.trail.intent(of: $0.event)?.actor },
      // Of a failure just after it: none inside opens another.
      next: state.nextWindow(
        of: reason, provider: profile.provider, policy: policy,
        now: window.until + TimeSpan(milliseconds: 1)),
      isImplausible: window.until - now > ProfileWindow.longestPlausible)
  }
}
