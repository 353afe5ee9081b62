import PurserDomain
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

@testable import PurserStore

@Suite struct ExportFileTests {
  private let store: TemporaryStore

  init() throws { store = try TemporaryStore(.memory) }

  private func export(_ paths: [String], _ revision: Int64) throws {
    try store.write { session in
      for path in paths {
        try session.exportFiles.insert(
          ExportFile(
            event: session.eventID, agent: "a", path: path, digest: "\(path) \(revision)", bytes: 1,
            mode: "merge", dialect: "legacy", revision: revision, writtenAt: session.now))
      }
    }
  }

  @Test func `the newest export of each path is found, however often and in what order they came`()
    throws
  {
    #expect(try store.store.read { try $0.exportFiles.latestRevisions() }.isEmpty)
    var expected: [String: Int64] = [:]
    for round in Int64(1)...40 {
      // Other paths each time, some much more often than others.
      let paths = (0..<9).filter { (round * ($0 + 3)) % ($0 + 2) <= 1 }.map { "/p/\($0 % 7)/\($0)" }
      try export(paths, round)
      for path in paths { expected[path] = round }
    }
    #expect(expected.count == 9)
    try store.store.read { session in
      #expect(try session.exportFiles.latestRevisions().mapValues(\.revision) == expected)
      let latest = try session.exportFiles.latest()
      #expect(latest.map(\.path) == expected.keys.sorted())
      #expect(latest.allSatisfy { expected[$0.path] == $0.revision })
    }
  }

  @Test func `the export before one is found, and the newest to other places`() throws {
    try export(["/p/a/models.json", "/out/a/models.json"], 1)
    try export(["/p/a/models.json"], 2)
    try export(["/out/a/models.json"], 3)
    try store.store.read { session in
      let files = session.exportFiles
      let newest = try #require(try files.latest(path: "/p/a/models.json"))
      #expect(newest.revision == 2)
      let before = try #require(try files.latest(before: newest))
      #expect(before.revision == 1 && before.path == newest.path)
      #expect(try files.latest(before: before) == nil)
      #expect(try files.latest(of: "a", notTo: "/out/a/models.json") == newest)
      #expect(try files.latest(of: "a", notTo: "/models.json") == nil)
      #expect(try files.latest(of: "b", notTo: "/out/a/models.json") == nil)
    }
  }

  @Test func `the overview read everything that was ever exported`() throws {
    try store.store.read { session in
      let recorder = RecordingConnection(session.connection)
      _ = try Session<ReadOnly>(reading: recorder).exportFiles.latestRevisions()
      let base = try #require(session.connection as? SQLiteConnection)
      let plan = try base.queryPlan(try #require(recorder.statements.first))
      // What goes from path to path takes one row at a time; the rest is looked up.
      #expect(
        plan.filter { $0.contains("export_file") && $0.hasPrefix("SCAN") }.count == 1, "\(plan)")
      #expect(plan.contains { $0.contains("(path<?)") }, "\(plan)")
    }
  }
}
