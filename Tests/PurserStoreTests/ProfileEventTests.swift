import PurserDomain
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

/// One profile id may stand at every agent of a fleet.
@Suite struct ProfileEventTests {
  private let store: TemporaryStore

  init() throws { store = try TemporaryStore() }

  private func record(_ scopes: [String], _ kinds: [ProfileEvent.Kind] = [.failed]) throws {
    try store.write { session in
      for (scope, kind) in zip(scopes, scopes.indices.map { kinds[$0 % kinds.count] }) {
        for profile in ["acme:a", "acme:b"] {
          try session.profileEvents.insert(
            ProfileEvent(
              kind, of: profile, provider: "acme", at: ScopeID(scope), on: session.now))
        }
      }
    }
  }

  /// Each statement of `body` with how SQLite answers it.
  private func plans(
    _ body: (ProfileEventRepository<ReadOnly>) throws -> Void
  ) throws -> [(statement: String, plan: String)] {
    try store.store.read { session in
      let recorder = RecordingConnection(session.connection)
      try body(ProfileEventRepository(connection: recorder, event: 0))
      let base = try #require(session.connection as? SQLiteConnection)
      return try recorder.statements.map {
        ($0.text, try base.queryPlan($0).joined(separator: "; "))
      }
    }
  }

  @Test func `a renewal read every call that its profile had made`() throws {
    let kinds = ProfileEvent.Kind.allCases
    try record(Array(repeating: "b", count: kinds.count), kinds)
    let indexed = kinds.filter(\.changesSecret)
    for (statement, plan) in try plans({ events in
      for kind in indexed { _ = try events.newest([kind], of: "acme:a", at: ScopeID("b")) }
      _ = try events.newest(indexed, of: "acme:a", at: ScopeID("b"))
    }) {
      #expect(
        plan.contains("profile_event_by_change (profile_id=? AND scope_id=?"),
        "\(statement)\n\(plan)")
      #expect(!plan.contains("TEMP B-TREE"), "\(statement)\n\(plan)")
    }
    try store.store.read { session in
      for kind in kinds {
        let newest = try session.profileEvents.newest([kind], of: "acme:a", at: ScopeID("b"))
        #expect(newest?.kind == kind)
      }
      let last = try session.profileEvents.newest(indexed, of: "acme:a", at: ScopeID("b"))
      #expect(last?.kind == .logout)
    }
  }

  @Test func `a look at one profile read what happened to its namesakes of all agents`() throws {
    try record(["a", "b", "c"])
    var filter = ProfileEventFilter()
    filter.profile = "acme:a"
    filter.scopes = ["b"]
    let found = try plans { events in
      _ = try events.newest([.succeeded], of: "acme:a", at: ScopeID("b"))
      _ = try events.list(filter)
    }
    for (statement, plan) in found {
      #expect(
        plan.contains("profile_event_by_place (profile_id=? AND scope_id=?"),
        "\(statement)\n\(plan)")
      #expect(!plan.contains("TEMP B-TREE"), "\(statement)\n\(plan)")
    }
    let past = try store.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let states = try PastStates(
        connection: recorder, upTo: .max, at: Timestamp(milliseconds: 0))
      _ = try states.state(of: "acme:a", at: ScopeID("b"))
      let base = try #require(session.connection as? SQLiteConnection)
      return try base.queryPlan(try #require(recorder.statements.last)).joined(separator: "; ")
    }
    #expect(past.contains("profile_event_by_place (profile_id=? AND scope_id=?"), "\(past)")
    #expect(!past.contains("TEMP B-TREE"), "\(past)")
  }

  @Test func `the newest of a profile at every scope are read without sorting all of them`() throws
  {
    for round in 0..<30 {
      try record(
        ["*", "a", "b", "c", "d"].filter { _ in Bool.random() || round == 0 },
        [.failed, .succeeded, .login])
    }
    let all = try store.store.read { try $0.profileEvents.list(ProfileEventFilter()) }
    for limit in [1, 7, 50, 1000] {
      for scopes in [nil, ["a", "d"], ["a"], ["nobody"], []] {
        for kinds in [nil, [ProfileEvent.Kind.login]] {
          var filter = ProfileEventFilter()
          filter.profile = "acme:b"
          filter.scopes = scopes
          filter.kinds = kinds
          filter.limit = limit
          filter.before = 100
          let expected = all.filter { event in
            event.profile == "acme:b" && event.id < 100
              && scopes?.contains(event.scope.text) != false && kinds?.contains(event.kind) != false
          }.prefix(limit)
          let found = try store.store.read { try $0.profileEvents.list(filter) }
          #expect(found == Array(expected), "\(filter)")
        }
      }
    }
    var filter = ProfileEventFilter()
    filter.profile = "acme:a"
    filter.limit = 50
    let plans = try plans { _ = try $0.list(filter) }
    #expect(plans.count == 1 + 5 + 1)
    for (statement, plan) in plans {
      let sorts = plan.contains("TEMP B-TREE") && !statement.contains("RECURSIVE")
      #expect(!sorts && !plan.contains("SCAN profile_event"), "\(statement)\n\(plan)")
    }
  }

  @Test func `the history of one profile was read whole where a limit was given`() throws {
    for _ in 0..<4 { try record(["*", "a", "b", "c", "d"], [.failed, .succeeded, .failed]) }
    var filter = ProfileEventFilter()
    filter.profile = "acme:b"
    filter.limit = 2
    try store.store.read { session in
      let recorder = RecordingConnection(session.connection)
      let found = try ProfileEventRepository<ReadOnly>(connection: recorder, event: 0).list(filter)
      #expect(found.map(\.scope.text) == ["d", "c"])
      let looks = recorder.statements.filter { $0.text.hasPrefix("SELECT id, agent_id") }
      #expect(looks.count == 5)
      var floors: [Int64] = []
      for look in looks {
        // A second bound would be tried on every row.
        #expect(look.text.split(separator: " ").count { $0 == ">" } == 1, "\(look.text)")
        if case .integer(let floor)? = look.values.first { floors.append(floor) }
      }
      #expect(floors.count == 5 && floors[0] == 0 && floors[2] > 0, "\(floors)")
      #expect(floors == floors.sorted())
    }
  }

  @Test func `the logins of one profile were looked for among all its calls`() throws {
    let kinds = ProfileEvent.Kind.allCases
    for _ in 0..<2 {
      for scope in ["a", "b"] { try record(Array(repeating: scope, count: kinds.count), kinds) }
    }
    var filter = ProfileEventFilter()
    filter.profile = "acme:a"
    filter.kinds = [.login, .logout]
    for (scopes, limit) in [(nil, 3), (["a"], 3), (["b"], nil)] as [([String]?, Int?)] {
      filter.scopes = scopes
      filter.limit = limit
      let looks = try plans { _ = try $0.list(filter) }.filter { $0.statement.contains("kind IN") }
      #expect(looks.count == (scopes ?? ["a", "b"]).count)
      for (statement, plan) in looks {
        #expect(
          plan.contains("profile_event_by_change (profile_id=? AND scope_id=? AND id>?)"),
          "\(statement)\n\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(statement)\n\(plan)")
      }
      let found = try store.store.read { try $0.profileEvents.list(filter) }
      let expected = try store.store.read { try $0.profileEvents.list(ProfileEventFilter()) }
        .filter {
          $0.profile == "acme:a" && (scopes?.contains($0.scope.text) ?? true)
            && ($0.kind == .login || $0.kind == .logout)
        }.prefix(limit ?? .max)
      #expect(found == Array(expected))
    }
    // Of all profiles the newest are found from the end of the table, without sorting.
    filter = ProfileEventFilter()
    filter.kinds = [.login]
    filter.limit = 3
    for (statement, plan) in try plans({ _ = try $0.list(filter) }) {
      #expect(!plan.contains("TEMP B-TREE"), "\(statement)\n\(plan)")
    }
  }

  /// Events of a profile of `count` agents and of the shared one of the same id.
  private func report(by count: Int) throws {
    try store.write { session in
      for number in 0..<3 * count {
        for scope in ["agent-\(number % count)", "*"] {
          try session.profileEvents.insert(
            ProfileEvent(
              .failed, of: "acme:a", provider: "acme", at: ScopeID(scope), on: session.now,
              agent: "agent-\(number % count)"))
        }
      }
    }
  }

  private func wanted(of agents: [Int], limit: Int = 5) -> ProfileEventFilter {
    var filter = ProfileEventFilter()
    filter.profile = "acme:a"
    filter.agents = agents.map { "agent-\($0)" }
    filter.limit = limit
    return filter
  }

  @Test func `the history of one profile at all agents took the square of the agents`() throws {
    var costs: [Int] = []
    for count in [20, 40] {
      let store = try Self()
      try store.report(by: count)
      try store.store.store.read { session in
        let recorder = RecordingConnection(session.connection)
        let events = ProfileEventRepository<ReadOnly>(connection: recorder, event: 0)
        let found = try events.list(store.wanted(of: Array(0..<count)))
        #expect(found.count == 5 && found.map(\.id) == found.map(\.id).sorted(by: >))
        costs.append(recorder.statements.map { 1 + $0.values.count }.reduce(0, +))
      }
    }
    #expect(costs[1] < costs[0] * 5 / 2, "\(costs)")
  }

  @Test func `the newest of a profile are those of the agents that are asked for`() throws {
    try report(by: 12)
    try record(["*", "agent-1", "agent-2"])
    let all = try store.store.read { try $0.profileEvents.list(ProfileEventFilter()) }
    for agents in [[], [3], [99], [1, 2], [0, 5, 11], Array(0..<12)] {
      for limit in [1, 4, 1000] {
        let filter = wanted(of: agents, limit: limit)
        let expected = all.filter { event in
          event.profile == "acme:a" && event.agent.map { filter.agents!.contains($0) } ?? false
        }.prefix(limit)
        let found = try store.store.read { try $0.profileEvents.list(filter) }
        #expect(found == Array(expected), "\(filter)")
      }
    }
  }

  @Test func `what one agent or one write recorded of a profile is not looked for at all scopes`()
    throws
  {
    try report(by: 12)
    let ofAgent = try plans { _ = try $0.list(wanted(of: [3])) }
    #expect(ofAgent.count == 3)
    #expect(ofAgent[1].plan.contains("profile_event_by_agent (agent_id=? AND"), "\(ofAgent)")
    #expect(!ofAgent[1].plan.contains("TEMP B-TREE"), "\(ofAgent)")
    var filter = wanted(of: Array(0..<12))
    filter.event = 2
    let ofWrite = try plans { _ = try $0.list(filter) }
    #expect(ofWrite.count == 1)
    #expect(ofWrite[0].plan.contains("profile_event_by_event"), "\(ofWrite)")
  }
}
