import PurserDomain
import PurserStore

extension ImportWriter {
  /// Writes what is known of credentials to the scope that owns each; of several gateways' knowledge of one
  /// the newest counts, with the window of each kind that ends last, and what the store has learned since stays.
  mutating func write(statesOf sources: [CredentialSource], sharing main: Agent.ID?) throws {
    var found = FoundStates()
    for source in sources {
      let scope: ScopeID =
        source.agent.flatMap { $0 == main ? nil : ScopeID.agent($0) } ?? .defaults
      for statistics in source.state.statistics {
        if let place = owner(of: statistics.id, in: source, scope) {
          var statistics = statistics
          if let provider = stored.profiles[place]?.provider {
            statistics.state.nameModels(of: provider)
          }
          // Each window begins with the failure that its own copy knows.
          for kind in ProfileWindow.Kind.allCases { statistics.state.begin(kind, by: session.now) }
          let copy = FoundStates.Copy(
            statistics: statistics, agent: source.agent, file: source.statisticsFile)
          if !found.add(copy, of: place) { log.count(.profileStates, \.unchanged) }
        } else {
          leave(statistics, of: source)
        }
      }
      for mark in source.state.lastGood {
        guard let place = owner(of: mark.id, in: source, scope),
          stored.profiles[place]?.provider == mark.provider,
          found.mark(place, of: mark.provider)
        else { continue }
        log.count(.profileStates, \.read)
      }
    }
    for place in found.order {
      try interruption()
      let sum = found.sum(of: place, now: session.now)
      let isStored = try write(sum.state, of: place)
      if isStored { report(sum, of: place) }
      log.count(.profileStates, isStored ? \.stored : \.unchanged)
    }
  }

  /// Where the profile that `source` means by `id` stands; nil when there is none.
  private func owner(
    of id: String, in source: CredentialSource, _ scope: ScopeID
  ) -> StoredState.ProfilePlace? {
    var scopes = [scope, .defaults]
    // What a database of all agents shares may be shadowed by what `main` has of its own.
    if let agent = source.agent { scopes.insert(.agent(agent), at: 0) }
    return scopes.map { StoredState.ProfilePlace(scope: $0, id: id) }
      .first { stored.profiles[$0] != nil }
  }

  private func leave(_ statistics: ReadAuthState.Statistics, of source: CredentialSource) {
    log.count(.profileStates, \.skipped)
    log.agent = source.agent
    log.add(
      .profileStates,
      ImportFinding(
        .skipped, file: source.statisticsFile, path: statistics.path,
        "There is no profile \(statistics.id.quoted), so its statistics were left out."))
    log.agent = nil
  }

  /// Says which windows are those of another copy than the newest.
  private func report(_ sum: FoundStates.Sum, of place: StoredState.ProfilePlace) {
    for kind in ProfileWindow.Kind.allCases {
      guard let copy = sum.lanes[kind], let window = sum.state[kind],
        stored.profileStates[place.scope]?[place.id]?[kind] == window
      else { continue }
      let reason = window.reason.map { " for \($0.rawValue)" } ?? ""
      log.agent = copy.agent
      log.add(
        .profileStates,
        ImportFinding(
          .note, file: copy.file, path: copy.statistics.path,
          "The \(kind.rawValue) window\(reason) until \(window.until) of the shared profile "
            + "\(place.id.quoted) was taken from this copy; the newest statistics have none that ends so late."
        ))
      log.agent = nil
    }
  }

  /// Returns whether anything was written.
  private mutating func write(
    _ state: ProfileState, of place: StoredState.ProfilePlace
  ) throws -> Bool {
    let known = stored.profileStates[place.scope]?[place.id]
    let old = known ?? .unused
    var state = state
    // What is known counts even where nothing is left of it: somebody cleared it.
    guard known == nil || state.lastEvent > old.lastEvent else {
      return try write(lastUse: state.lastUsedAt, of: place, old)
    }
    state.lastUsedAt = [state.lastUsedAt, old.lastUsedAt].compactMap { $0 }.max()
    state.isLastGood = state.isLastGood && takesMark(state, at: place)
    guard state != old else { return false }
    try session.profileStates.save(state, of: place.id, at: place.scope)
    stored.profileStates[place.scope, default: [:]][place.id] = state
    for kind in ProfileWindow.Kind.allCases where state[kind] != old[kind] {
      try note(kind, of: state, at: place)
    }
    if state.isLastGood, let provider = stored.profiles[place]?.provider {
      try session.profileStates.unmarkLastGood(except: place.id, of: provider, at: place.scope)
      for id in marked(beside: place) {
        stored.profileStates[place.scope]?[id]?.isLastGood = false
      }
    }
    return true
  }

  /// Puts a window on record that is open still: whoever asks later since when a profile rests finds the import.
  private func note(
    _ kind: ProfileWindow.Kind, of state: ProfileState, at place: StoredState.ProfilePlace
  ) throws {
    guard let provider = stored.profiles[place]?.provider,
      let window = state.shownWindow(kind, at: session.now)
    else { return }
    var event = ProfileEvent(
      kind.opening, of: place.id, provider: provider, at: place.scope, on: session.now,
      reason: window.reason?.rawValue, until: window.until, detail: ProfileEvent.importDetail)
    event.model = window.model
    try session.profileEvents.insert(event)
  }

