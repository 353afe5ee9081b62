import PurserDomain
import Testing

struct CandidateChainTests {
  private let ops: ScopeID
  private let resolver = ModelResolver(
    aliases: AliasIndex([Alias(name: "fast", target: ModelRef(provider: "openai", model: "o1"))]))

  init() throws {
    ops = .agent(try Agent.ID("ops"))
  }

  private func route(
    agent: RouteSetting? = nil, fallbacks: [String] = ["openai/o1", "google/g1"],
    rule: AgentPrimaryRule = .strict
  ) -> EffectiveRoute {
    EffectiveRoute(
      purpose: .text, agent: agent,
      defaults: RouteSetting(
        scope: .defaults, primary: "anthropic/a1", policy: .list, fallbacks: fallbacks),
      rule: rule, resolver: resolver)
  }

  private func chain(
    _ route: EffectiveRoute, _ provider: String = "", _ model: String = "",
    by requester: CandidateChain.Requester = .configuration, replacement: [String]? = nil
  ) -> String {
    CandidateChain(
      route: route,
      request: .init(provider: provider, model: model, requester: requester),
      replacement: replacement, resolver: resolver
    ).candidates.map(\.ref.model).joined(separator: " ")
  }

  @Test func `the default model, then its fallbacks (X54)`() {
    #expect(chain(route()) == "a1 o1 g1")
  }

  @Test func `another model ends with the primary (X55, X56, X57)`() {
    #expect(chain(route(), "anthropic", "a2") == "a2 o1 g1 a1")
    #expect(chain(route(), "mistral", "m1") == "m1 o1 g1 a1")
    #expect(chain(route(), "openai", "o1") == "o1 g1 a1")
  }

  @Test func `a list of the caller stands alone (X58, X59)`() {
    #expect(chain(route(), "anthropic", "a1", replacement: []) == "a1")
    #expect(chain(route(), "anthropic", "a1", replacement: ["xai/x1"]) == "a1 x1")
    #expect(chain(route(), "anthropic", "a2", replacement: ["xai/x1"]) == "a2 x1")
  }

  @Test func `no allowlist takes part in the chain (X60)`() {
    #expect(chain(route(), "anthropic", "a1") == "a1 o1 g1")
  }

  @Test func `a model named twice is tried once (X61)`() {
    #expect(chain(route(fallbacks: ["fast", "openai/o1", "FAST"])) == "a1 o1")
  }

  @Test func `an agent's own model is strict, or takes the chain of the defaults (X62)`() {
    let agent = RouteSetting(scope: ops, primary: "openai/o2")
    #expect(chain(route(agent: agent)) == "o2")
    #expect(route(agent: agent).fallbackGround == .strict)
    #expect(chain(route(agent: agent, rule: .inherit)) == "o2 o1 g1 a1")
    let explicit = RouteSetting(scope: ops, primary: "openai/o2", policy: .inherit)
    #expect(chain(route(agent: explicit)) == "o2 o1 g1 a1")
  }

  @Test func `an agent's empty list means no fallback (X63)`() {
    let agent = RouteSetting(scope: ops, primary: "openai/o2", policy: .some(.none))
    #expect(chain(route(agent: agent, rule: .inherit)) == "o2")
    #expect(chain(route(agent: RouteSetting(scope: ops, policy: .some(.none)))) == "a1")
  }

  @Test func `an agent's own list replaces that of the defaults (X64)`() {
    let agent = RouteSetting(
      scope: ops, primary: "openai/o2", policy: .list, fallbacks: ["google/g1"])
    #expect(chain(route(agent: agent)) == "o2 g1")
    #expect(chain(route(agent: agent), "xai", "x1") == "x1 g1")
  }

  @Test func `what a person chose is tried alone (X65)`() {
    #expect(chain(route(), "xai", "x1", by: .user) == "x1")
  }

  @Test func `an agent that says nothing uses the defaults, whatever the rule`() {
    #expect(chain(route(agent: RouteSetting(scope: ops))) == "a1 o1 g1")
  }

