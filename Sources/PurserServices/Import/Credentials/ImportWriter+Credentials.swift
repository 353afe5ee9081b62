import PurserDomain
import PurserStore
import SecretKit

extension ImportWriter {
  /// Writes the credentials of a directory, their orders and what is known of them.
  mutating func write(credentials reading: DirectoryReading) throws {
    let sources = reading.credentials
    guard !sources.isEmpty else { return }
    let before = log.stored
    let plan = CredentialPlan(sources, sharing: reading.sharingAgent)
    reportSharing(reading)
    for planned in plan.shared { try write(planned, at: .defaults) }
    for planned in plan.superfluous { leave(planned, "its id is taken") }
    for (agent, planned) in plan.own {
      try interruption()
      if isCopyOfStored(planned.profile, with: agent) {
        countUnchanged(planned.profile)
        continue
      }
      log.agent = agent
      try write(planned, at: .agent(agent))
      log.agent = nil
    }
    for copies in plan.copies { try settle(copies) }
    try write(ordersOf: sources, sharing: reading.sharingAgent)
    try write(statesOf: sources, sharing: reading.sharingAgent)
    for document in sources.flatMap(\.documents) {
      log.count(.authFiles, \.read)
      let isStored = log.stored > before
      log.count(
        .authFiles,
        document.document.isUsable ? (isStored ? \.stored : \.unchanged) : \.skipped)
    }
    reportReferences(plan, reading.auth)
  }

  /// Whether an agent that has no profile of that id in the store brings the shared one that is there: the file that is shared
  /// may be broken or gone for once.
  private func isCopyOfStored(_ read: ReadProfile, with agent: Agent.ID) -> Bool {
    guard read.hasMaterial,
      stored.profiles[.init(scope: .agent(agent), id: read.id)] == nil,
      let shared = stored.profiles[.init(scope: .defaults, id: read.id)]
    else { return false }
    return shared.type == read.type && shared.provider == read.provider
      && shared.reference == read.reference && shared.sealed?.digest == read.digest
  }

  /// Where there is no `main`, somebody should know that the default agent's credentials are for all.
  private func reportSharing(_ reading: DirectoryReading) {
    guard let main = reading.sharingAgent, main != .main,
      let source = reading.credentials.first(where: { $0.agent == main }), !source.profiles.isEmpty
    else { return }
    log.add(
      .profiles,
      ImportFinding(
        .note, file: source.file,
        "There is no agent 'main'; the profiles of '\(main)', the default agent, are shared with all."
      ))
  }

  /// A runtime refuses a login that is only a reference.
  private func reportReferences(_ plan: CredentialPlan, _ auth: ConfigAuth) {
    let logins = Set(auth.declarations.filter { $0.mode == "oauth" }.map(\.id))
    for planned in plan.shared + plan.own.map(\.planned)
    where planned.profile.reference != nil && logins.contains(planned.profile.id) {
      log.add(
        .profiles,
        ImportFinding(
          .note, file: planned.file, path: planned.profile.path,
          "The configuration calls the profile a login, and gateways refuse a login that is a "
            + "reference."))
    }
  }

  private mutating func write(_ planned: CredentialPlan.Planned, at scope: ScopeID) throws {
    let read = planned.profile
    let place = StoredState.ProfilePlace(scope: scope, id: read.id)
    let old = stored.profiles[place]
    if let old {
      if planned.isFallback, old.sealed?.digest != read.digest {
        return leave(planned, "its id is taken")
      }
      // A file takes back what files brought: neither what a command set nor what a renewal got.
      if !read.hasMaterial, old.isUsable, old.source != .import {
        try reportKept(old, by: planned)
        return countUnchanged(read)
      }
      if old.source == .refresh, read.type == .oauth,
        (read.expiresAt ?? 0) <= (old.expiresAt ?? 0), try opens(old)
      {
        log.add(
          .profiles,
          ImportFinding(
            .note, file: planned.file, path: read.path,
            "The login was renewed since; the tokens of the file were not stored."))
        return countUnchanged(read)
      }
    }
    let secrets = try seal(read.secrets, for: SecretOwner.profile(read.id, at: scope))
    var profile = try stored(read, secrets, at: scope, old)
    if let old {
      let isSame =
        profile.sealed?.digest == old.sealed?.digest && profile.reference == old.reference
      if isSame {
        profile.source = old.source
        // Another kind of credential has its own end and account.
        if profile != old, profile.type == old.type, try isTouchedByCommand(old) {
          profile.keep(whatIsUnsaidIn: read, of: old)
          // The same secret in another row is one that did not open.
          var settled = profile
          settled.sealed = old.sealed
          if settled != old { try reportSettled(old, by: planned) }
        }
      }
      guard profile != old else { return log.count(.profiles, \.unchanged) }
      profile.updatedAt = session.now
      try save(profile)
      if !isSame {
        try reportReplaced(old, by: profile, of: planned)
        try note(.rotated, profile)
        if let state = stored.profileStates[scope]?[profile.id] {
          stored.profileStates[scope]?[profile.id] = try session.forgetWindows(of: profile, state)
        }
      }
    } else {
      try reportReturned(profile, by: planned)
      try save(profile)
      if read.hasMaterial { try note(.login, profile) }
    }
    log.count(.profiles, \.stored)
  }