  /// Keeps the later one of two last uses, where all else that is known is newer. Returns whether anything was written.
  private mutating func write(
    lastUse: Timestamp?, of place: StoredState.ProfilePlace, _ old: ProfileState
  ) throws -> Bool {
    guard let lastUse, old.lastUsedAt.map({ $0 < lastUse }) ?? true else { return false }
    var state = old
    state.lastUsedAt = lastUse
    try session.profileStates.save(state, of: place.id, at: place.scope)
    stored.profileStates[place.scope, default: [:]][place.id] = state
    return true
  }

  /// Whether no profile of the same provider has worked since.
  private func takesMark(_ state: ProfileState, at place: StoredState.ProfilePlace) -> Bool {
    marked(beside: place).allSatisfy { id in
      guard let other = stored.profileStates[place.scope]?[id] else { return true }
      return other.lastEvent < state.lastEvent
    }
  }

  private func marked(beside place: StoredState.ProfilePlace) -> [String] {
    let provider = stored.profiles[place]?.provider
    return (stored.profileStates[place.scope] ?? [:]).filter { id, state in
      let other = StoredState.ProfilePlace(scope: place.scope, id: id)
      return state.isLastGood && id != place.id && stored.profiles[other]?.provider == provider
    }.map(\.key)
  }
}

/// What a directory knows of profiles, by where they stand.
private struct FoundStates {
  /// What one source knows of a profile.
  struct Copy {
    var statistics: ReadAuthState.Statistics
    var agent: Agent.ID?
    var file: String
  }

  /// What all sources together know of a profile.
  struct Sum {
    var state = ProfileState.unused
    /// Where the windows stand that are not those of the newest copy.
    var lanes: [ProfileWindow.Kind: Copy] = [:]
  }

  private(set) var order: [StoredState.ProfilePlace] = []
  private var copies: [StoredState.ProfilePlace: [Copy]] = [:]
  private var marked: Set<StoredState.ProfilePlace> = []
  private var marks: Set<String> = []

  /// Adds what one source knows. Returns whether the profile was not known.
  mutating func add(_ copy: Copy, of place: StoredState.ProfilePlace) -> Bool {
    let isNew = !knows(place)
    if isNew { order.append(place) }
    copies[place, default: []].append(copy)
    return isNew
  }

  /// Marks a profile as the last good one of its provider, unless its scope has one. Returns whether the
  /// profile was not known.
  mutating func mark(_ place: StoredState.ProfilePlace, of provider: String) -> Bool {
    guard marks.insert(place.scope.text + "/" + provider).inserted else { return false }
    let isNew = !knows(place)
    if isNew { order.append(place) }
    marked.insert(place)
    return isNew
  }

  private func knows(_ place: StoredState.ProfilePlace) -> Bool {
    copies[place] != nil || marked.contains(place)
  }

  /// Sums up the copies of a profile. The newest counts, but of each kind the window that ends last, and the last use of all:
  /// each agent knows of its own calls only, and a profile cannot be used before the last of its windows has ended.
  /// [research/selection-and-auth.md E1, E2]
  func sum(of place: StoredState.ProfilePlace, now: Timestamp) -> Sum {
    var sum = Sum()
    let copies = copies[place] ?? []
    var newest: Copy?
    for copy in copies
    where newest.map({ $0.statistics.state.lastEvent < copy.statistics.state.lastEvent }) ?? true {
      newest = copy
    }
    if let newest { sum.state = newest.statistics.state }
    let lastUse = copies.compactMap(\.statistics.state.lastUsedAt).max()
    for kind in ProfileWindow.Kind.allCases {
      for copy in copies {
        guard let window = copy.statistics.state[kind], window.until > now,
          sum.state[kind].map({ $0.until < window.until }) ?? true,
          // A call that went well since has ended it, whichever agent made that. [E7]
          lastUse.map({ $0 <= window.since }) ?? true
        else { continue }
        sum.state[kind] = window
        sum.lanes[kind] = copy
      }
    }
    sum.state.lastUsedAt = lastUse
    sum.state.isLastGood = marked.contains(place)
    return sum
  }
}

extension ProfileState {
  /// The last time anything was learned of it.
  fileprivate var lastEvent: Timestamp {
    max(lastUsedAt ?? Self.never, lastFailureAt ?? Self.never)
  }

  private static var never: Timestamp { Timestamp(milliseconds: .min) }

  /// Gives a window that is not known to have begun a beginning: the last failure, else `now`.
  fileprivate mutating func begin(_ kind: ProfileWindow.Kind, by now: Timestamp) {
    guard var window = self[kind], window.since == window.until else { return }
    window.since = min(lastFailureAt ?? now, window.until)
    if let lastFailureAt, lastFailureAt >= window.until { window.since = min(now, window.until) }
    self[kind] = window
  }

  /// Gives the windows of single models the names that runs ask `provider` for, else they would hold up none of them.
  fileprivate mutating func nameModels(of provider: String) {
    for kind in ProfileWindow.Kind.allCases {
      guard let model = self[kind]?.model else { continue }
      self[kind]?.model = ModelNaming.standard.model(model, of: provider).printable(limit: 256)
    }
  }
}
