import Foundation
import JSONKit
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// Every real state directory is imported or refused with a reason.
@Suite(.enabled(if: Shared.isPresent))
struct FixtureDirectoryTests {
  @Test(arguments: Shared.importableDirectories)
  func `a real state directory is imported whole, and a second time without a change`(
    _ path: String
  ) throws {
    let world = try ImportWorld()
    let first = try world.run(path)
    #expect(first.isComplete, "\(first.counts)")
    #expect(first.eventID != nil)
    #expect(first.omittedFindings == 0)
    #expect(first.counts[.agents]?.stored ?? 0 > 0)
    let second = try world.run(path)
    #expect(second.eventID == nil, "\(second.counts)")
    #expect(second.changeCount == 0)
    #expect(second.counts.values.allSatisfy { $0.stored == 0 }, "\(second.counts)")
    #expect(second.counts.mapValues(\.read) == first.counts.mapValues(\.read))
    let preview = try world.importer().preview(path, TemporaryStore.intent("import"))
    #expect(preview.changeCount == 0)
  }

  @Test(arguments: Shared.importableDirectories)
  func `no literal of a real state directory stands anywhere in the store or the report`(
    _ path: String
  ) throws {
    let world = try ImportWorld()
    let report = try world.run(path)
    let literals = try literals(below: path)
    let stored = try world.databaseBytes()
    let shown = report.json.bytes(.pretty)
    let leaked = literals.filter { stored.holds($0 + "\"") || shown.holds($0 + "\"") }
    #expect(leaked.isEmpty)
    let secrets = try world.store.read { try $0.secrets.list() }
    #expect(report.counts[.secrets]?.stored ?? 0 == secrets.count)
  }

  @Test
  func `a directory whose configuration cannot be read was imported by halves`() throws {
    let path = try #require(Shared.stateDirectories.first { $0.hasSuffix("/16") })
    let world = try ImportWorld()
    let error = #expect(throws: StoreError.self) { try world.run(path) }
    #expect(error?.code == .invalid && error?.hint?.contains("openclaw.json:") == true)
    #expect(try world.store.read { try $0.revision() } == 1)
  }

  /// Literal keys, as the directories' placeholders spell them.
  private func literals(below path: String) throws -> Set<String> {
    var found: Set<String> = []
    for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? []
    where name.hasSuffix(".json") {
      let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
      // A browser's name is no secret, whatever the sanitiser made of it.
      for match in text.matches(of: /"(.*)": "(REDACTED-[0-9]+)"/) where match.1 != "User-Agent" {
        found.insert(String(match.2))
      }
    }
    return found
  }
}
