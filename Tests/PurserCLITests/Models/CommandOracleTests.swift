import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Whole commands of the gateway of January 2026: the same words on the same files, imported into a fresh store. Each class of
/// differing vectors has a rule in `CommandDeparture.all`; a difference without one is a fault.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct CommandOracleTests {
  /// How many vectors there were when the rules were written down.
  private static let counts = ["cli-status": 118, "cli-list": 35, "cli-edit": 123]

  @Test(arguments: ["cli-status", "cli-list", "cli-edit"])
  func `commands answer as the vectors say`(area: String) throws {
    var count = (same: 0, departed: 0)
    var used: [String: Int] = [:]
    let vectors = try Shared.jsonVectors(area)
    for vector in vectors {
      var command = try CommandCase(vector, area: area)
      try command.run()
      let differences = command.found
      var rules: Set<String> = []
      for difference in differences {
        let departure = CommandDeparture.all.first {
          $0.areas.contains(area) && $0.explains(command, difference)
        }
        if departure == nil {
          Issue.record("\(area) / \(vector.name)\n  \(difference)")
        }
        if let departure { rules.insert(departure.rule) }
      }
      for rule in rules { used[rule, default: 0] += 1 }
      if differences.isEmpty {
        count.same += 1
      } else {
        count.departed += 1
      }
    }
    print("\(area): \(count.same) the same, \(count.departed) departed")
    for (rule, count) in used.sorted(by: { $0.key < $1.key }) { print("  \(count) × \(rule)") }
    // Other vectors of the generator than those the rules were found with need not show every rule.
    guard vectors.count >= Self.counts[area] ?? 0 else { return }
    let stale = CommandDeparture.seen.filter { $0.areas.contains(area) && used[$0.rule] == nil }
    #expect(stale.map(\.rule) == [], "these excuse nothing any more")
  }
}