  private func stored(
    _ read: ReadProfile, _ secrets: [Int64], at scope: ScopeID, _ old: StoredProfile?
  ) throws -> StoredProfile {
    var profile = StoredProfile(
      scope: scope, id: read.id, provider: read.provider, type: read.type,
      position: old?.position ?? nextPosition(at: scope), source: .import,
      at: old?.createdAt ?? session.now)
    profile.updatedAt = old?.updatedAt ?? session.now
    profile.email = read.email
    profile.displayName = read.displayName
    profile.accountID = read.accountID
    profile.expiresAt = read.expiresAt
    profile.hasAccess = read.hasAccess
    profile.isRefreshable = read.isRefreshable
    profile.copyToAgents = read.copyToAgents
    profile.reference = read.reference
    if let digest = read.digest { profile.sealed = .init(secret: secrets[0], digest: digest) }
    profile.extraJSON = try SealedMarks.renumbered(read.extraJSON) { secrets[Int($0)] }
    return profile
  }

  private func nextPosition(at scope: ScopeID) -> Int { stored.nextProfilePosition[scope] ?? 0 }

  private mutating func save(_ profile: StoredProfile) throws {
    try session.profiles.save(profile)
    stored.note(profile)
  }

  private func note(_ kind: ProfileEvent.Kind, _ profile: StoredProfile) throws {
    try session.profileEvents.insert(
      ProfileEvent(
        kind, of: profile.id, provider: profile.provider, at: profile.scope, on: session.now,
        detail: "import"))
  }

  private func countUnchanged(_ read: ReadProfile) {
    log.count(.profiles, \.unchanged)
    log.count(.secrets, \.unchanged, read.secrets.count)
  }

  private func leave(_ planned: CredentialPlan.Planned, _ reason: String) {
    log.count(.profiles, \.skipped)
    log.count(.secrets, \.skipped, planned.profile.secrets.count)
    log.add(
      .profiles,
      ImportFinding(
        .skipped, file: planned.file, path: planned.profile.path,
        "Profile \(planned.profile.id.quoted) was left out: \(reason)."))
  }

  /// Copies are not stored: the agent reads the shared ones. What it had of its own from an earlier import
  /// goes.
  private mutating func settle(_ copies: CredentialPlan.Copies) throws {
    var removed = 0
    for id in copies.ids {
      let place = StoredState.ProfilePlace(scope: .agent(copies.agent), id: id)
      guard let old = stored.profiles[place], old.source == .import else { continue }
      try session.profiles.delete(id, at: place.scope)
      try note(.logout, old)
      stored.profiles[place] = nil
      stored.profileStates[place.scope]?[id] = nil
      removed += 1
    }
    log.count(.profiles, \.stored, removed)
    log.count(.profiles, \.unchanged, copies.ids.count - removed)
    log.count(.secrets, \.unchanged, copies.secrets)
    log.agent = copies.agent
    let count = copies.ids.count
    log.add(
      .profiles,
      ImportFinding(
        .note, file: copies.file,
        "\(count) \(count == 1 ? "profile is a copy of a shared one" : "profiles are copies of shared ones"), "
          + "which the agent reads: not stored again."))
    log.agent = nil
  }
}

extension StoredProfile {
  /// Whether there is anything to call with.
  fileprivate var isUsable: Bool { sealed != nil || reference != nil }

  /// Takes from `old`, which has the same secret, what a command said of it and `read` does not mention.
  fileprivate mutating func keep(whatIsUnsaidIn read: ReadProfile, of old: StoredProfile) {
    if read.email == nil { email = old.email }
    if read.displayName == nil { displayName = old.displayName }
    if read.accountID == nil { accountID = old.accountID }
    if read.expiresAt == nil { expiresAt = old.expiresAt }
    if read.copyToAgents == nil { copyToAgents = old.copyToAgents }
  }
}
