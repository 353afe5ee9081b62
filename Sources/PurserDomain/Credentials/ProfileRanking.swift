/// The profiles of one provider that an agent can use, first choice first, and why each stands where it stands.
package struct ProfileRanking: Equatable, Sendable {
  /// What a ranking is made from. Credentials and states may be those of many agents; only the agent's own and those of
  /// the defaults count.
  package struct Input: Sendable {
    package var provider: String
    package var agent: ScopeID
    package var credentials: [StoredCredential] = []
    package var declarations: [ProfileDeclaration] = []
    package var orders: [ProfileOrder] = []
    package var states: [ProfileKey: ProfileState] = [:]
    package var preferred: Preference?
    package var question = ModelQuestion.unspecified
    package var usesAWSChain = false
    package var policy = CooldownPolicy.standard
    package var naming = ModelNaming.standard
    package var now: Timestamp

    /// Makes an input without credentials.
    package init(provider: String, agent: ScopeID = .defaults, now: Timestamp) {
      self.provider = provider
      self.agent = agent
      self.now = now
    }

    /// The ids that the order in force and the declarations name for the provider, stored for it or not.
    package var namedIDs: Set<String> {
      let order = ProfileOrder.inForce(orders, provider: provider, agent: agent)
      let declared = declarations.filter { $0.provider == provider }.map(\.id)
      return Set((order?.ids ?? []) + declared)
    }
  }

  /// A profile that should come first.
  package struct Preference: Equatable, Sendable {
    package var id: String
    /// Whether a person pinned it, which holds against an order that leaves it out.
    package var isPinned: Bool

    /// Prefers a profile.
    package init(_ id: String, isPinned: Bool = false) {
      self.id = id
      self.isPinned = isPinned
    }
  }

  /// Where the list of candidates came from.
  package enum Basis: Equatable, Sendable {
    /// An order that somebody gave.
    case order(ProfileOrder.Source, ScopeID)
    /// The profiles that the configuration declares.
    case declared
    /// The profiles that are stored.
    case stored
    /// The stored ones, since none of those named is stored.
    case repaired
  }

  /// Why a profile stands where it stands.
  package enum Standing: Equatable, Sendable {
    /// A caller prefers it or a person pinned it.
    case preferred(isPinned: Bool)
    /// The order names it at this place, counted from 1.
    case ordered(Int)
    /// By turns: logins, then tokens, then keys; logins that need no renewal first; then the longest unused.
    case turn(kind: AuthProfile.Kind?, hasLiveAccess: Bool, lastUsedAt: Timestamp?)
    /// It cannot be used for now; those that are free sooner come first.
    case resting
  }

  /// One profile of the ranking.
  package struct Place: Equatable, Sendable {
    package var id: String
    /// The scope that owns it, and its use with it.
    package var scope: ScopeID
    /// Nil for the AWS chain, which stores nothing.
    package var kind: AuthProfile.Kind?
    package var standing: Standing
    /// Why it cannot be used for now; nil when it can.
    package var closure: ProfileClosure?
  }

  /// A profile that is not a candidate.
  package struct Excluded: Equatable, Sendable {
    package var id: String
    /// The scope that owns it; nil when nothing is stored under that id.
    package var scope: ScopeID?
    package var reason: Eligibility
  }

  /// Where the candidates came from.
  package private(set) var basis: Basis
  /// The candidates in order: those that can be used now, then those that rest; a preferred one first in any case.
  package private(set) var places: [Place]
  /// Those that were named or are stored for the provider and cannot be used, in the same order as they were looked at.
  package private(set) var excluded: [Excluded]

  /// The ids in order.
  package var ids: [String] { places.map(\.id) }

  /// The first that can be used now.
  package var firstFree: Place? { places.first { $0.closure == nil } }

  /// Ranks the profiles of the input's provider.
  package init(_ input: Input) {
    var round = RankingRound(input)
    let isExplicit: Bool
    (basis, isExplicit) = round.choose()
    places = isExplicit ? round.byOrder() : round.byTurns()
    excluded = round.excluded
    guard let preferred = input.preferred else { return }
    if let index = places.firstIndex(where: { $0.id == preferred.id }) {
      var place = places.remove(at: index)
      place.standing = .preferred(isPinned: preferred.isPinned)
      places.insert(place, at: 0)
    } else if preferred.isPinned, round.judge(preferred.id) == .ok {
      places.insert(round.place(preferred.id, .preferred(isPinned: true)), at: 0)
      excluded.removeAll { $0.id == preferred.id }
    }
  }
}
