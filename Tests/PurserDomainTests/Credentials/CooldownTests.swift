import PurserDomain
import PurserTestSupport
import Testing

struct CooldownTests {
  static let classic = CooldownPolicy(.classic)

  static func stepped(_ change: (inout CooldownPolicy) -> Void) -> CooldownPolicy {
    var policy = CooldownPolicy.standard
    change(&policy)
    return policy
  }

  @Test(arguments: [
    Example("X105", (classic, "rate_limit@0 rate_limit@30"), "60 60"),
    Example("X106", (classic, "auth@0 auth@61 auth@400 auth@2000"), "60 361 1900 5600"),
    Example("X107", (.standard, "auth@0 auth@31 auth@100 auth@500"), "30 91 400 800"),
    Example(
      "X107 by rate limits", (.standard, "rate_limit@0 rate_limit@31 rate_limit@100"), "30 91 400"),
    Example("X108", (stepped { $0.resetsCountersOnExpiry = true }, "auth@0 auth@31"), "30 61"),
    Example(
      "X109",
      (
        stepped { $0.rateLimitMax = .of(24, .hours) },
        "rate_limit@0 rate_limit@31 rate_limit@100"
      ), "30 91 220"),
    Example("X110 stepped", (.standard, "billing@0"), "600"),
    Example("X110 classic", (classic, "billing@0"), "18000"),
    Example(
      "X118",
      (.standard, "auth_permanent@0 auth_permanent@600 auth_permanent@1800 auth_permanent@4200"),
      "600 1800 4200 7800"),
    Example(
      "X131b",
      (
        .standard,
        "rate_limit@0 rate_limit@0 rate_limit@0 rate_limit@0 rate_limit@0 rate_limit@0 rate_limit@0 "
          + "rate_limit@0 rate_limit@0 rate_limit@0 rate_limit@31"
      ), "30 30 30 30 30 30 30 30 30 30 91"),
    Example(
      "X131c", (classic, "overloaded@0 overloaded@0 overloaded@0 overloaded@0 overloaded@61"),
      "60 60 60 60 361"),
    Example("billing raises the short ladder", (classic, "billing@0 auth@18000"), "18000 18300"),
    Example("a rest ends, its profile stays off", (.standard, "billing@0 auth@10"), "600 600"),
  ])
  func `windows follow the schedule and keep their end`(
    example: Example<(CooldownPolicy, String), String>
  ) {
    var timeline = FailureTimeline(example.input.0)
    #expect(timeline.play(example.input.1) == example.output)
  }

  @Test func `the raw totals count every failure (X105)`() {
    var timeline = FailureTimeline()
    timeline.play("rate_limit@0 auth@1 auth@2")
    #expect(timeline.state.errorCount == 3)
    #expect(timeline.state.failureCounts == [.rateLimit: 1, .auth: 2])
    #expect(timeline.state.ladder == [.any: 1, .rateLimit: 1])
    #expect(timeline.outcomes == [.opened(.cooldown), .kept(.cooldown), .kept(.cooldown)])
  }

  @Test(arguments: [
    Example("X111", (3, 3, 1), 24 * 3600), Example("X112", (9, 3, 48), 5 * 3600),
    Example("X113", (1, 1, 24), 10 * 3600),
  ])
  func `a long time without failures starts again`(
    example: Example<(Int, Int, Int64), Int64>
  ) {
    let (errors, billing, hours) = example.input
    let counts: [FailureClass: Int] = [.billing: billing]
    let state = ProfileState(
      lastFailureAt: FailureTimeline.at(-hours * 3600), errorCount: errors, failureCounts: counts,
      ladder: ProfileState.ladder(errorCount: errors, failureCounts: counts))
    var timeline = FailureTimeline(Self.classic, state: state)
    #expect(timeline.play("billing@0") == String(example.output))
    if hours > 24 {
      #expect(timeline.state.errorCount == 1)
      #expect(timeline.state.failureCounts == [.billing: 1])
    }
  }

  @Test func `a count of rate limits with a schedule of its own outlives the idle time`() {
    var timeline = FailureTimeline(Self.stepped { $0.rateLimitMax = .of(24, .hours) })
    #expect(timeline.play("rate_limit@0 rate_limit@100000 auth@200100") == "30 100060 200130")
  }

