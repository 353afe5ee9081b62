import PurserDomain

/// Which credentials of a state directory stand where: shared by all agents, or with one.
struct CredentialPlan {
  /// A credential on its way to a scope.
  struct Planned {
    var profile: ReadProfile
    /// The file it comes from.
    var file: String
    /// Whether it only fills in what is not there.
    var isFallback = false
  }

  /// Credentials of an agent that are copies of shared ones.
  struct Copies {
    var agent: Agent.ID
    var file: String
    var ids: [String] = []
    /// How many secrets they have.
    var secrets = 0
  }

  /// Those at the defaults, in the order of their files.
  private(set) var shared: [Planned] = []
  /// Those of single agents.
  private(set) var own: [(agent: Agent.ID, planned: Planned)] = []
  private(set) var copies: [Copies] = []
  private var places: [String: Int] = [:]

  /// Sorts out `sources`, of which the credentials of agent `main` are shared.
  ///
  /// What an agent has under the id of a shared one is a copy when it is the same credential, and shadows it
  /// when it is another. A login that was renewed in a copy is the newer state of the shared one: runtimes
  /// of the time wrote to the copy.
  init(_ sources: [CredentialSource], sharing main: Agent.ID?) {
    let isMain = { (source: CredentialSource) in source.kind == .agent && source.agent == main }
    for source in sources where source.kind == .sharedDatabase { share(source) }
    for source in sources where isMain(source) { share(source) }
    for source in sources where source.kind == .logins { share(source) }
    for source in sources where source.kind == .agent && !isMain(source) { add(source) }
  }

  private mutating func share(_ source: CredentialSource) {
    var copies: Copies?
    for profile in source.profiles {
      var planned = Planned(profile: profile, file: source.file)
      planned.isFallback = source.kind == .logins
      if let place = places[profile.id] {
        if let agent = source.agent {
          settle(planned, with: place, of: agent, &copies)
        } else {
          superfluous.append(planned)
        }
      } else {
        places[profile.id] = shared.count
        shared.append(planned)
      }
    }
    if let copies { self.copies.append(copies) }
  }

  /// Those of `oauth.json` whose id is taken.
  private(set) var superfluous: [Planned] = []

  private mutating func add(_ source: CredentialSource) {
    guard let agent = source.agent else { return }
    var copies: Copies?
    for profile in source.profiles {
      let planned = Planned(profile: profile, file: source.file)
      if let place = places[profile.id] {
        settle(planned, with: place, of: agent, &copies)
      } else {
        own.append((agent, planned))
      }
    }
    if let copies { self.copies.append(copies) }
  }

  private mutating func settle(
    _ planned: Planned, with place: Int, of agent: Agent.ID, _ copies: inout Copies?
  ) {
    guard planned.profile.isCopy(of: shared[place].profile) else {
      own.append((agent, planned))
      return
    }
    var known = copies ?? Copies(agent: agent, file: planned.file)
    known.ids.append(planned.profile.id)
    if planned.profile.isNewer(than: shared[place].profile) {
      // The older material is counted where the newer one was found.
      known.secrets += shared[place].profile.secrets.count
      shared[place].profile = planned.profile
      shared[place].file = planned.file
    } else {
      known.secrets += planned.profile.secrets.count
    }
    copies = known
  }
}
