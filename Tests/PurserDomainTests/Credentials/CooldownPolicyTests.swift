import PurserDomain
import PurserTestSupport
import Testing

struct CooldownPolicyTests {
  /// The policy of these settings.
  static func policy(_ settings: [SettingKey: String]) throws -> CooldownPolicy {
    var values: [SettingKey: String] = [:]
    for (key, text) in settings { values[key] = try key.canonical(text) }
    return CooldownPolicy { values[$0] ?? $0.defaultValue }
  }

  static func minutes(
    _ policy: CooldownPolicy, _ reason: FailureClass, _ provider: String = "openai"
  ) -> [Double] {
    (1...6).map {
      Double(policy.length(of: reason, step: $0, provider: provider).milliseconds) / 60_000
    }
  }

  @Test func `what nobody set is the stepped preset`() throws {
    #expect(try Self.policy([:]) == .standard)
    #expect(CooldownPolicy { _ in nil } == .standard)
    #expect(try Self.policy([.cooldownPreset: "classic"]) == CooldownPolicy(.classic))
  }

  @Test func `the schedules of the presets`() {
    let stepped = CooldownPolicy.standard
    let classic = CooldownPolicy(.classic)
    #expect(Self.minutes(stepped, .auth) == [0.5, 1, 5, 5, 5, 5])
    #expect(Self.minutes(stepped, .rateLimit) == [0.5, 1, 5, 5, 5, 5])
    #expect(Self.minutes(classic, .auth) == [1, 5, 25, 60, 60, 60])
    #expect(Self.minutes(stepped, .billing) == [10, 20, 40, 80, 160, 320])
    #expect(Self.minutes(classic, .billing) == [300, 600, 1200, 1440, 1440, 1440])
    #expect(Self.minutes(classic, .authPermanent) == [10, 20, 40, 60, 60, 60])
  }

  @Test func `rate limits double up to a day when they may`() throws {
    let policy = try Self.policy([.rateLimitMaxMinutes: "1440"])
    let lengths = [1, 2, 8, 9, 12, 13, 99].map {
      policy.length(of: .rateLimit, step: $0, provider: "openai").milliseconds / 1000
    }
    #expect(lengths == [30, 60, 3840, 7680, 61440, 86400, 86400])
    let short = try Self.policy([.rateLimitMaxMinutes: "0.75"])
    #expect(Self.minutes(short, .rateLimit) == [0.5, 0.75, 0.75, 0.75, 0.75, 0.75])
  }

  @Test func `rate limits left a schedule that was set and doubled up to the preset's maximum`()
    throws
  {
    let set = try Self.policy([.transientScheduleSeconds: "10,20"])
    for word in ["rate_limit", "overloaded"] {
      var timeline = FailureTimeline(set)
      let ends = timeline.play(
        [0, 11, 40, 100, 200_000].map { "\(word)@\($0)" }.joined(separator: " "))
      #expect(ends == "10 31 60 120 200010", "\(word)")
    }
    let longer = try Self.policy([.transientScheduleSeconds: "60,1200"])
    #expect(Self.minutes(longer, .rateLimit) == [1, 20, 20, 20, 20, 20])
    let both = try Self.policy([.transientScheduleSeconds: "60,120", .rateLimitMaxMinutes: "10"])
    #expect(Self.minutes(both, .rateLimit) == [1, 2, 4, 8, 10, 10])
  }

  @Test(
    arguments: [
      Example(
        "X114", [.billingBackoffHoursByProvider: "OpenAI=1", .billingMaxHours: "2"], [60, 120, 120]),
      Example("X116", [.billingBackoffHours: "30"], [1800, 1800, 1800]),
      Example("X117", [.billingBackoffHours: "0.001"], [1, 2, 4]),
      Example(
        "one provider's own wins",
        [.billingBackoffHours: "3", .billingBackoffHoursByProvider: "openai=0.5,zai=9"],
        [30, 60, 120]),
      Example(
        "and may be left to the preset",
        [.billingBackoffHours: "3", .billingBackoffHoursByProvider: "openai=preset"], [10, 20, 40]),
      Example(
        "classic", [.cooldownPreset: "classic", .billingBackoffHours: "preset"], [300, 600, 1200]),
    ] as [Example<[SettingKey: String], [Double]>])
  func `billing by settings`(example: Example<[SettingKey: String], [Double]>) throws {
    let lengths = Self.minutes(try Self.policy(example.input), .billing)
    #expect(Array(lengths.prefix(3)) == example.output)
  }

