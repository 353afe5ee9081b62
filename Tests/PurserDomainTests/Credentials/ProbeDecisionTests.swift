import PurserDomain
import PurserTestSupport
import Testing

/// The words of an example: reason, seconds to the soonest expiry, seconds since the last probe, and what else holds.
private func decide(
  _ reason: FailureClass?, expiry: Int64?, probed: Int64? = nil, isBlocked: Bool = false,
  isFirst: Bool = true, isRequested: Bool = true, hasFallbacks: Bool = true, again: Bool = false
) -> String {
  let now = FailureTimeline.start
  var outage = ProviderOutage([], now: now)
  outage.reason = reason
  outage.soonestExpiry = expiry.map { FailureTimeline.at($0) }
  outage.isBlocked = isBlocked
  let decision = ProbeDecision(
    .init(
      provider: "openai", outage: outage, isFirst: isFirst, isRequested: isRequested,
      hasFallbacks: hasFallbacks, lastProbe: probed.map { FailureTimeline.at(-$0) },
      hasProbedThisRun: again, now: now))
  return switch decision {
  case .attempt: "attempt"
  case .probe(let takesSlot): takesSlot ? "probe" : "probe without slot"
  case .skip(let text): text
  }
}

private let resting = "Provider openai is in cooldown"

struct ProbeDecisionTests {
  @Test(arguments: [
    Example("X203", decide(.rateLimit, expiry: 1800), "probe"),
    Example("X204", decide(.rateLimit, expiry: 60), "probe"),
    Example("X205", decide(.rateLimit, expiry: 60, probed: 10), resting),
    Example("X206", decide(.rateLimit, expiry: 60, probed: 30), "probe"),
    Example("just before", decide(.rateLimit, expiry: 60, probed: 29), resting),
    Example("X207", decide(.rateLimit, expiry: 1800, isBlocked: true), resting),
    Example("X207 near", decide(.rateLimit, expiry: 120, isBlocked: true), "probe"),
    Example(
      "X208", decide(.billing, expiry: 1800),
      "Provider openai has billing issue (skipping all models)"),
    Example("X209", decide(.billing, expiry: 60), "probe"),
    Example("X210", decide(.billing, expiry: 18000, hasFallbacks: false), "probe"),
    Example(
      "X211", decide(.auth, expiry: 10), "Provider openai has auth issue (skipping all models)"),
    Example(
      "revoked", decide(.authPermanent, expiry: 10, hasFallbacks: false),
      "Provider openai has auth_permanent issue (skipping all models)"),
    Example("X212", decide(.rateLimit, expiry: 60, isFirst: false), "probe without slot"),
    Example(
      "X212 again", decide(.rateLimit, expiry: 60, isFirst: false, again: true),
      "Provider openai is in cooldown (probe already attempted this run)"),
    Example("X213", decide(.timeout, expiry: 1800, isFirst: false), "probe without slot"),
    Example("X214", decide(.timeout, expiry: nil), "probe"),
    Example("margin", decide(.overloaded, expiry: 120), "probe"),
    Example("outside the margin", decide(.overloaded, expiry: 121), resting),
    Example("expired already", decide(.overloaded, expiry: -5), "probe"),
    Example(
      "billing of a sibling", decide(.billing, expiry: 10, isFirst: false),
      "Provider openai has billing issue (skipping all models)"),
    Example("format of a sibling", decide(.format, expiry: 10, isFirst: false), resting),
    Example("format", decide(.format, expiry: 10), "probe"),
    Example("X220", decide(.rateLimit, expiry: 1800, hasFallbacks: false), "probe"),
    Example("no reason known", decide(nil, expiry: 1800), resting),
    Example("another model than asked", decide(.auth, expiry: 10, isRequested: false), "attempt"),
    Example("a clock set back", decide(.rateLimit, expiry: 60, probed: -3600), "probe"),
    Example("a writer a little ahead", decide(.rateLimit, expiry: 60, probed: -1), resting),
  ])
  func `skip or probe`(example: Example<String, String>) {
    #expect(example.input == example.output)
  }

  @Test func `each agent has its own slot for a provider (X216)`() throws {
    var slots = ProbeSlots()
    let ops = ProbeSlots.Key(agent: try ScopeID("ops"), provider: "openai")
    let dev = ProbeSlots.Key(agent: try ScopeID("dev"), provider: "openai")
    slots.take(ops, now: FailureTimeline.start)
    #expect(slots.times[ops] == FailureTimeline.start)
    #expect(slots.times[dev] == nil)
  }

