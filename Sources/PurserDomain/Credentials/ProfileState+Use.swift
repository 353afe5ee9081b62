/// Why a profile cannot be used now, and until when.
package struct ProfileClosure: Equatable, Sendable {
  /// The window that names the closure: switched off before blocked before resting.
  package var kind: ProfileWindow.Kind
  /// That window as it counts now.
  package var window: ProfileWindow
  /// When the profile is free: the latest end of the windows that close it.
  package var until: Timestamp
  /// How long that is from now; never negative.
  package var remaining: TimeSpan

  /// The reason on record, when there is one.
  package var reason: FailureClass? { window.reason }

  /// Whether it ends later than any schedule or provider would have it; then it came from a file or from a wrong clock, and
  /// clearing it is the way out.
  package var isImplausible: Bool { remaining > ProfileWindow.longestPlausible }
}

extension ProfileState {
  /// The state as it counts for a profile of `provider`, a canonical id: without windows where its profiles never rest.
  package func counting(at provider: String, under policy: CooldownPolicy) -> ProfileState {
    guard policy.bypassedProviders.contains(provider) else { return self }
    var state = self
    for kind in ProfileWindow.Kind.allCases { state[kind] = nil }
    return state
  }

  /// The window of a kind as it counts and is shown at `now`; nil when it has ended. Where the gateway that wrote it did not say
  /// what closed it, that is the failure it counted most often, of equally many the most telling one. [E.8]
  package func shownWindow(_ kind: ProfileWindow.Kind, at now: Timestamp) -> ProfileWindow? {
    var window = self[kind]?.active(at: now)
    if window?.reason == nil { window?.reason = kind == .block ? .rateLimit : commonestFailure }
    return window
  }

  private var commonestFailure: FailureClass? {
    guard let most = failureCounts.values.max(), most > 0 else { return nil }
    return ProviderOutage.priority.first { failureCounts[$0] == most }
  }

  /// Why the profile cannot be used for `question` at `now`; nil when it can.
  package func closure(
    for question: ModelQuestion = .unspecified, now: Timestamp
  ) -> ProfileClosure? {
    let active = [ProfileWindow.Kind.disabled, .block, .cooldown].compactMap { kind in
      shownWindow(kind, at: now).flatMap { $0.concerns(question) ? (kind, $0) : nil }
    }
    guard let (kind, window) = active.first, let until = active.map({ $0.1.until }).max() else {
      return nil
    }
    return ProfileClosure(kind: kind, window: window, until: until, remaining: until - now)
  }

  /// The window that closes the profile for `question` the longest, by itself; nil when none does.
  package func lastClosure(for question: ModelQuestion, now: Timestamp) -> ProfileClosure? {
    ProfileWindow.Kind.allCases.compactMap { kind in
      shownWindow(kind, at: now).flatMap { window in
        window.concerns(question)
          ? ProfileClosure(
            kind: kind, window: window, until: window.until, remaining: window.until - now) : nil
      }
    }.max { $0.until < $1.until }
  }

  /// The latest end of the windows that concern `question`, ended or not; nil without any. Ends that are not after 1970 are
  /// not instants.
  package func unusableUntil(for question: ModelQuestion = .unspecified) -> Timestamp? {
    ProfileWindow.Kind.allCases.compactMap { self[$0] }
      .filter { $0.concerns(question) && $0.until.milliseconds > 0 }
      .map(\.until).max()
  }

  /// Whether a reset that the provider reported is still to come for `question`.
  package func isBlocked(for question: ModelQuestion, now: Timestamp) -> Bool {
    block?.active(at: now)?.concerns(question) ?? false
  }
}
