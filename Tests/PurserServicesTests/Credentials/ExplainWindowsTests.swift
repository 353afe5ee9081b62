import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// What is foretold of the next window is what the next failure opens.
@Suite struct ExplainWindowsTests {
  /// Settings under `auth.cooldowns`, and the status that fails.
  static let knobs: [(settings: [String: String], status: Int)] = [
    ([:], 429), ([:], 402), ([:], 401),
    (["reset-counters-on-expiry": "on"], 429), (["reset-counters-on-expiry": "on"], 402),
    (["failure-window-hours": "0.005"], 429), (["failure-window-hours": "0.5"], 429),
    (["preset": "classic", "billing-backoff-hours": "24"], 402),
    (["preset": "classic"], 429), (["transient-schedule-seconds": "1,2,3"], 429),
  ]

  @Test(arguments: knobs.indices)
  func `another window was foretold than the next failure opened`(index: Int) throws {
    let (settings, status) = Self.knobs[index]
    let world = try ProfileWorld()
    try world.save("openai:a")
    try world.write { session in
      for (key, value) in settings {
        try session.settings.set("auth.cooldowns." + key, to: value, at: .defaults)
      }
    }
    for round in 1...4 {
      try world.report("openai:a", status: status)
      let told = try #require(
        try world.store.read {
          try ExplainWindows(now: world.now).run(
            profile: "openai:a", provider: nil, at: nil, in: $0)
        }.first)
      let window = try #require(told.windows.first)
      let restart = try #require(told.countersRestart)
      world.clock.step(milliseconds: (window.window.until - world.now).milliseconds + 1)
      // What the failure opens, and whether it counts as the first again.
      let before = try world.state(of: "openai:a")
      try world.report("openai:a", status: status)
      let after = try world.state(of: "openai:a")
      let opened = try #require(after[window.kind])
      #expect(opened.failureNumber == window.next.step, "round \(round)")
      #expect(opened.until - opened.since == window.next.length, "round \(round)")
      #expect((after.errorCount == 1) == (restart < world.now), "round \(round) \(before)")
      world.clock.step(milliseconds: (opened.until - world.now).milliseconds + 1)
    }
  }
}
