import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct CooldownOracleTests {
  static func now(_ input: JSON) -> Timestamp {
    OracleProfiles.instant(input["now"]) ?? Timestamp(milliseconds: 0)
  }

  static func number(_ value: Int64) -> JSON { .number(JSONNumber(value)) }

  @Test func `schedules and settings`() throws {
    try checkOracle("cooldown-schedule") { input in
      let step = Int(input["errorCount"]?.double ?? 1)
      switch input["fn"]?.string {
      case "cooldownMs":
        return Self.number(
          CooldownPolicy(.classic).length(of: .auth, step: step, provider: "p").milliseconds)
      case "billingDisableMs":
        var policy = CooldownPolicy(.classic)
        policy.billingBase = TimeSpan(milliseconds: input["baseMs"]?.int64 ?? 0)
        policy.billingMax = TimeSpan(milliseconds: input["maxMs"]?.int64 ?? 0)
        return Self.number(policy.length(of: .billing, step: step, provider: "p").milliseconds)
      default:
        let policy = OracleProfiles.policy(input["config"])
        let provider = ModelNaming.january.provider(input["provider"]?.string ?? "")
        let base = policy.billingBaseByProvider[provider] ?? policy.billingBase
        return [
          "billingBackoffMs": Self.number(base.milliseconds),
          "billingMaxMs": Self.number(policy.billingMax.milliseconds),
          "failureWindowMs": Self.number(policy.failureWindow.milliseconds),
        ]
      }
    }
  }

  static func failure(_ reason: String?, provider: String = "p") -> ReportedFailure {
    ReportedFailure(
      FailureClass(rawValue: reason ?? "") ?? .unknown, model: "m", provider: provider,
      kind: .apiKey)
  }

  /// The state as it is compared: without the ends of windows.
  static func withoutEnds(_ usage: JSON) -> JSON {
    var object = usage.object ?? [:]
    for key in ["cooldownUntil", "disabledUntil", "disabledReason"] { object[key] = nil }
    return .object(object)
  }

  @Test func `the state after a failure`() throws {
    let format = Departure("Decision 13: format errors are not recorded") { input, _, actual in
      input["reason"]?.string == "format"
        && actual
          == usage(
            OracleProfiles.state(input["existing"] ?? .null, now: Self.now(input)),
            now: Self.now(input))
    }
    let immutable = Departure("Decision 7: an active window keeps its end") {
      input, expected, actual in
      let key = input["reason"]?.string == "billing" ? "disabledUntil" : "cooldownUntil"
      guard let until = OracleProfiles.instant(input["existing"]?[key]), until > Self.now(input)
      else {
        return false
      }
      return Self.withoutEnds(expected) == Self.withoutEnds(actual)
        && actual[key] == Self.number(until.milliseconds)
    }
    try checkOracle(
      "cooldown-next", departures: [format, immutable],
      part: { stats in
        // All vectors of this area share one clock.
        let now = Timestamp(milliseconds: 1_770_000_000_000)
        return usage(OracleProfiles.state(stats, now: now), now: now)
      }
    ) { input in
      var policy = CooldownPolicy(.classic)
      let resolved = input["resolved"]
      policy.billingBase = TimeSpan(milliseconds: resolved?["billingBackoffMs"]?.int64 ?? 0)
      policy.billingMax = TimeSpan(milliseconds: resolved?["billingMaxMs"]?.int64 ?? 0)
      policy.failureWindow = TimeSpan(milliseconds: resolved?["failureWindowMs"]?.int64 ?? 0)
      let now = Self.now(input)
      let state = OracleProfiles.state(input["existing"] ?? .null, now: now)
      let next = state.recordingFailure(
        Self.failure(input["reason"]?.string), policy: policy, now: now)
      return usage(next.state, now: now)
    }
  }

  @Test func `states through a sequence of events`() throws {
    let bursts = Departure("Decision 7 and 8b: a window keeps its end, and the ladder rises once") {
      input, expected, actual in
      // Up to the first failure inside a window all is equal, after it the counts are.
      guard let first = Self.firstBurst(input, expected) else { return false }
      return Array(expected.array?.prefix(first) ?? []) == Array(actual.array?.prefix(first) ?? [])
        && Self.steps(expected, upTo: nil) == Self.steps(actual, upTo: nil)
    }
    let format = Departure("Decision 13: format errors are not recorded") {
      input, expected, actual in
      let first = Self.first(in: input) { $0["reason"]?.string == "format" }
      return first.map { Self.steps(expected, upTo: $0) == Self.steps(actual, upTo: $0) } ?? false
    }
    let clear = Departure("Decision 12: clearing leaves no window and no count") {
      input, expected, actual in
      let first = Self.first(in: input) { $0["op"]?.string == "clear" }
      return first.map { Self.steps(expected, upTo: $0) == Self.steps(actual, upTo: $0) } ?? false
    }
    try checkOracle(
      "cooldown-sequence", departures: [bursts, format, clear],
      part: { expected in
        .array(
          (expected["steps"]?.array ?? []).map { step in
            let now = Self.now(step)
            let states = (step["usageStats"]?.object ?? [:]).map { id, stats in
              (id, OracleProfiles.state(stats, now: now))
            }
            return Self.step(
              states, inCooldown: step["inCooldown"] ?? .null, order: step["order"] ?? .null,
              now: now)
          })
      }
    ) { input in
      var profiles = OracleProfiles(input)
      let policy = OracleProfiles.policy(input["config"])
      var now = Self.now(input)
      var steps: [JSON] = []
      for step in input["steps"]?.array ?? [] {
        now = now + TimeSpan(milliseconds: step["dt"]?.int64 ?? 0)
        let key = ProfileKey(scope: .defaults, id: step["profile"]?.string ?? "")
        let provider = ModelNaming.january.provider(
          profiles.credentials.first { $0.key == key }?.provider ?? "p")
        if profiles.credentials.contains(where: { $0.key == key }) {
          let state = profiles.states[key]
          switch step["op"]?.string {
          case "fail", "cooldown":
            profiles.states[key] =
              (state ?? .unused).recordingFailure(
                Self.failure(step["reason"]?.string, provider: provider), policy: policy,
                now: now
              ).state
          case "used": profiles.states[key] = (state ?? .unused).recordingSuccess(now: now)
          case "clear": profiles.states[key] = state?.cleared()
          default: break
          }
        }
        let cooling = profiles.credentials.map { credential in
          let closure = profiles.states[credential.key]?.closure(now: now)
          return (credential.id, JSON?.some(.bool(closure != nil)))
        }
        steps.append(
          Self.step(
            profiles.states.map { ($0.key.id, $0.value) }, inCooldown: json(cooling),
            order: json(profiles.ranking(provider, naming: .january, now: now).ids), now: now))
      }
      return .array(steps)
    }
  }

  private static func step(
    _ states: [(String, ProfileState)], inCooldown: JSON, order: JSON, now: Timestamp
  ) -> JSON {
    let known = states.filter { $0.1 != .unused }.sorted { $0.0 < $1.0 }
    return [
      "usage": json(known.map { ($0.0, usage($0.1, now: now)) }), "inCooldown": inCooldown,
      "order": order,
    ]
  }

  private static func first(in input: JSON, where matches: (JSON) -> Bool) -> Int? {
    (input["steps"]?.array ?? []).firstIndex(where: matches)
  }

  /// The first step that is a failure of a profile with a window still open.
  private static func firstBurst(_ input: JSON, _ expected: JSON) -> Int? {
    var now = now(input)
    for (index, step) in (input["steps"]?.array ?? []).enumerated() {
      now = now + TimeSpan(milliseconds: step["dt"]?.int64 ?? 0)
      guard index > 0, ["fail", "cooldown"].contains(step["op"]?.string ?? "") else { continue }
      let before = expected.array?[index - 1]["usage"]?[step["profile"]?.string ?? ""]
      let ends = ["cooldownUntil", "disabledUntil"].compactMap {
        OracleProfiles.instant(before?[$0])
      }
      if ends.contains(where: { $0 > now }) { return index }
    }
    return nil
  }

  /// The counters and times of the steps before one, without what windows decide.
  private static func steps(_ answer: JSON, upTo end: Int?) -> [JSON] {
    let steps = answer.array ?? []
    return steps.prefix(end ?? steps.count).map { step in
      json((step["usage"]?.object ?? [:]).map { ($0.key, JSON?.some(withoutEnds($0.value))) })
    }
  }

  @Test func `when a profile is free`() throws {
    let whole = Departure("instants are whole milliseconds") { input, _, _ in
      let stats = input["authProfiles"]?["usageStats"]?["p:a"]
      return ["cooldownUntil", "disabledUntil"].contains { key in
        stats?[key]?.double.map { $0 != Double(Int64(exactly: $0) ?? 0) } ?? false
      }
    }
    try checkOracle("cooldown-active", departures: [whole]) { input in
      let id = input["profileId"]?.string ?? ""
      let state = OracleProfiles(input).states[ProfileKey(scope: .defaults, id: id)] ?? .unused
      return [
        "inCooldown": .bool(state.closure(now: Self.now(input)) != nil),
        "unusableUntil": state.unusableUntil().map { Self.number($0.milliseconds) } ?? .null,
      ]
    }
  }

  @Test func `runs whose provider rests`() throws {
    let reason = Departure("Decision 19: a rest without a reason is unknown, not a rate limit") {
      _, expected, actual in
      expected.text(.compact).contains("rate_limit") && actual.text(.compact).contains("unknown")
    }
    let probe = Departure("G3 (N): the only candidate is probed") { input, _, actual in
      actual["attempts"]?.array?.isEmpty == true
        && input["config"]?["agents"]?["defaults"]?["model"]?["fallbacks"]?.array?.isEmpty == true
    }
    try checkOracle(
      "fallback-run", departures: [reason, probe],
      including: { $0["authProfiles"]?["usageStats"] != nil },
      part: { expected in
        let skipped = (expected["attempts"]?.array ?? []).map { attempt in
          json([("model", attempt["model"]), ("reason", attempt["reason"])])
        }
        let message = expected["throws"]?["message"].map { [$0] } ?? []
        return ["attempts": .array(skipped + message), "called": expected["called"] ?? .null]
      }
    ) { input in
      let model = OracleConfig(input["config"]).defaults["model"]
      let chain = [model?["primary"]] + (model?["fallbacks"]?.array ?? []).map { $0 }
      let candidates = chain.compactMap { $0?.string }
      var attempts: [JSON] = []
      for (index, text) in candidates.enumerated() {
        let name = try #require(text.split(atFirst: "/"))
        let profiles = OracleProfiles(input)
        let ranking = profiles.ranking(name.before, naming: .january, now: Self.now(input))
        if ranking.places.isEmpty || ranking.firstFree != nil {
          return ["attempts": .array(attempts), "called": json([text])]
        }
        let outage = ProviderOutage(
          ranking.places.compactMap { profiles.states[ProfileKey(scope: $0.scope, id: $0.id)] },
          for: .model(name.after), now: Self.now(input))
        let question = ProbeDecision.Question(
          provider: name.before, outage: outage, isFirst: index == 0,
          hasFallbacks: candidates.count > 1, now: Self.now(input))
        guard case .skip = ProbeDecision(question) else {
          return ["attempts": .array(attempts), "called": json([text])]
        }
        attempts.append([
          "model": .string(name.after), "reason": .string(question.reason.rawValue),
        ])
      }
      return ["attempts": .array(attempts), "called": []]
    }
  }
}
