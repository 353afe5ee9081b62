import CommandKit
import Testing

@testable import PurserCLI

/// Each example of each declaration is run against the sample fleet. Examples name files below `~`,
/// so that nothing is written elsewhere.
@Suite struct ExampleTests {
  static let examples = RootCommand.tree.catalogue.everything.flatMap(\.examples)

  /// Examples that need a world of their own, with the reason.
  static let exceptions: [String: String] = [
    "purser init": "the sample has a store already",
    "purser models auth refresh --profile openai-codex:me --command /opt/renew-codex":
      "the sample has no program that renews a login",
  ]

  @Test(arguments: examples.filter { exceptions[$0] == nil })
  func `each example does what its help says`(example: String) throws {
    let result = try SampleWorld().run(example)
    // 1 and 2 are answers too: drift, not found, expiring.
    #expect((0...2).contains(result.exitCode), "\(result.errors)")
    #expect(!result.errors.contains("Error:"))
  }

  @Test(
    arguments: examples.filter {
      exceptions[$0] == nil && !$0.contains("--plain") && !$0.contains("--csv")
    })
  func `each example has the document of its command under json`(example: String) throws {
    let result = try SampleWorld().run(example, adding: ["--json"])
    try #require(!result.output.isEmpty, "\(result.errors)")
    #expect(try DocumentTable().faults(in: result.output, of: example) == [])
  }

  @Test func `every exception is an example`() {
    #expect(Self.exceptions.keys.filter { !Self.examples.contains($0) } == [])
  }
}