  @Test func `every other knob reaches the policy`() throws {
    let policy = try Self.policy([
      .transientScheduleSeconds: "1, 2.5", .failureWindowHours: "2", .resetCountersOnExpiry: "ON",
      .authPermanentBackoffMinutes: "2", .authPermanentMaxMinutes: "3",
      .overloadedProfileRotations: "3", .overloadedBackoff: "250",
      .rateLimitedProfileRotations: "0",
      .bypassedProviders: "Z.AI",
    ])
    var wanted = CooldownPolicy.standard
    wanted.transientSchedule = [.of(1, .seconds), .of(2500, .milliseconds)]
    wanted.rateLimitMax = nil
    wanted.failureWindow = .of(2, .hours)
    wanted.resetsCountersOnExpiry = true
    wanted.authPermanentBase = .of(2, .minutes)
    wanted.authPermanentMax = .of(3, .minutes)
    wanted.overloadedRotations = 3
    wanted.overloadedPause = .of(250, .milliseconds)
    wanted.rateLimitedRotations = 0
    wanted.bypassedProviders = ["zai"]
    #expect(policy == wanted)
    #expect(try Self.policy([.bypassedProviders: "none"]).bypassedProviders == [])
  }

  @Test(
    arguments: [
      Example("hours", (.billingBackoffHours, " 05.50 "), "5.5"),
      Example("whole", (.billingMaxHours, "24.0"), "24"),
      Example("preset", (.billingBackoffHours, "PRESET"), "preset"),
      Example("list", (.transientScheduleSeconds, " 30, 60 ,300"), "30,60,300"),
      Example(
        "map", (.billingBackoffHoursByProvider, "OpenAI = 2, z.ai=1,openai=2.0"), "openai=2,zai=1"),
      Example("no map", (.billingBackoffHoursByProvider, "None"), "none"),
      Example("count", (.overloadedProfileRotations, "007"), "7"),
      Example(
        "providers", (.bypassedProviders, "openrouter, Kilocode,openrouter"), "kilocode,openrouter"),
    ] as [Example<(SettingKey, String), String>])
  func `typed values are stored in one spelling`(
    example: Example<(SettingKey, String), String>
  ) throws {
    #expect(try example.input.0.canonical(example.input.1) == example.output)
  }

  @Test(arguments: [
    ("p=1,P=2", "'p=1' and 'P=2'"), ("z.ai=1, zai=preset", "'z.ai=1' and 'zai=preset'"),
  ])
  func `the later of two values for one provider was dropped`(text: String, shown: String) {
    let error = #expect(throws: DomainError.self) {
      try SettingKey.billingBackoffHoursByProvider.canonical(text)
    }
    #expect(error?.hint?.contains(shown) == true, "\(error?.hint ?? "")")
    let entries = [(provider: "z.ai", hours: 1.0), (provider: "zai", hours: 2.0)]
    #expect(CooldownPolicy.imported(byProvider: entries) == "zai=1")
  }

  @Test(
    arguments: [
      (.billingBackoffHours, "0"), (.billingBackoffHours, "-3"), (.billingBackoffHours, "1e3"),
      (.billingBackoffHours, "nan"), (.billingBackoffHours, "31536001"), (.billingBackoffHours, ""),
      (.billingBackoffHours, "0.00001"), (.billingMaxHours, "preset"), (.billingMaxHours, "24h"),
      (.transientScheduleSeconds, ""), (.transientScheduleSeconds, "30,,60"),
      (.transientScheduleSeconds, "30,0"), (.billingBackoffHoursByProvider, "openai"),
      (.billingBackoffHoursByProvider, "=2"), (.billingBackoffHoursByProvider, "openai=-1"),
      (.overloadedProfileRotations, "1.5"), (.overloadedProfileRotations, "-1"),
      (.overloadedBackoff, "99999999999999999999"), (.bypassedProviders, ""),
      (.bypassedProviders, "a/b"), (.cooldownPreset, "fast"), (.resetCountersOnExpiry, "yes"),
    ] as [(SettingKey, String)])
  func `typed values that mean nothing are refused`(key: SettingKey, text: String) {
    let error = #expect(throws: DomainError.self) { try key.canonical(text) }
    #expect(error?.code == .invalid)
    #expect(error?.hint?.isEmpty == false)
  }

  @Test(
    arguments: [
      Example("X115", -3, nil), Example("zero", 0, nil), Example("infinite", .infinity, nil),
      Example("no number", nil, nil), Example("half", 0.5, "0.5"), Example("five", 5, "5"),
    ] as [Example<Double?, String?>])
  func `imported values that mean nothing leave what the preset says`(
    example: Example<Double?, String?>
  ) {
    #expect(CooldownPolicy.imported(example.input, for: .billingBackoffHours) == example.output)
  }

  @Test func `an imported number that means nothing is not replaced by the general one (W13)`() {
    #expect(
      CooldownPolicy.imported(byProvider: [("Anthropic", 1), ("openai", -1), ("anthropic", 9)])
        == "anthropic=1,openai=preset")
    #expect(CooldownPolicy.imported(byProvider: []) == nil)
  }
}