  @Test(
    arguments: [
      Example("X119 b", ("rate_limit:a@0", "b"), "-"),
      Example("X119 a", ("rate_limit:a@0", "a"), "30"),
      Example("no model named", ("rate_limit:a@0", nil), "30"),
      Example("X120", ("rate_limit:a@0 rate_limit:b@1", "c"), "30"),
      Example("X120, never narrowed", ("rate_limit:a@0 rate_limit:b@1 rate_limit:a@2", "c"), "30"),
      Example("X121", ("rate_limit:a@0 auth:a@1", "b"), "30"),
      Example("X122", ("rate_limit:a@0 billing@1", "b"), "601"),
      Example("X123", ("rate_limit:a@0 rate_limit@1", "b"), "30"),
      Example("a timeout widens nothing", ("rate_limit:a@0 timeout:b@1", "b"), "-"),
      Example("a timeout rests its model", ("timeout:a@0", "b"), "-"),
      Example("overload rests all", ("overloaded:a@0", "b"), "30"),
      Example("a missing model rests alone", ("model_not_found:a@0", "b"), "-"),
    ] as [Example<(String, String?), String>])
  func `only what failed rests`(example: Example<(String, String?), String>) {
    var timeline = FailureTimeline()
    timeline.play(example.input.0)
    #expect(timeline.end(for: example.input.1, at: 3) == example.output)
  }

  @Test func `the account as such is free while one model rests`() {
    var timeline = FailureTimeline()
    timeline.play("rate_limit:a@0")
    #expect(timeline.state.closure(for: .everyModel, now: FailureTimeline.start) == nil)
    timeline.play("rate_limit:b@1")
    #expect(
      timeline.state.closure(for: .everyModel, now: FailureTimeline.start)?.reason == .rateLimit)
  }

  @Test(arguments: [
    Example("X124", ("openrouter", "billing@0"), FailureOutcome.ignored(.bypassedProvider)),
    Example("kilocode", ("kilocode", "auth@0"), .ignored(.bypassedProvider)),
    Example("format", ("openai", "format@0"), .ignored(.notRecorded)),
    Example("server", ("openai", "server_error:a@0"), .ignored(.notRecorded)),
    Example("tls", ("openai", "tls_certificate@0"), .ignored(.notRecorded)),
    Example("context", ("openai", "context_overflow@0"), .ignored(.notRecorded)),
    Example("timeout", ("openai", "timeout@0"), .ignored(.modelUnknown)),
    Example("no details", ("openai", "no_error_details@0"), .ignored(.notRecorded)),
  ])
  func `failures that are not the profile's leave no trace`(
    example: Example<(String, String), FailureOutcome>
  ) {
    var timeline = FailureTimeline(provider: example.input.0)
    timeline.play(example.input.1)
    #expect(timeline.state == .unused)
    #expect(timeline.outcomes == [example.output])
  }

  @Test func `a failure without details counts for an OpenAI login`() {
    var timeline = FailureTimeline(kind: .oauth)
    #expect(timeline.play("no_error_details@0") == "30")
  }

  @Test func `a success leaves no window and no count (X125)`() {
    var timeline = FailureTimeline()
    timeline.play("rate_limit:a@0 rate_limit:b@1 billing@2")
    let used = timeline.state.recordingSuccess(now: FailureTimeline.at(5))
    #expect(
      used
        == ProfileState(
          lastUsedAt: FailureTimeline.at(5), lastFailureAt: FailureTimeline.at(2), isLastGood: true)
    )
  }

  @Test func `clearing frees a profile that is switched off, too (X126)`() {
    var timeline = FailureTimeline()
    timeline.state.lastUsedAt = FailureTimeline.at(-9)
    timeline.play("billing@0 auth@1")
    #expect(
      timeline.state.cleared()
        == ProfileState(
          lastUsedAt: FailureTimeline.at(-9), lastFailureAt: FailureTimeline.at(1)))
  }

  @Test
  func `each window ends by itself, and with the last the counters if so wanted (X127, X128)`() {
    let policy = Self.stepped { $0.resetsCountersOnExpiry = true }
    var timeline = FailureTimeline(policy)
    timeline.play("billing@0 auth@1")
    let first = timeline.state.clearingExpired(now: FailureTimeline.at(100), policy: policy)
    #expect(first.cooldown == nil && first.disabled != nil && first.errorCount == 2)
    let last = first.clearingExpired(now: FailureTimeline.at(600), policy: policy)
    #expect(last == ProfileState(lastFailureAt: FailureTimeline.at(1)))
    let kept = first.clearingExpired(now: FailureTimeline.at(600), policy: .standard)
    #expect(kept.disabled == nil && kept.errorCount == 2 && kept.ladder[.any] == 2)
  }

  @Test func `a window says what opened it and which step it is`() {
    var timeline = FailureTimeline()
    timeline.play("rate_limit:a@0 rate_limit:a@31")
    #expect(
      timeline.state.cooldown
        == ProfileWindow(
          since: FailureTimeline.at(31), until: FailureTimeline.at(91), reason: .rateLimit,
          model: "a", agent: "ops", failureNumber: 2))
  }
}

