import PurserDomain
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

/// Checks as tests write them down: seconds, and what was found.
private struct Sample {
  static let target = ProbeTarget(
    provider: "acme", model: "m1", source: .profile, profile: "acme:a")

  static func result(
    _ second: Int64, _ status: ProbeStatus = .ok, latency: Int64? = 10,
    _ target: ProbeTarget = target
  ) -> ProbeResult {
    ProbeResult(
      target, at: at(second), status: status, latencyMilliseconds: latency, tokensIn: 9,
      tokensOut: 1, cost: Money(microUSD: 5))
  }

  static func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  static func run(_ results: [ProbeResult]) -> ProbeRun {
    ProbeRun(
      startedAt: results.map(\.at).min() ?? at(0), finishedAt: results.map(\.at).max() ?? at(0),
      targetCount: results.count)
  }
}

@Suite struct `History of live checks` {
  let fixture: TemporaryStore

  init() throws { fixture = try TemporaryStore() }

  private func record(_ results: [ProbeResult]) throws {
    try fixture.write { try $0.probes.record(Sample.run(results), results) }
  }

  private func stored(_ filter: ProbeFilter = ProbeFilter()) throws -> [StoredProbeTarget] {
    try fixture.store.read { try $0.probes.targets(filter) }
  }

  /// What is kept of each target has to be what its results give, in the order of time.
  private func replayed() throws -> [ProbeTarget: (ProbeRecord, Latencies)] {
    try fixture.store.read { session in
      var all: [ProbeResult] = []
      try session.probes.forEachResult(ProbeFilter()) { all.append($0.result) }
      return Dictionary(grouping: all.reversed(), by: \.target).mapValues { results in
        var record = ProbeRecord(results[0])
        for result in results.dropFirst() { record.add(result) }
        let good = results.filter { $0.status == .ok }.compactMap(\.latencyMilliseconds)
        return (record, Latencies(good.map { (milliseconds: $0, count: 1) }))
      }
    }
  }

  @Test func `a run is read as it was written`() throws {
    let results = [
      Sample.result(2, .rateLimit), Sample.result(1),
      ProbeResult(
        ProbeTarget(scope: .agent(try Agent.ID("ops")), provider: "lab", source: .environment),
        at: Sample.at(3), status: .unknown, reasonCode: "expired", error: "Gone."),
    ]
    try record(results)
    let (run, read) = try fixture.store.read { session in
      let run = try #require(try session.probes.newestRun())
      return (run, try session.probes.results(of: run.id))
    }
    #expect(run.targetCount == 3 && run.startedAt == Sample.at(1) && !run.isInterrupted)
    #expect(read.map(\.result) == results)
    #expect(read.map(\.position) == [0, 1, 2])
    #expect(try fixture.store.read { try $0.probes.run(run.id + 1) } == nil)
  }

