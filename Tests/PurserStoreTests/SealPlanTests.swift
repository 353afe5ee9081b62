import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

/// Every write seals its event, and whoever asks for an event is shown what it recorded: neither may read what others did.
struct SealPlanTests {
  private func plans(_ body: (any SQLConnection) throws -> Void) throws -> [(String, [String])] {
    let fixture = try TemporaryStore()
    return try fixture.store.read { session in
      let recorder = RecordingConnection(session.connection)
      try body(recorder)
      let base = try #require(session.connection as? SQLiteConnection)
      return try recorder.statements.map { ($0.text, try base.queryPlan($0)) }
    }
  }

  private func expectSearches(_ plans: [(String, [String])]) {
    for (statement, plan) in plans {
      let scans = plan.filter { $0.hasPrefix("SCAN") && $0 != "SCAN CONSTANT ROW" }
      #expect(scans.isEmpty, "\(statement)\n\(plan)")
    }
  }

  @Test func `each write read the whole ledger of exported files`() throws {
    let fixture = try TemporaryStore()
    let digest = try fixture.store.read {
      try fixture.store.settings.digest($0)
    }
    let all = Set((StoredTable.sealedLedgers + StoredTable.evidence).map(\.description))
    let plans = try plans { connection in
      let seal = TrailSeal(connection: connection, digest: digest)
      _ = try seal.ledgers(of: 1)
      _ = try seal.evidence(of: 1, in: all)
      _ = try seal.digest(of: 1, in: all, after: "", evidence: nil)
    }
    #expect(plans.count > all.count)
    expectSearches(plans)
  }

  @Test func `to show an event the ledgers of all events were read`() throws {
    let plans = try plans { connection in
      let session = Session<ReadOnly>(reading: connection)
      _ = try session.trail.records(of: 1)
      _ = try session.exportFiles.list(of: 1)
    }
    #expect(plans.count == StoredTable.evidence.count + 2)
    expectSearches(plans)
  }

  @Test func `to list events the ledger of what happened to profiles was read`() throws {
    let plans = try plans { connection in
      let session = Session<ReadOnly>(reading: connection)
      _ = try session.trail.events(AuditFilter(limit: 20))
      _ = try session.profileEvents.list(of: 1, limit: 50)
    }
    #expect(plans.count == 2)
    expectSearches(plans)
  }
}