struct ProviderResetTests {
  @Test(arguments: [
    Example("a reset replaces the rest", "rate_limit@0 rate_limit@1+100", "30 101"),
    Example(
      "the later reset counts", "rate_limit@0+100 rate_limit@1+50 rate_limit@2+200", "100 100 202"),
    Example("a short reset frees nobody early", "auth@0 auth@31 rate_limit@32+1", "30 91 91"),
    Example("no wait at all is an ordinary failure", "rate_limit@0+0", "30"),
    Example("inside a block nothing changes", "rate_limit@0+100 rate_limit@1", "100 100"),
    Example("another failure rests beside it", "rate_limit@0+10 auth@1", "10 61"),
    Example("waiting does not heal a key", "auth@0+600", "30"),
    Example("billing waits for both", "billing@0+9000", "9000"),
  ])
  func `a reset that the provider reports`(example: Example<String, String>) {
    var timeline = FailureTimeline()
    #expect(timeline.play(example.input) == example.output)
  }

  @Test func `a block stays with one model while every report names it`() {
    var timeline = FailureTimeline()
    timeline.play("rate_limit:a@0+100 rate_limit:a@1+200")
    #expect(timeline.end(for: "b", at: 2) == "-")
    #expect(timeline.end(for: "a", at: 2) == "201")
    timeline.play("rate_limit:b@2+10")
    #expect(timeline.end(for: "c", at: 3) == "201")
    #expect(timeline.state.ladder == [.any: 1, .rateLimit: 1])
  }

  @Test func `a reset beyond belief is cut to a month`() {
    var timeline = FailureTimeline()
    timeline.play("rate_limit@0+999999999999")
    #expect(timeline.state.block?.until == FailureTimeline.start + .of(31, .days))
  }

  @Test func `an imported end beyond belief stays and is named so`() {
    let now = FailureTimeline.start
    let state = ProfileState(
      disabled: ProfileWindow(since: now, until: Timestamp(milliseconds: .max)))
    let closure = state.closure(now: now)
    #expect(closure?.isImplausible == true)
    #expect(closure?.until == Timestamp(milliseconds: .max))
  }
}

struct WindowClockTests {
  static func window(_ since: Int64, _ until: Int64) -> ProfileWindow {
    ProfileWindow(since: FailureTimeline.at(since), until: FailureTimeline.at(until))
  }

  @Test(
    arguments: [
      Example("X96, at its end", (0, 30, 30), "-"), Example("a moment before", (0, 30, 29), "30"),
      Example("two writers' clocks", (0, 30, -60), "30"),
      Example("a clock set back", (0, 30, -61), "-"),
      Example("far back", (0, 36000, -7200), "-"), Example("upside down", (10, 5, 0), "5"),
      Example("upside down and far", (1000, 500, 0), "-"),
    ] as [Example<(Int64, Int64, Int64), String>])
  func `a window ends by the clock, however it is set`(
    example: Example<(Int64, Int64, Int64), String>
  ) {
    let (since, until, now) = example.input
    let active = Self.window(since, until).active(at: FailureTimeline.at(now))
    #expect(FailureTimeline.second(active?.until) == example.output)
  }

  @Test func `a clock set back never lengthens a window`() {
    var random = SeededGenerator(seed: 31)
    for _ in 0..<2000 {
      let since = Int64.random(in: 0...4_000_000, using: &random)
      let until = since + Int64.random(in: 0...90_000, using: &random)
      let now = FailureTimeline.at(Int64.random(in: -9_000_000...4_000_000, using: &random))
      guard let active = Self.window(since, until).active(at: now) else { continue }
      #expect(active.until <= FailureTimeline.at(until))
      #expect((active.until - now).milliseconds > 0)
      #expect(
        active.until <= now + .of(until - since, .seconds) + ProfileWindow.clockTolerance)
    }
  }

  @Test func `the latest end counts, and being switched off names it (X95)`() {
    let now = FailureTimeline.start
    var disabled = Self.window(0, 3600)
    disabled.reason = .billing
    let state = ProfileState(cooldown: Self.window(0, 10), disabled: disabled)
    let closure = state.closure(now: now)
    #expect(closure?.until == FailureTimeline.at(3600))
    #expect(closure?.kind == .disabled)
    #expect(closure?.remaining == .of(1, .hours))
    #expect(closure?.isImplausible == false)
  }

  @Test(arguments: [
    FailureClass.rateLimit, .auth, .authPermanent, .billing, .overloaded, .timeout, .unknown,
  ])
  func `any number of failures at one instant costs what one does`(reason: FailureClass) {
    var random = SeededGenerator(seed: 7)
    for policy in [CooldownPolicy(.stepped), CooldownPolicy(.classic)] {
      for _ in 0..<40 {
        let count = Int.random(in: 2...30, using: &random)
        var once = FailureTimeline(policy)
        var often = FailureTimeline(policy)
        for round in 0..<4 {
          let second = Int64(round) * 90_000 / 2
          let event = "\(reason.rawValue):m@\(second)"
          let end = once.play(event)
          let ends = often.play(Array(repeating: event, count: count).joined(separator: " "))
          #expect(Set(ends.split(separator: " ")) == [Substring(end)])
        }
        #expect(often.state.ladder == once.state.ladder)
        #expect(often.state.errorCount == count * once.state.errorCount)
      }
    }
  }
}