  @Test func `it is known since when something works, and what never was asked says nothing`()
    throws
  {
    try record([Sample.result(1)])
    try record([Sample.result(2, .auth)])
    try record([Sample.result(3, .timeout)])
    var record = try #require(try stored().first?.record)
    #expect(record.isGood == false && record.since == Sample.at(2))
    #expect(record.lastGoodAt == Sample.at(1) && record.changeCount == 1)
    #expect(record.uptime == 1.0 / 3)
    try self.record([Sample.result(4, .unknown, latency: nil)])
    record = try #require(try stored().first?.record)
    #expect(record.status == .unknown && record.isGood == false && record.since == Sample.at(2))
    #expect(record.resultCount == 4 && record.askedCount == 3)
    try self.record([Sample.result(5)])
    record = try #require(try stored().first?.record)
    #expect(record.isGood == true && record.since == Sample.at(5) && record.changeCount == 2)
    #expect(record.cost == Money(microUSD: 20) && record.tokensIn == 36)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what is kept of targets is what their results give, whatever comes late`(seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    let targets = (0..<3).map {
      ProbeTarget(provider: "acme", model: "m\($0)", source: .profile, profile: "acme:a")
    }
    for _ in 0..<12 {
      let results = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        Sample.result(
          Int64.random(in: 0...500, using: &generator),
          [.ok, .ok, .auth, .unknown].randomElement(using: &generator)!,
          latency: [nil, 5, 7, 900].randomElement(using: &generator)!,
          targets.randomElement(using: &generator)!)
      }
      // Two results of one target at one instant have no order of their own.
      var seen: Set<[String]> = []
      let distinct = results.filter { seen.insert(["\($0.at)", $0.target.model!]).inserted }
      let fresh = try fixture.store.read { session in
        var instants: Set<[String]> = []
        try session.probes.forEachResult(ProbeFilter()) {
          instants.insert(["\($0.result.at)", $0.result.target.model!])
        }
        return distinct.filter { !instants.contains(["\($0.at)", $0.target.model!]) }
      }
      guard !fresh.isEmpty else { continue }
      try record(fresh)
    }
    let expected = try replayed()
    let kept = try stored()
    #expect(Set(kept.map(\.target)) == Set(expected.keys))
    for target in kept {
      #expect(target.record == expected[target.target]?.0)
      let latencies = try fixture.store.read { try $0.probes.latencies(of: target.id) }
      #expect(latencies == expected[target.target]?.1)
    }
  }

  @Test func `filters choose targets and results`() throws {
    let ops = ProbeTarget(
      scope: .agent(try Agent.ID("ops")), provider: "lab", model: "x/y", source: .environment)
    try record([Sample.result(1), Sample.result(2, .auth), Sample.result(3, .ok, ops)])
    func seconds(_ change: (inout ProbeFilter) -> Void) throws -> [Int64] {
      var filter = ProbeFilter()
      change(&filter)
      return try fixture.store.read { session in
        var found: [Int64] = []
        try session.probes.forEachResult(filter) { found.append($0.result.at.milliseconds / 1000) }
        return found
      }
    }
    #expect(try seconds { _ in } == [3, 2, 1])
    #expect(try seconds { $0.provider = "acme" } == [2, 1])
    #expect(try seconds { $0.model = "x/y" } == [3])
    #expect(try seconds { $0.profile = "acme:a" } == [2, 1])
    #expect(try seconds { $0.scopes = [.defaults] } == [2, 1])
    #expect(try seconds { $0.statuses = [.auth] } == [2])
    #expect(try seconds { $0.since = Sample.at(2) } == [3, 2])
    #expect(try seconds { $0.until = Sample.at(2) } == [1])
    #expect(try seconds { $0.limit = 1 } == [3])
  }

  @Test func `pruning forgets the oldest runs, says so, and the trail still holds`() throws {
    for second in 1...4 { try record([Sample.result(Int64(second), second < 3 ? .auth : .ok)]) }
    let pruned = try fixture.write { try $0.probes.prune(before: Sample.at(4)) }.value
    #expect(pruned == (3, 3))
    let record = try #require(try stored().first?.record)
    #expect(record.resultCount == 1 && record.since == Sample.at(3))
    #expect(record.changeCount == 1)
    #expect(try fixture.store.verifyTrail().faults == [])
    let counts = try fixture.store.read { session in
      try session.connection.rows(
        "SELECT table_name, row_count FROM pruned ORDER BY table_name"
      ) { "\(try $0.next(String.self)) \(try $0.next(Int.self))" }
    }
    #expect(counts == ["probe_result 3", "probe_run 3"])
  }

  @Test func `pruning what is not there leaves no event`() throws {
    try record([Sample.result(5)])
    let outcome = try fixture.write { try $0.probes.prune(before: Sample.at(5)) }
    #expect(outcome.value == (0, 0) && outcome.eventID == nil)
  }

  @Test func `pruning everything keeps since when, the last good answer and the changes`() throws {
    try record([Sample.result(1)])
    try record([Sample.result(2, .auth)])
    try record([Sample.result(3, .auth)])
    _ = try fixture.write { try $0.probes.prune(before: Sample.at(9)) }
    var record = try #require(try stored().first?.record)
    #expect(record.isGood == false && record.since == Sample.at(2) && record.status == .auth)
    #expect(record.lastGoodAt == Sample.at(1) && record.changeCount == 1)
    #expect(record.resultCount == 0 && record.askedCount == 0 && record.tokensIn == 0)
    #expect(record.cost == nil && record.uptime == nil)
    #expect(try fixture.store.verifyTrail().isSound)
    // It goes on from there: still broken, and then mended.
    try self.record([Sample.result(10, .auth)])
    record = try #require(try stored().first?.record)
    #expect(record.since == Sample.at(2) && record.changeCount == 1 && record.resultCount == 1)
    try self.record([Sample.result(11)])
    record = try #require(try stored().first?.record)
    #expect(record.since == Sample.at(11) && record.changeCount == 2 && record.uptime == 0.5)
    // A result that comes late takes nothing of it back.
    try self.record([Sample.result(9, .auth)])
    record = try #require(try stored().first?.record)
    #expect(record.since == Sample.at(11) && record.changeCount == 2 && record.resultCount == 3)
  }

  @Test func `since when is the earlier instant also when the earlier result comes late`() throws {
    try record([Sample.result(5)])
    try record([Sample.result(3)])
    #expect(try stored().first?.record.since == Sample.at(3))
  }

  @Test func `hot questions read an index`() throws {
    var filter = ProbeFilter()
    filter.provider = "acme"
    filter.model = "m1"
    let plans = try fixture.store.read { session in
      let base = try #require(session.connection as? SQLiteConnection)
      return try [
        session.probes.targetList(filter), session.probes.results(filter),
        session.probes.results(ProbeFilter()), session.probes.resultsOfTarget(1, filter, 5),
      ].map { try base.queryPlan($0).joined(separator: "\n") }
    }
    #expect(
      plans[0].contains("USING INDEX sqlite_autoindex_probe_target_1 (provider=? AND model=?"))
    #expect(plans[1].contains("USING INDEX probe_result_by_target (target_id=?"))
    #expect(
      plans[2].contains("USING INDEX probe_result_by_time")
        && !plans[2].contains("TEMP B-TREE FOR ORDER BY"))
    #expect(plans[3].contains("USING INDEX probe_result_by_target (target_id=?"))
  }
}

