/// One making of a `ProfileRanking`: whom to consider, who is eligible, and in which order.
struct RankingRound {
  private let input: ProfileRanking.Input
  /// What the agent sees of the provider and of other providers.
  private let credentials: [StoredCredential]
  private let byID: [String: StoredCredential]
  private let declarations: [String: ProfileDeclaration]
  /// The eligible candidates, none twice.
  private var eligible: [String] = []
  /// The ids that were looked at.
  private var known: Set<String> = []
  private(set) var excluded: [ProfileRanking.Excluded] = []

  init(_ input: ProfileRanking.Input) {
    self.input = input
    credentials = StoredCredential.visible(to: input.agent, among: input.credentials)
    byID = Dictionary(credentials.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    declarations = Dictionary(
      input.declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Chooses the candidates and sorts out those that are not eligible; says where they came from and whether their order
  /// was given.
  mutating func choose() -> (basis: ProfileRanking.Basis, isExplicit: Bool) {
    let wanted = input.naming.provider(input.provider)
    let declared = input.declarations.filter { input.naming.provider($0.provider) == wanted }
      .sorted { $0.position < $1.position }.map(\.id)
    let stored = credentials.filter { input.naming.provider($0.provider) == wanted }.map(\.id)
    let order = ProfileOrder.inForce(
      input.orders, provider: input.provider, agent: input.agent, naming: input.naming)

    let named = (order?.ids ?? (declared.isEmpty ? stored : declared)).withoutRepetitions
    for id in named { consider(id) }
    // None of the names means anything here: better what is there than nothing. An order of the configuration alone
    // is meant as it stands, and so is an empty one.
    let mayRepair = !declared.isEmpty || order?.source == .store
    if mayRepair, !named.isEmpty, named.allSatisfy({ byID[$0] == nil && judge($0) != .ok }) {
      for id in stored { consider(id) }
      if !eligible.isEmpty { return (.repaired, false) }
    }
    for id in (declared + stored).withoutRepetitions where !known.contains(id) {
      if order != nil {
        exclude(id, .excludedByOrder)
      } else {
        // Declarations are the whole list, so what they leave out is left out by the configuration.
        let reason = judge(id)
        exclude(id, reason == .ok ? .excludedByOrder : reason)
      }
    }
    guard let order else { return (declared.isEmpty ? .stored : .declared, false) }
    return (.order(order.source, order.scope), true)
  }

  /// The order as given, those that rest at its end.
  func byOrder() -> [ProfileRanking.Place] {
    split(eligible.enumerated().map { place($1, .ordered($0 + 1)) })
  }

  /// By turns, those that rest at the end.
  func byTurns() -> [ProfileRanking.Place] {
    let places = eligible.map { id -> ProfileRanking.Place in
      let credential = byID[id]
      return place(
        id,
        .turn(
          kind: credential?.kind,
          hasLiveAccess: credential?.hasLiveAccess(at: input.now) ?? false,
          lastUsedAt: state(id).lastUsedAt))
    }
    // Those that rest stand by their ends alone. [research/selection-and-auth.md D13]
    let ordered = split(places)
    let free = ordered.prefix { $0.closure == nil }
    let turns = free.enumerated().sorted { left, right in
      let (a, b) = (turnKey(left.element), turnKey(right.element))
      return a == b ? left.offset < right.offset : a < b
    }
    return turns.map(\.element) + ordered.dropFirst(free.count)
  }

  /// Whether `id` may serve the provider.
  func judge(_ id: String) -> Eligibility {
    Eligibility.judge(
      byID[id], declaration: declarations[id], provider: input.provider,
      usesAWSChain: input.usesAWSChain, naming: input.naming, now: input.now)
  }

  /// The place of `id`, standing there for a reason.
  func place(_ id: String, _ standing: ProfileRanking.Standing) -> ProfileRanking.Place {
    let closure = state(id).counting(
      at: input.naming.provider(input.provider), under: input.policy
    ).closure(for: input.question, now: input.now)
    return ProfileRanking.Place(
      id: id, scope: byID[id]?.scope ?? input.agent, kind: byID[id]?.kind, standing: standing,
      closure: closure)
  }

  private func state(_ id: String) -> ProfileState {
    byID[id].flatMap { input.states[$0.key] } ?? .unused
  }

  private mutating func consider(_ id: String) {
    guard known.insert(id).inserted else { return }
    let reason = judge(id)
    if reason == .ok { eligible.append(id) } else { exclude(id, reason) }
  }

  private mutating func exclude(_ id: String, _ reason: Eligibility) {
    excluded.append(.init(id: id, scope: byID[id]?.scope, reason: reason))
  }

  private func turnKey(_ place: ProfileRanking.Place) -> (Int, Int, Int64) {
    guard case .turn(let kind, let hasLiveAccess, let lastUsedAt) = place.standing else {
      return (0, 0, 0)
    }
    let rank =
      switch place.kind {
      case .oauth: 0
      case .token: 1
      case .apiKey: 2
      case nil: 3
      }
    return (rank, kind == .oauth && !hasLiveAccess ? 1 : 0, lastUsedAt?.milliseconds ?? 0)
  }

  private func split(_ places: [ProfileRanking.Place]) -> [ProfileRanking.Place] {
    let resting = places.enumerated().filter { $0.element.closure != nil }
      .sorted { left, right in
        let (a, b) = (left.element.closure?.until, right.element.closure?.until)
        guard let a, let b, a != b else { return left.offset < right.offset }
        return a < b
      }
    return places.filter { $0.closure == nil }
      + resting.map { entry in
        var place = entry.element
        place.standing = .resting
        return place
      }
  }
}
