import PurserDomain
import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

@Suite struct UsageRepositoryTests {
  private let store: TemporaryStore

  init() throws { store = try TemporaryStore(.memory) }

  private func snapshot(
    _ minute: Int64, _ used: Double, _ profile: String? = "acme:a", scope: ScopeID = .defaults,
    error: String? = nil
  ) -> UsageSnapshot {
    UsageSnapshot(
      UsageAccount(provider: "acme", scope: scope, profile: profile),
      capturedAt: Timestamp(milliseconds: minute * 60_000), source: .endpoint, error: error,
      windows: error == nil
        ? [UsageWindow("5h", usedPercent: used, limit: 10, remaining: 4, unit: "requests")] : [])
  }

  @Test func `the newest snapshot of each account is found, however they came`() throws {
    try store.write { try $0.usage.record([snapshot(5, 50), snapshot(3, 30)]) }
    try store.write {
      try $0.usage.record([snapshot(4, 40), snapshot(9, 9, "acme:b"), snapshot(1, 1, nil)])
    }
    try store.write { try $0.usage.record([snapshot(8, 0, error: "Timeout")]) }
    try store.store.read { session in
      #expect(
        try session.usage.newest().map(\.capturedAt.milliseconds) == [60_000, 480_000, 540_000])
      let account = UsageAccount(provider: "acme", scope: .defaults, profile: "acme:a")
      let newest = try session.usage.newest(of: account)
      #expect(newest?.error == "Timeout")
      #expect(try session.usage.newest(of: account, .good) == snapshot(5, 50))
      #expect(
        try session.usage.points(of: account, window: "5h").map(\.usedPercent) == [50, 40, 30])
      var filter = UsageFilter()
      filter.profile = "acme:b"
      #expect(try session.usage.newest(filter) == [snapshot(9, 9, "acme:b")])
    }
  }

  @Test func `history is read newest first in pages, within time and limit`() throws {
    for start in stride(from: Int64(0), to: 1_200, by: 100) {
      try store.write { session in
        try session.usage.record((start..<start + 100).map { snapshot($0, Double($0 % 100)) })
      }
    }
    func minutes(_ change: (inout UsageFilter) -> Void) throws -> [Int64] {
      var filter = UsageFilter()
      change(&filter)
      var found: [Int64] = []
      try store.store.read { session in
        try session.usage.forEach(filter) { found.append($0.capturedAt.milliseconds / 60_000) }
      }
      return found
    }
    #expect(try minutes { _ in } == Array((0..<1_200).reversed()))
    #expect(try minutes { $0.limit = 3 } == [1_199, 1_198, 1_197])
    #expect(
      try minutes {
        $0.since = Timestamp(milliseconds: 10 * 60_000)
        $0.until = Timestamp(milliseconds: 13 * 60_000)
      } == [12, 11, 10])
  }

  @Test func `old writes are pruned whole, and the trail goes on to hold`() throws {
    try store.write { try $0.usage.record([snapshot(1, 1), snapshot(2, 2)]) }
    try store.write { try $0.usage.record([snapshot(3, 3), snapshot(50, 5)]) }
    try store.write { try $0.usage.record([snapshot(4, 4)]) }
    let cutoff = Timestamp(milliseconds: 20 * 60_000)
    let pruned = try store.write { try $0.usage.prune(before: cutoff) }
    #expect(pruned.value == (2, 2) && pruned.eventID != nil)
    #expect(try store.write { try $0.usage.prune(before: cutoff) }.eventID == nil)
    var left = 0
    try store.store.read { try $0.usage.forEach(UsageFilter()) { _ in left += 1 } }
    #expect(left == 3)
    #expect(try store.store.verifyTrail().faults == [])
  }

  @Test func `the usage of one agent was looked for among that of all agents`() throws {
    let scopes = (0..<40).map { ScopeID.agent(Agent.ID.normalising("agent-\($0)").id) }
    try store.write { session in
      try session.usage.record(
        scopes.flatMap { scope in
          ["acme", "lab", "zoo"].map { provider in
            UsageSnapshot(
              UsageAccount(provider: provider, scope: scope, profile: "\(provider):a"),
              capturedAt: session.now, source: .endpoint)
          }
        } + [snapshot(1, 1), snapshot(1, 1, nil)])
    }
    try store.store.read { session in
      let all = try session.usage.accounts()
      #expect(all.count == 40 * 3 + 2)
      let choices: [[ScopeID]?] = [
        nil, [], [.defaults], [scopes[3], .defaults], [scopes[39]], scopes,
      ]
      for wanted in choices {
        for provider in [nil, "acme", "lab", "nobody"] {
          for profile in [nil, "lab:a"] {
            var filter = UsageFilter()
            filter.scopes = wanted
            filter.provider = provider
            filter.profile = profile
            let expected = all.filter { account in
              wanted?.contains(account.scope) != false
                && (provider == nil || account.provider == provider)
                && (profile == nil || account.profile == profile)
            }
            let recorder = RecordingConnection(session.connection)
            let found = try UsageRepository<ReadOnly>(connection: recorder, event: 0)
              .accounts(filter)
            #expect(found == expected, "\(filter)")
            guard let wanted, wanted.count < 3 else { continue }
            #expect(recorder.statements.count <= 14, "\(filter) \(recorder.statements.count)")
          }
        }
      }
    }
  }

  @Test func `the frequent questions are answered from an index`() throws {
    try store.store.read { session in
      let usage = session.usage
      let account = UsageAccount(provider: "acme", scope: .defaults, profile: "acme:a")
      let base = try #require(session.connection as? SQLiteConnection)
      func plan(_ statement: SQL) throws -> String {
        try base.queryPlan(statement).joined(separator: "; ")
      }
      for statement in [
        usage.account(.after(account)), usage.account(.afterProvider("acme")),
        usage.account(.at(provider: "acme", scope: "a")), usage.newestSnapshot(of: account, .any),
        usage.newestSnapshot(of: account, .good), usage.points(account, "5h", 10),
      ] {
        let plan = try plan(statement)
        #expect(plan.contains("SEARCH usage_snapshot USING"), "\(plan)")
        #expect(plan.contains("usage_snapshot_by_profile"), "\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
      }
      let page = try plan(usage.page(UsageFilter(), (9, 9, 9), 5))
      #expect(page.contains("usage_snapshot_by_time") && !page.contains("TEMP B-TREE"), "\(page)")
    }
  }
}
