import PurserDomain
import PurserTestSupport
import Testing

/// Chains are written `p/a1 q/b1`; supplies by provider, as `CredentialSample` writes profiles.
private struct Sample {
  var chain: [CandidateChain.Candidate]
  var supplies: [String: ProviderSupply] = [:]
  var wish: RunPlan.Wish?

  init(_ chain: String, _ profiles: [String: [String]]) throws {
    self.chain = chain.split(separator: " ").enumerated().map { index, text in
      let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
      return CandidateChain.Candidate(
        ref: ModelRef(provider: parts[0], model: parts[1]),
        role: index == 0 ? .requested : .fallback(index), layer: .defaults)
    }
    for (provider, credentials) in profiles {
      supplies[provider] = ProviderSupply(
        try CredentialSample.input(credentials, provider: provider))
    }
  }

  func changing(_ provider: String, _ change: (inout ProviderSupply) -> Void) -> Sample {
    var copy = self
    var supply = supplies[provider] ?? ProviderSupply(.init(provider: provider, now: now))
    change(&supply)
    copy.supplies[provider] = supply
    return copy
  }

  func pinned(_ pin: SessionPin?, _ moment: SessionPin.Moment) -> Sample {
    var copy = self
    copy.wish = RunPlan.Wish(pin: pin, moment: moment)
    return copy
  }

  private var now: Timestamp { CredentialSample.now }

  var plan: RunPlan {
    RunPlan(chain, wish: wish, now: now) {
      supplies[$0] ?? ProviderSupply(.init(provider: $0, now: now))
    }
  }

  /// `p/a1: p:a env` for a model that is tried, `probe`, or the reason why it is not.
  var answer: String {
    plan.steps.map { step in
      let names = step.credentials.map { credential in
        credential.place?.id ?? credential.kind
      }.joined(separator: " ")
      let word =
        switch step.decision {
        case .attempt: names
        case .probe(let takesSlot): "\(takesSlot ? "probe" : "sibling probe") \(names)"
        case .skip: "skip \(step.reason ?? "")"
        case .unserved(let reason): "none \(reason.rawValue)"
        }
      return "\(step.candidate.ref.key): \(word)"
    }.joined(separator: ", ")
  }
}

private func limited(_ model: String? = nil) -> (inout ProviderSupply) -> Void {
  { supply in
    for key in supply.profiles.credentials.map(\.key) {
      supply.profiles.states[key, default: .unused].cooldown = ProfileWindow(
        since: CredentialSample.now, until: FailureTimeline.at(60), reason: .rateLimit,
        model: model)
    }
  }
}

private let env = RunCredential.environment(
  variable: "P_API_KEY", source: "env: P_API_KEY", isAmbient: false)

struct RunPlanTests {
  @Test func `profiles come first, then the environment, then the key of the configuration`() throws
  {
    let sample = try Sample("p/a1", ["p": ["p:a k used5", "p:b k used1"]]).changing("p") {
      $0.environment = env
      $0.key = .marker(word: "ollama")
    }
    #expect(sample.answer == "p/a1: p:b p:a env models.json")
  }

  @Test func `without an eligible profile the environment serves, and without that nothing does`()
    throws
  {
    let sample = try Sample("p/a1", ["p": ["p:a t exp-1"]])
    #expect(sample.answer == "p/a1: none expired")
    #expect(sample.changing("p") { $0.environment = env }.answer == "p/a1: env")
    #expect(try Sample("p/a1", [:]).answer == "p/a1: none missing_credential")
  }

