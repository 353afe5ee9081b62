import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

struct ImportStatesTests {
  private static let profiles = """
    "p:a": {"type": "api_key", "provider": "p", "key": "FAKE-A"},
    "p:b": {"type": "api_key", "provider": "p", "key": "FAKE-B"}
    """

  private func imported(_ statistics: String, _ more: String = "") throws -> ImportWorld {
    let world = try ImportWorld()
    try world.writeProfiles(
      Self.profiles, #""usageStats": {"p:a": {\#(statistics)}}"# + more)
    try world.run()
    return world
  }

  private func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  @Test func `statistics become the state of their profile, counters the steps of the schedules`()
    throws
  {
    let world = try imported(
      """
      "lastUsed": 1700000000000, "lastFailureAt": 1700000100000, "errorCount": 4,
      "failureCounts": {"rate_limit": 3, "billing": 1, "odd": 9, "auth": -2},
      "cooldownUntil": 1700000400000, "cooldownReason": "rate_limit", "cooldownModel": "m1",
      "disabledUntil": 1700018000000.5, "disabledReason": "billing",
      "blockedUntil": 1700600000000, "blockedReason": "subscription_limit", "weird": true
      """)
    let state = try world.state("p:a")
    #expect(state.lastUsedAt == time(1_700_000_000_000))
    #expect(state.errorCount == 4)
    #expect(state.failureCounts == [.rateLimit: 3, .billing: 1])
    #expect(state.ladder == [.any: 4, .rateLimit: 3, .billing: 1])
    let failed = time(1_700_000_100_000)
    #expect(
      state.cooldown
        == ProfileWindow(
          since: failed, until: time(1_700_000_400_000), reason: .rateLimit, model: "m1"))
    #expect(
      state.disabled
        == ProfileWindow(since: failed, until: time(1_700_018_000_000), reason: .billing))
    #expect(
      state.block
        == ProfileWindow(since: failed, until: time(1_700_600_000_000), reason: .rateLimit))
    #expect(try world.state("p:b") == .unused)
    #expect(try world.isSettled())
  }

  @Test(arguments: [
    ("m1", "m1"), ("p/m1", "m1"), (" P/m1 ", "m1"), ("other/m1", "other/m1"), ("p/m1@p:a", "m1"),
  ])
  func `a window of one model with its provider in front held up nothing`(
    written: String, name: String
  ) throws {
    let world = try imported(
      #""cooldownUntil": 4102444800000, "cooldownReason": "rate_limit", "cooldownModel": "\#(written)""#
    )
    #expect(try world.state("p:a").cooldown?.model == name)
  }

  @Test(arguments: ["work", "google:work", "other:work"])
  func `the window of a model had the name that the profile's id suggested`(id: String) throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""\#(id)": {"type": "api_key", "provider": "google", "key": "FAKE-G"}"#,
      #""usageStats": {"\#(id)": {"cooldownUntil": 4102444800000, "cooldownModel": "gemini-3-pro"}}"#
    )
    try world.run()
    #expect(try world.state(id).cooldown?.model == "gemini-3-pro-preview")
    #expect(try world.isSettled())
  }

  @Test(arguments: [
    #""lastUsed": 0, "cooldownUntil": 0"#, #""lastUsed": -5, "cooldownUntil": -1"#,
    #""lastUsed": "x", "cooldownUntil": null"#, #""lastUsed": 1e300, "errorCount": "many""#,
    #""lastUsed": 0.5, "cooldownUntil": -0.5"#,
    #""errorCount": -3, "failureCounts": {"billing": 0}"#, #""failureCounts": []"#,
  ])
  func `numbers that are no instants or counts are taken as not set`(_ text: String) throws {
    let world = try imported(text)
    #expect(try world.state("p:a") == .unused)
    #expect(try world.isSettled())
  }

  @Test func `instants in seconds are taken as what they mean`() throws {
    let world = try imported(#""lastUsed": 1700000000, "cooldownUntil": 4102444800"#)
    #expect(try world.state("p:a").lastUsedAt == time(1_700_000_000_000))
    #expect(try world.state("p:a").cooldown?.until == time(4_102_444_800_000))
  }

  @Test func `a window without a known beginning begins with the import`() throws {
    let world = try imported(#""cooldownUntil": 4102444800000"#)
    let window = try #require(try world.state("p:a").cooldown)
    #expect(window.until == time(4_102_444_800_000))
    #expect(window.since < window.until)
    #expect(window.active(at: window.since) != nil)
    #expect(try world.isSettled())
    #expect(try world.state("p:a").cooldown == window)
  }

  @Test func `what the store has learned since stays, and newer statistics count`() throws {
    let world = try imported(#""lastUsed": 1700000000000"#)
    var state = try world.state("p:a")
    state.lastUsedAt = time(1_700_000_500_000)
    state.errorCount = 7
    _ = try world.store.write(TemporaryStore.intent("report")) { [state] session in
      try session.profileStates.save(state, of: "p:a", at: .defaults)
    }
    #expect(try world.isSettled())
    #expect(try world.state("p:a").errorCount == 7)
    try world.writeProfiles(
      Self.profiles, #""usageStats": {"p:a": {"lastUsed": 1700000600000}}"#)
    try world.run()
    #expect(try world.state("p:a").errorCount == 0)
  }

  @Test(
    arguments: [
      ("", nil), (#", "blockedScope": "profile""#, nil), (#", "blockedScope": "model""#, "o2"),
    ] as [(String, String?)])
  func `a block is of one model only where it says so`(_ scope: String, _ model: String?) throws {
    let world = try imported(
      #""blockedUntil": 4102444800000, "blockedReason": "subscription_limit", "blockedModel": "o2""#
        + scope)
    let block = try #require(try world.state("p:a").block)
    #expect(block.model == model)
  }

  @Test func `a replaced key is not held up by the window of the old one`() throws {
    let window = #""disabledUntil": 4102444800000, "disabledReason": "auth_permanent""#
    let world = try imported(window + #", "lastFailureAt": 1700000000000"#)
    let replaced = Self.profiles.replacing("FAKE-A", with: "FAKE-C")
    try world.writeProfiles(
      replaced, #""usageStats": {"p:a": {\#(window), "lastFailureAt": 1700000000000}}"#)
    try world.run()
    #expect(try world.secret("p:a") == "FAKE-C")
    #expect(try world.state("p:a").disabled == nil)
    #expect(try world.state("p:a").lastFailureAt == time(1_700_000_000_000))
    #expect(try world.events().suffix(2) == ["rotated p:a *", "cleared p:a *"])
    #expect(try world.isSettled())
    // A failure since is one of the new key.
    try world.writeProfiles(
      replaced, #""usageStats": {"p:a": {\#(window), "lastFailureAt": 1700000900000}}"#)
    try world.run()
    #expect(try world.state("p:a").disabled?.reason == .authPermanent)
  }

  @Test func `a window that was cleared does not come back with the same directory`() throws {
    let world = try imported(#""disabledUntil": 4102444800000, "disabledReason": "billing""#)
    #expect(try world.state("p:a").disabled != nil)
    _ = try world.store.write(TemporaryStore.intent("clear")) { session in
      try ClearWindows().run(profile: "p:a", provider: nil, at: .defaults, in: session)
    }
    #expect(try world.isSettled())
    #expect(try world.state("p:a") == .unused)
  }

  @Test func `the last good profile is marked, one for each provider`() throws {
    let world = try imported(
      #""lastUsed": 1700000000000"#, #", "lastGood": {"P": "p:a", "q": "p:a", "z": "nobody"}"#)
    #expect(try world.state("p:a").isLastGood)
    #expect(try world.isSettled())
    try world.writeProfiles(
      Self.profiles,
      #""usageStats": {"p:b": {"lastUsed": 1700000600000}}, "lastGood": {"p": "p:b"}"#)
    try world.run()
    #expect(try !world.state("p:a").isLastGood && world.state("p:b").isLastGood)
    #expect(try world.isSettled())
  }

  @Test func `the last use of a shared profile was lost when a copy had a newer failure`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      Self.profiles, #""usageStats": {"p:a": {"lastUsed": 1700000500000}}"#)
    try world.writeProfiles(
      Self.profiles,
      #""usageStats": {"p:a": {"lastUsed": 1700000000000, "lastFailureAt": 1700000900000, "errorCount": 1}}"#,
      of: "b")
    // The other way about, too: what is older as a whole may have the later use.
    try world.writeProfiles(
      Self.profiles,
      #""usageStats": {"p:a": {"lastUsed": 1700000600000}}"#, of: "c")
    try world.run()
    #expect(try world.state("p:a").lastUsedAt == time(1_700_000_600_000))
    #expect(try world.state("p:a").lastFailureAt == time(1_700_000_900_000))
    #expect(try world.state("p:a").errorCount == 1)
    #expect(try world.isSettled())
    // What a later directory knows of a use counts beside a failure that the store knows.
    try world.writeProfiles(
      Self.profiles, #""usageStats": {"p:a": {"lastUsed": 1700000700000}}"#)
    try world.run()
    #expect(try world.state("p:a").lastUsedAt == time(1_700_000_700_000))
    #expect(try world.state("p:a").errorCount == 1)
    #expect(try world.isSettled())
  }

  @Test func `no history told of the windows that an import brings`() throws {
    let world = try imported(
      """
      "cooldownUntil": 1760000000000, "disabledUntil": 4102444800000, "disabledReason": "billing"
      """)
    let events = try world.store.read { try $0.profileEvents.list(ProfileEventFilter()) }
      .filter { $0.kind == .disabled || $0.kind == .cooldownStarted }
    #expect(events.map(\.kind) == [.disabled])
    #expect(events.first?.until == time(4_102_444_800_000))
    #expect(events.first?.reason == "billing" && events.first?.detail == "import")
    #expect(try world.isSettled())
  }

  @Test func `what only a copy knew of a shared key was lost, such as that it is disabled`() throws
  {
    let world = try ImportWorld()
    let hours = 4_102_444_800_000 as Int64
    try world.writeProfiles(
      Self.profiles,
      #""usageStats": {"p:a": {"cooldownUntil": \#(hours), "lastFailureAt": 1700000099000, "errorCount": 1}}"#
    )
    try world.writeProfiles(
      Self.profiles,
      """
      "usageStats": {"p:a": {"disabledUntil": \(hours + 5), "disabledReason": "billing", "errorCount": 3,
        "cooldownUntil": \(hours - 5), "lastFailureAt": 1700000000000}}
      """, of: "b")
    let report = try world.run()
    let state = try world.state("p:a")
    #expect(
      state.disabled
        == ProfileWindow(since: time(1_700_000_000_000), until: time(hours + 5), reason: .billing))
    #expect(
      state.cooldown
        == ProfileWindow(since: time(1_700_000_099_000), until: time(hours), reason: nil))
    #expect(state.errorCount == 1 && state.lastFailureAt == time(1_700_000_099_000))
    let told = report.messages(.profileStates)
    #expect(
      told.count == 1 && told[0].hasPrefix("The disabled window for billing until"), "\(told)")
    #expect(try world.isSettled())
    #expect(try world.run().messages(.profileStates) == [])
    #expect(try world.state("p:a") == state)
  }

  @Test func `a window of a copy stayed although another copy had a success since`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(Self.profiles, #""usageStats": {"p:a": {"lastUsed": 1700000900000}}"#)
    try world.writeProfiles(
      Self.profiles,
      """
      "usageStats": {"p:a": {"disabledUntil": 4102444800000, "disabledReason": "billing",
        "lastFailureAt": 1700000000000}}
      """, of: "b")
    try world.run()
    #expect(try world.state("p:a").disabled == nil)
  }

  @Test func `a window of a copy that has ended is not taken over`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(Self.profiles, #""usageStats": {"p:a": {"lastUsed": 1700000900000}}"#)
    try world.writeProfiles(
      Self.profiles,
      #""usageStats": {"p:a": {"disabledUntil": 1700000000000, "disabledReason": "billing"}}"#,
      of: "b")
    let report = try world.run()
    #expect(try world.state("p:a").disabled == nil)
    #expect(report.messages(.profileStates) == [])
  }

  @Test func `statistics of auth-state.json were said to stand in another file`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(Self.profiles)
    try world.write(
      #"{"usageStats": {"p:gone": {"errorCount": 1}}}"#, to: "auth-state.json", of: "main")
    let report = try world.run()
    let finding = try #require(
      report.findings.first { $0.finding.message.contains("There is no profile 'p:gone'") })
    #expect(finding.finding.file.hasSuffix("auth-state.json"))
  }

  @Test func `statistics of a copy belong to the shared profile, and the newest count`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      Self.profiles, #""usageStats": {"p:a": {"lastUsed": 1700000000000, "errorCount": 1}}"#)
    try world.writeProfiles(
      Self.profiles,
      #""usageStats": {"p:a": {"lastUsed": 1700000900000, "errorCount": 2}, "gone": {"errorCount": 1}}"#,
      of: "b")
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.state("p:a").errorCount == 2)
    #expect(report.messages(.profileStates).joined().contains("There is no profile 'gone'"))
    #expect(try world.isSettled())
  }
}