  @Test func `each candidate tells where it came from`() throws {
    let agent = RouteSetting(scope: ops, primary: "fast", policy: .inherit)
    let chain = CandidateChain(
      route: route(agent: agent, fallbacks: ["google/g1", "/", "xai/x1"]), resolver: resolver)
    let ops = try #require(self.ops.agent)
    typealias Candidate = CandidateChain.Candidate
    #expect(
      chain.candidates == [
        Candidate(
          ref: ModelRef(provider: "openai", model: "o1"), role: .requested, layer: .agent(ops),
          alias: "fast"),
        Candidate(
          ref: ModelRef(provider: "google", model: "g1"), role: .fallback(1), layer: .defaults),
        Candidate(
          ref: ModelRef(provider: "xai", model: "x1"), role: .fallback(3), layer: .defaults),
        Candidate(
          ref: ModelRef(provider: "anthropic", model: "a1"), role: .primary, layer: .defaults),
      ])
    #expect(chain.unreadable == ["/"])
  }

  @Test func `a bare fallback belongs to the provider of the primary (C7)`() {
    let chain = CandidateChain(route: route(fallbacks: ["a2"]), resolver: resolver)
    #expect(chain.candidates.last?.ref.key == "anthropic/a2")
  }

  @Test func `an image run takes the override or the image model, never the text model (X71, X72)`()
  {
    let image = EffectiveRoute(
      purpose: .image, agent: nil,
      defaults: RouteSetting(
        scope: .defaults, primary: "xai/i0", policy: .list, fallbacks: ["openai/i2"]),
      rule: .strict, resolver: resolver)
    func models(_ route: EffectiveRoute, _ override: String?) -> [String] {
      CandidateChain(imageRoute: route, override: override, resolver: resolver)
        .candidates.map(\.ref.key)
    }
    #expect(models(image, "google/i1") == ["google/i1", "openai/i2"])
    #expect(models(image, nil) == ["xai/i0", "openai/i2"])
    let unset = EffectiveRoute(
      purpose: .image, agent: nil, defaults: nil, rule: .strict, resolver: resolver)
    #expect(unset.primary == nil)
    #expect(models(unset, nil) == [])
    #expect(CandidateChain.noImageModel.message.hasPrefix("No image model configured."))
  }

  @Test func `the chain of the tests moves on until a candidate answers (X66, X67)`() {
    var run = RunAttempts(candidates: route().providersChain)
    #expect(run.record(.init("429", reason: "rate_limit")) == .next(run.rest[0]))
    #expect(run.record(.init("boom", reason: nil)) == .next(run.rest[0]))
    #expect(run.attempts.map(\.reason) == ["rate_limit", "unknown"])
  }

  @Test func `a single error is shown as it is (X68)`() {
    var run = RunAttempts(candidates: [ModelRef(provider: "a", model: "b")])
    #expect(run.record(.init("401", reason: "auth")) == .rethrow)
  }

  @Test func `an exhausted chain is summed up (X69)`() {
    var run = RunAttempts(candidates: route().providersChain)
    _ = run.record(.init("slow down", reason: "rate_limit"))
    _ = run.record(.init("pay", reason: "billing"))
    #expect(
      run.record(.init("late", reason: "timeout"))
        == .exhausted(
          "All models failed (3): anthropic/a1: slow down (rate_limit) | "
            + "openai/o1: pay (billing) | google/g1: late (timeout)"))
  }

  @Test func `a person's stop ends the run (X70)`() {
    var run = RunAttempts(candidates: route().providersChain)
    #expect(run.record(.init("stopped", reason: nil, isAbort: true)) == .rethrow)
    #expect(run.rest.count == 3)
  }
}

extension EffectiveRoute {
  fileprivate var providersChain: [ModelRef] {
    ([primary] + fallbacks.map(\.resolution)).compactMap { $0?.ref }
  }
}