@Suite(.enabled(if: StockShell.isPresent)) struct `Altered evidence` {
  let fixture: TemporaryStore

  init() throws {
    fixture = try TemporaryStore(.file)
    for second: Int64 in 1...2 {
      let results = [Sample.result(second, .auth), Sample.result(second + 10, .auth)]
      try fixture.write { try $0.probes.record(Sample.run(results), results) }
    }
  }

  private func faults(after sql: String) throws -> [AuditFault.Kind] {
    let triggers = ["probe_run", "probe_result"].flatMap { table in
      ["insert", "update", "delete"].map { "DROP TRIGGER \(table)_\($0)_guard;" }
    }
    let result = try StockShell.run(triggers.joined() + sql, on: fixture.path)
    #expect(result.code == 0, "\(result.errors)")
    return try fixture.store.verifyTrail().faults.map(\.kind)
  }

  @Test(arguments: [
    "UPDATE probe_result SET status = 'ok' WHERE event_id = 3",
    "DELETE FROM probe_result WHERE event_id = 3 AND position = 1",
    "UPDATE probe_run SET is_interrupted = 1 WHERE id = 3",
    """
    INSERT INTO probe_result
      (event_id, position, at, target_id, scope_id, provider, model, source, profile_id, status)
    VALUES (3, 7, 1, 1, '*', 'acme', 'm1', 'env', '', 'ok')
    """,
  ])
  func `is found`(statement: String) throws {
    #expect(try faults(after: statement) == [.evidence])
  }

  @Test func `is missed when it went without a prune`() throws {
    #expect(try faults(after: "DELETE FROM probe_result") == [.evidence, .evidence])
  }

  @Test func `is not missed beyond what was pruned`() throws {
    try fixture.write { _ = try $0.probes.prune(before: Sample.at(12)) }
    #expect(try faults(after: "") == [])
  }

  @Test func `of an event that was not pruned is missed`() throws {
    try fixture.write { _ = try $0.probes.prune(before: Sample.at(12)) }
    #expect(try faults(after: "DELETE FROM probe_result") == [.evidence])
  }

  @Test func `says which seal of it was altered`() throws {
    let sql =
      "DROP TRIGGER audit_seal_update_guard; UPDATE audit_seal SET evidence = NULL WHERE event_id = 3"
    #expect(Set(try faults(after: sql)) == [.seal, .evidence])
  }
}

@Suite struct `Percentiles of latencies` {
  @Test(arguments: [
    ([Int64](), 0.5, nil as Int64?), ([7], 0.5, 7), ([1, 2], 0.5, 1), ([1, 2, 3], 0.5, 2),
    (Array(1...100), 0.95, 95), (Array(1...10), 0.95, 10), ([5, 5, 5, 900], 0.5, 5),
    ([5, 5, 5, 900], 0.95, 900),
  ])
  func `are of the nearest rank`(lengths: [Int64], share: Double, expected: Int64?) {
    let latencies = Latencies(lengths.shuffled().map { (milliseconds: $0, count: 1) })
    #expect(latencies.percentile(share) == expected)
  }
}
