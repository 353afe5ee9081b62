import PurserDomain
import PurserStore

/// What an import brings back that a person had replaced or taken away: perhaps because it leaked.
extension ImportWriter {
  /// Says that the secret of the file takes the place of one that a command set.
  func reportReplaced(_ old: StoredProfile, by planned: CredentialPlan.Planned) throws {
    guard old.source == .command else { return }
    let event = try session.profileEvents.newest([.login, .rotated], of: old.id, at: old.scope)
    let place = event.map { " in event \($0.event)" } ?? ""
    note(
      planned,
      "Profile \(old.id.quoted) has the secret of the file now, no longer the one that a command set\(place).",
      hint: "Take it out of the file, then set the other one again: " + command(setting: old))
  }

  /// Says that the file brings back a profile that was logged out.
  mutating func reportReturned(
    _ profile: StoredProfile, by planned: CredentialPlan.Planned
  ) throws {
    let known = try logouts ?? findLogouts()
    logouts = known
    let place = StoredState.ProfilePlace(scope: profile.scope, id: profile.id)
    guard let event = known[place] else { return }
    note(
      planned,
      "Profile \(profile.id.quoted) is back: it was logged out in event \(event), and the file has it still.",
      hint:
        "Take it out of the file, then: purser models auth logout \(profile.id.shellWord)\(profile.scope.option)"
    )
  }

  private func note(_ planned: CredentialPlan.Planned, _ message: String, hint: String) {
    log.add(
      .profiles,
      ImportFinding(.note, file: planned.file, path: planned.profile.path, message, hint: hint))
  }

  /// The command that sets the secret of a profile.
  private func command(setting profile: StoredProfile) -> String {
    let verb =
      switch profile.type {
      case .oauth: "login"
      case .token: "paste-token"
      default: "paste-api-key"
      }
    return "purser models auth \(verb) --provider \(profile.provider.shellWord) "
      + "--profile-id \(profile.id.shellWord)\(profile.scope.option)"
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
