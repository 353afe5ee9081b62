/// What a run does with each model of its chain, and what it calls each with.
package struct RunPlan: Equatable, Sendable {
  /// What becomes of one model of the chain.
  package enum Decision: Equatable, Sendable {
    /// It is tried.
    case attempt
    /// All its profiles rest, and it is tried to see whether the provider serves again.
    case probe(takesSlot: Bool)
    /// All its profiles rest, and it is left out: the sentence says why.
    case skip(String)
    /// There is nothing to call it with.
    case unserved(Eligibility)
  }

  /// One model of the chain.
  package struct Step: Equatable, Sendable {
    package var candidate: CandidateChain.Candidate
    package var decision: Decision
    /// What it is called with, in the order of trying; empty when it is left out.
    package var credentials: [RunCredential]
    /// Profiles that rest, the soonest free first.
    package var resting: [ProfileRanking.Place]
    /// Profiles that are no candidates, with the reason.
    package var excluded: [ProfileRanking.Excluded]
    /// Where the list of profiles came from.
    package var basis: ProfileRanking.Basis
    /// Why no profile is free; nil unless all rest.
    package var outage: ProviderOutage?
    /// When the agent last probed the provider.
    package var lastProbe: Timestamp?
    /// How its calls authenticate: `api-key`, `oauth`, `token`, `aws-sdk`, `mixed` or `unknown`.
    package var authMode: String

    /// Whether the run tries it.
    package var isTried: Bool {
      switch decision {
      case .attempt, .probe: true
      case .skip, .unserved: false
      }
    }

    /// The stable word for what keeps it from being tried, or makes it a probe; nil otherwise.
    package var reason: String? {
      switch decision {
      case .attempt: nil
      case .probe, .skip: (outage?.reason ?? .unknown).rawValue
      case .unserved(let eligibility): eligibility.rawValue
      }
    }

    /// When its first profile is free; nil unless all rest.
    package var freeAt: Timestamp? {
      outage == nil ? nil : resting.compactMap { $0.closure?.until }.min()
    }
  }

  /// The profile that a session, or the caller for this run, wants first.
  package struct Wish: Equatable, Sendable {
    /// Nil in a session that has none yet.
    package var pin: SessionPin?
    package var moment: SessionPin.Moment

    /// Makes a wish.
    package init(pin: SessionPin?, moment: SessionPin.Moment) {
      self.pin = pin
      self.moment = moment
    }
  }

  /// The models in order.
  package private(set) var steps: [Step] = []
  /// With which profile the turn begins, and the pin to keep; nil without a wish and with an empty chain.
  package private(set) var turn: SessionPin.Turn?

  /// The first model that is tried.
  package var first: Step? { steps.first(where: \.isTried) }

  /// Plans a run over `chain`. `supply` gives what there is for a provider; `wish` holds for the first model's provider.
  ///
  /// Each model is judged as if those before it had been tried and had failed, so that one run probes a
  /// provider once.
  package init(
    _ chain: [CandidateChain.Candidate], wish: Wish? = nil, now: Timestamp,
    supply: (String) throws -> ProviderSupply
  ) rethrows {
    var probed: Set<String> = []
    for (index, candidate) in chain.enumerated() {
      let provider = candidate.ref.provider
      let supply = try supply(provider)
      let isWished = provider == chain[0].ref.provider
      var input = supply.profiles
      input.question = .model(candidate.ref.model)
      input.now = now
      if isWished, let pin = wish?.pin, pin.source == .user {
        input.preferred = .init(pin.profile, isPinned: true)
      }
      let ranking = ProfileRanking(input)
      if index == 0, let wish {
        turn = SessionPin.turn(wish.pin, moment: wish.moment, ranking: ranking)
      }
      let question = Step.Question(
        isFirst: index == 0, hasFallbacks: chain.count > 1,
        hasProbed: probed.contains(provider), leader: isWished ? turn?.profile : nil, now: now)
      let step = Step(candidate, ranking, supply, question)
      if case .probe = step.decision, step.outage?.reason?.isTransient ?? true {
        probed.insert(provider)
      }
      steps.append(step)
    }
  }
}

extension RunPlan.Step {
  /// What a step is judged by besides its credentials.
  struct Question {
    var isFirst: Bool
    var hasFallbacks: Bool
    var hasProbed: Bool
    /// The profile that a session wants first.
    var leader: String?
    var now: Timestamp
  }

  init(
    _ candidate: CandidateChain.Candidate, _ ranking: ProfileRanking, _ supply: ProviderSupply,
    _ question: Question
  ) {
    self.candidate = candidate
    basis = ranking.basis
    excluded = ranking.excluded
    resting = ranking.places.filter { $0.closure != nil }
    lastProbe = supply.lastProbe
    authMode = supply.authMode
    credentials = []
    let free = ranking.places.filter { $0.closure == nil }
    let profiles = Self.led(by: question.leader, free).map { supply.credential($0) }
    let isEnded = profiles.allSatisfy(\.needsLogin)
    if supply.isProgram {
      credentials = [.program]
      decision = .attempt
    } else if let leader = supply.leader {
      if case .key = leader, let fault = supply.keyFault {
        decision = .unserved(fault)
      } else {
        credentials = [leader] + profiles.filter { $0 != leader } + supply.others
        decision = .attempt
      }
    } else if !isEnded || resting.isEmpty {
      credentials = profiles + supply.others
      let reason =
        excluded.first?.reason ?? supply.environmentFault ?? supply.keyFault ?? .missingCredential
      decision =
        !credentials.allSatisfy(\.needsLogin)
        ? .attempt : .unserved(profiles.isEmpty ? reason : .expired)
    } else {
      let states = resting.map { supply.state(of: $0) }
      let outage = ProviderOutage(states, for: .model(candidate.ref.model), now: question.now)
      self.outage = outage
      let probe = ProbeDecision(
        ProbeDecision.Question(
          provider: candidate.ref.provider, outage: outage, isFirst: question.isFirst,
          hasFallbacks: question.hasFallbacks, lastProbe: supply.lastProbe,
          hasProbedThisRun: question.hasProbed, now: question.now))
      let all = Self.led(by: question.leader, resting).map { supply.credential($0) }
      switch probe {
      case .attempt: (decision, credentials) = (.attempt, all)
      case .probe(let takesSlot):
        (decision, credentials) = (.probe(takesSlot: takesSlot), Array(all.prefix(1)))
      case .skip(let sentence): decision = .skip(sentence)
      }
    }
  }

  private static func led(
    by leader: String?, _ places: [ProfileRanking.Place]
  ) -> [ProfileRanking.Place] {
    guard let leader, let index = places.firstIndex(where: { $0.id == leader }) else {
      return places
    }
    var places = places
    places.insert(places.remove(at: index), at: 0)
    return places
  }
}

extension ProviderSupply {
  fileprivate func credential(_ place: ProfileRanking.Place) -> RunCredential {
    guard place.kind != nil else { return .awsChain }
    let stored = profiles.credentials.first { $0.id == place.id && $0.scope == place.scope }
    return .profile(place, renewal: stored?.renewal(at: profiles.now) ?? .none)
  }

  fileprivate func state(of place: ProfileRanking.Place) -> ProfileState {
    profiles.states[ProfileKey(scope: place.scope, id: place.id)] ?? .unused
  }
}