  @Test func `at most 256 slots are kept, the oldest go (X217)`() throws {
    let ops = try ScopeID("ops")
    func key(_ number: Int) -> ProbeSlots.Key { .init(agent: ops, provider: "p\(number)") }
    var slots = ProbeSlots()
    for number in 0...256 { slots.take(key(number), now: FailureTimeline.at(Int64(number))) }
    #expect(slots.times.count == 256)
    #expect(
      slots.times[key(0)] == nil && slots.times[key(1)] != nil && slots.times[key(256)] != nil)
    slots.take(key(999), now: FailureTimeline.at(86_400 + 200))
    #expect(slots.times[key(199)] == nil && slots.times[key(200)] != nil)
  }

  @Test(arguments: [
    Example("X218", FailureClass.modelNotFound, true), Example("G8", .auth, true),
    Example("G7", .rateLimit, false), Example("billing", .billing, false),
  ])
  func `a probe that failed for a reason of its own gives the slot back`(
    example: Example<FailureClass, Bool>
  ) {
    #expect(example.input.givesProbeSlotBack == example.output)
  }
}

struct ProviderOutageTests {
  static let now = FailureTimeline.start

  static func resting(
    _ seconds: Int64, _ reason: FailureClass? = nil, model: String? = nil,
    counts: [FailureClass: Int] = [:]
  ) -> ProfileState {
    ProfileState(
      cooldown: ProfileWindow(
        since: now, until: FailureTimeline.at(seconds), reason: reason, model: model),
      failureCounts: counts)
  }

  static func off(_ seconds: Int64, _ reason: FailureClass?) -> ProfileState {
    ProfileState(
      disabled: ProfileWindow(since: now, until: FailureTimeline.at(seconds), reason: reason))
  }

  @Test(
    arguments: [
      Example("X129", [resting(9), resting(8)], FailureClass.unknown),
      Example(
        "X130",
        [
          off(9, .billing), resting(9, counts: [.rateLimit: 5]),
          resting(9, counts: [.rateLimit: 5]),
        ],
        .billing),
      Example("X131", [resting(9, counts: [.auth: 2, .rateLimit: 2])], .auth),
      Example("named", [resting(9, .overloaded, counts: [.auth: 7])], .overloaded),
      Example("equal weights", [resting(9, .rateLimit), off(9, .billing)], .billing),
      Example(
        "two against one", [resting(9, .rateLimit), resting(9, .rateLimit), off(9, .auth)],
        .rateLimit),
      Example("nobody rests", [resting(0, .auth), ProfileState(failureCounts: [.auth: 3])], nil),
      Example("no profile", [], nil),
    ] as [Example<[ProfileState], FailureClass?>])
  func `why a provider cannot be used`(example: Example<[ProfileState], FailureClass?>) {
    #expect(ProviderOutage(example.input, now: Self.now).reason == example.output)
  }

  @Test func `a block speaks for the rate limit even without a reason`() {
    var state = ProfileState()
    state.block = ProfileWindow(since: Self.now, until: FailureTimeline.at(60))
    let outage = ProviderOutage([state], now: Self.now)
    #expect(outage.reason == .rateLimit)
    #expect(outage.isBlocked)
  }

  @Test(arguments: [
    Example(
      "soonest", ([resting(60), resting(20), off(90, nil)], ModelQuestion.unspecified), "20"),
    Example("past", ([resting(-5), resting(20)], .unspecified), "-5"),
    Example("none", ([ProfileState()], .unspecified), "-"),
    Example(
      "others' models", ([resting(10, .rateLimit, model: "b"), resting(40)], .model("a")), "40"),
    Example(
      "one limit seen twice",
      ([resting(10, .rateLimit, model: "a"), resting(50, .rateLimit, model: "a")], .model("a")),
      "50"),
    Example(
      "and something sooner",
      (
        [resting(10, .rateLimit, model: "a"), resting(50, .rateLimit, model: "a"), off(30, nil)],
        .model("a")
      ), "30"),
  ])
  func `when the first profile is free`(
    example: Example<([ProfileState], ModelQuestion), String>
  ) {
    let outage = ProviderOutage(example.input.0, for: example.input.1, now: Self.now)
    #expect(FailureTimeline.second(outage.soonestExpiry) == example.output)
  }
}
