import PurserDomain
import PurserStore

/// What an import brings back that a person had replaced or taken away: perhaps because it leaked.
extension ImportWriter {
  /// Says that the secret of the file takes the place of one that a command set, or takes along what a command said of one
  /// that a file had brought.
  func reportReplaced(
    _ old: StoredProfile, by profile: StoredProfile, of planned: CredentialPlan.Planned
  ) throws {
    guard try isSetByCommand(old) else {
      if old.source == .command, !profile.says(whatIsSaidOf: old) {
        note(
          planned,
          "Profile \(old.id.quoted) has the secret of the file now; what a command had said of the one before went with it.",
          hint: "Say it again: " + old.commandThatSetsIt)
      }
      return
    }
    let place = try event(setting: old).map { " in event \($0)" } ?? ""
    let what = profile.reference == nil ? "secret" : "reference"
    note(
      planned,
      "Profile \(old.id.quoted) has the \(what) of the file now, no longer the one that a command set\(place).",
      hint: "Take it out of the file, then set the other one again: " + old.commandThatSetsIt)
  }

  /// Says that the secret that a command set, or a renewal got, stays, since the file has none.
  func reportKept(_ old: StoredProfile, by planned: CredentialPlan.Planned) throws {
    let isSet = try isTouchedByCommand(old)
    let kinds: [ProfileEvent.Kind] = isSet ? Self.settingKinds : [.refreshed]
    let place = try newest(kinds, of: old).map { " in event \($0.event)" } ?? ""
    let (what, deed) = isSet ? ("secret", "set") : ("login", "renewed")
    log.add(
      .profiles,
      ImportFinding(
        .note, file: planned.file, path: planned.profile.path,
        "The \(what) of profile \(old.id.quoted) was \(deed)\(place) and stays; the file has none.")
    )
  }

  /// Says that what a command said of a secret, and the file says otherwise, is what the file says.
  func reportSettled(_ old: StoredProfile, by planned: CredentialPlan.Planned) throws {
    let event = try isSetByCommand(old) ? event(setting: old) : nil
    note(
      planned,
      "What the file says of profile \(old.id.quoted) beside its secret is as the file has it again.",
      hint: event.map { "purser audit show \($0)" } ?? old.commandThatSetsIt)
  }

  /// Says that the file brings back a profile that was logged out, or one that a command had replaced for all agents.
  mutating func reportReturned(
    _ profile: StoredProfile, by planned: CredentialPlan.Planned
  ) throws {
    let known = try logouts ?? findLogouts()
    logouts = known
    let place = StoredState.ProfilePlace(scope: profile.scope, id: profile.id)
    let shared = StoredState.ProfilePlace(scope: .defaults, id: profile.id)
    if known[place] == nil, place != shared {
      return try reportShadowing(profile, stored.profiles[shared], known[shared], by: planned)
    }
    guard let event = known[place] else { return }
    note(
      planned,
      "Profile \(profile.id.quoted) is back: it was logged out in event \(event), and the file has it still.",
      hint:
        "Take it out of the file, then: purser models auth logout \(profile.id.shellWord)\(profile.scope.option)"
    )
  }

  /// Says that an agent's own profile, which was a copy of the shared one, stands before another one that a command set, or is
  /// there though that one was logged out.
  private func reportShadowing(
    _ profile: StoredProfile, _ shared: StoredProfile?, _ logout: Int64?,
    by planned: CredentialPlan.Planned
  ) throws {
    let hint =
      "Take it out of the file, then: purser models auth logout \(profile.id.shellWord)\(profile.scope.option)"
    let name = "Profile \(profile.id.quoted) of the agent"
    if let shared {
      guard shared.sealed?.digest != profile.sealed?.digest, try isSetByCommand(shared) else {
        return
      }
      let place = try event(setting: shared).map { " in event \($0)" } ?? ""
      note(
        planned, "\(name) stands before the shared one, which a command set\(place).", hint: hint)
    } else if let logout {
      note(
        planned,
        "\(name) is back: the shared one was logged out in event \(logout), and the file has it still.",
        hint: hint)
    }
  }

  private func note(_ planned: CredentialPlan.Planned, _ message: String, hint: String) {
    log.add(
      .profiles,
      ImportFinding(.note, file: planned.file, path: planned.profile.path, message, hint: hint))
  }

  /// The event in which a profile got the secret that it has, nil when the history does not tell.
  private func event(setting profile: StoredProfile) throws -> Int64? {
    try newest(Self.settingKinds, of: profile)?.event
  }

  /// Whether a command set the secret of a profile, or said something of one that a file brought.
  func isTouchedByCommand(_ profile: StoredProfile) throws -> Bool {
    try profile.source == .command || isSetByCommand(profile)
  }

  /// Whether a command set the secret of a profile. The history tells: a command may have named the account alone, and a
  /// renewal changes the tokens and not whose login it is.
  private func isSetByCommand(_ profile: StoredProfile) throws -> Bool {
    guard profile.source != .import else { return false }
    return try newest(Self.settingKinds, of: profile)?.detail != ProfileEvent.importDetail
  }

  /// What gives a profile a secret that is not the old one renewed.
  private static var settingKinds: [ProfileEvent.Kind] { [.login, .rotated] }

  private func newest(
    _ kinds: [ProfileEvent.Kind], of profile: StoredProfile
  ) throws -> ProfileEvent? {
    try session.profileEvents.newest(kinds, of: profile.id, at: profile.scope)
  }

  /// The profiles whose last login or logout was a logout by a person, with its event.
  private func findLogouts() throws -> [StoredState.ProfilePlace: Int64] {
    var filter = ProfileEventFilter()
    filter.kinds = [.login, .refreshed, .rotated, .logout]
    var seen: Set<StoredState.ProfilePlace> = []
    var found: [StoredState.ProfilePlace: Int64] = [:]
    try session.profileEvents.forEach(filter) { event in
      guard let id = event.profile else { return }
      let place = StoredState.ProfilePlace(scope: event.scope, id: id)
      // Newest first. An import that takes its own copies back says so in the detail.
      guard seen.insert(place).inserted, event.kind == .logout, event.detail != "import" else {
        return
      }
      found[place] = event.event
    }
    return found
  }
}

extension StoredProfile {
  /// Whether it says the same as `other` of what commands may say beside a secret.
  fileprivate func says(whatIsSaidOf other: StoredProfile) -> Bool {
    email == other.email && displayName == other.displayName && accountID == other.accountID
      && expiresAt == other.expiresAt && copyToAgents == other.copyToAgents
  }
}