  @Test func `a key that is a reference goes before profiles, and when it is empty nothing serves`()
    throws
  {
    let key = KeyReference.secretRef(source: "env", provider: "default", id: "P_KEY")
    let sample = try Sample("p/a1", ["p": ["p:a k"]]).changing("p") { $0.key = key }
    #expect(sample.answer == "p/a1: models.json p:a")
    #expect(
      sample.changing("p") { $0.keyFault = .unresolvedRef }.answer == "p/a1: none unresolved_ref")
  }

  @Test func `a provider without profiles is always tried (G)`() throws {
    let sample = try Sample("p/a1 q/b1", ["q": ["q:a k"]]).changing("p") {
      $0.environment = env
      $0.lastProbe = CredentialSample.now
    }
    #expect(sample.answer == "p/a1: env, q/b1: q:a")
  }

  @Test func `the first model is probed, the next of its provider is not in the same run (X212)`()
    throws
  {
    let sample = try Sample("p/a1 p/a2 q/b1", ["p": ["p:a k"], "q": ["q:a k"]])
      .changing("p", limited())
    #expect(sample.answer == "p/a1: probe p:a, p/a2: skip rate_limit, q/b1: q:a")
    #expect(sample.plan.steps[1].freeAt == FailureTimeline.at(60))
    let waiting = sample.changing("p") { $0.lastProbe = FailureTimeline.at(-10) }
    #expect(waiting.answer == "p/a1: skip rate_limit, p/a2: sibling probe p:a, q/b1: q:a")
  }

  @Test func `one free profile is enough, and no probe is decided (X215)`() throws {
    let sample = try Sample("p/a1", ["p": ["p:a k rest60", "p:b k"]])
    #expect(sample.answer == "p/a1: p:b")
    #expect(sample.plan.steps[0].resting.map(\.id) == ["p:a"])
    #expect(sample.plan.steps[0].freeAt == nil)
  }

  @Test func `a window of another model holds nothing up (X219)`() throws {
    let sample = try Sample("p/a2 p/a1", ["p": ["p:a k"]]).changing("p", limited("a1"))
    #expect(sample.answer == "p/a2: p:a, p/a1: sibling probe p:a")
  }

  @Test func `a switched off provider is left out with all its models`() throws {
    let sample = try Sample("p/a1 p/a2 q/b1", ["p": ["p:a k off7200"], "q": ["q:a k"]])
    #expect(sample.answer == "p/a1: skip billing, p/a2: skip billing, q/b1: q:a")
    #expect(sample.plan.first?.candidate.ref.key == "q/b1")
  }

  @Test func `a program on this machine needs nothing`() throws {
    let sample = try Sample("claude-cli/opus", [:]).changing("claude-cli") { $0.isProgram = true }
    #expect(sample.answer == "claude-cli/opus: program")
  }

  @Test func `the AWS chain stands where the configuration puts it`() throws {
    let sample = try Sample("p/a1", ["p": ["p:a k"]]).changing("p") { $0.environment = env }
    #expect(sample.changing("p") { $0.awsChain = .first }.answer == "p/a1: aws-sdk p:a env")
    #expect(sample.changing("p") { $0.awsChain = .last }.answer == "p/a1: p:a env aws-sdk")
  }

  @Test func `a person's pin leads, gives way for a turn while it rests, and stays (X101)`() throws
  {
    let pin = SessionPin(profile: "p:a", source: .user)
    let sample = try Sample("p/a1", ["p": ["p:b k", "p:a k"]])
      .pinned(pin, .continues(compactions: 0))
    #expect(sample.answer == "p/a1: p:a p:b")
    let resting = try Sample("p/a1", ["p": ["p:b k", "p:a k rest60"]])
      .pinned(pin, .continues(compactions: 0))
    #expect(resting.answer == "p/a1: p:b")
    #expect(resting.plan.turn?.pin == pin)
  }

  @Test func `a pin of the runtime moves on when the session was compacted (X100)`() throws {
    let sample = try Sample("p/a1", ["p": ["p:a k", "p:b k rest60", "p:c k"]])
      .pinned(
        SessionPin(profile: "p:a", source: .auto, compactions: 2), .continues(compactions: 3))
    #expect(sample.answer == "p/a1: p:c p:a")
    #expect(
      sample.plan.turn?.pin == SessionPin(profile: "p:c", source: .auto, compactions: 3))
  }

  @Test func `a pin of another provider goes (X102), and fallbacks do not move it`() throws {
    let pin = SessionPin(profile: "q:b", source: .user)
    let sample = try Sample("p/a1 q/b1", ["p": ["p:a k"], "q": ["q:a k", "q:b k"]])
      .pinned(pin, .continues(compactions: 0))
    #expect(sample.plan.turn?.change == .removed)
    #expect(sample.answer == "p/a1: p:a, q/b1: q:a q:b")
  }

  @Test func `a login that has ended and cannot be renewed counted as usable`() throws {
    func ended(_ supply: inout ProviderSupply) {
      supply.profiles.credentials[0].hasAccess = true
      supply.profiles.credentials[0].hasRefresh = false
    }
    let alone = try Sample("p/a1 q/b1", ["p": ["p:a o exp-5"], "q": ["q:k k"]])
      .changing("p", ended)
    #expect(alone.answer == "p/a1: none expired, q/b1: q:k")
    let step = alone.plan.steps[0]
    #expect(!step.isTried && step.credentials.map(\.needsLogin) == [true])
    let beside = try Sample("p/a1", ["p": ["p:a o exp-5", "p:b k"]]).changing("p", ended)
    #expect(Set(beside.plan.steps[0].credentials.compactMap(\.place?.id)) == ["p:a", "p:b"])
    let resting = try Sample("p/a1 q/b1", ["p": ["p:a o exp-5", "p:b k rest600"], "q": ["q:k k"]])
      .changing("p", ended)
    #expect(resting.plan.steps[0].freeAt != nil, "\(resting.answer)")
    // Nobody said that it has ended.
    let endless = try Sample("p/a1", ["p": ["p:a o"]]).changing("p") {
      ended(&$0)
      $0.profiles.credentials[0].expiresAt = nil
    }
    #expect(endless.answer == "p/a1: p:a")
  }

  @Test func `access that has expired is said to need renewal`() throws {
    let plan = try Sample("p/a1", ["p": ["p:a o exp-5"]]).plan
    guard case .profile(_, let renewal) = plan.steps[0].credentials[0] else {
      Issue.record("no profile")
      return
    }
    #expect(renewal == .refresh)
  }
}
