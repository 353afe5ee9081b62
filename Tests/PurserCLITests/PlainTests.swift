import CommandKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// The lines for scripts.
@Suite struct PlainTests {
  /// Readers; what a writer prints are its own lines.
  static let examples = RootCommand.tree.catalogue.visible.compactMap { command -> String? in
    let isPage = ["init", "help", "completion", "store schema"].contains(
      command.path.joined(separator: " "))
    guard !isPage, !command.parameters.contains(where: { $0.name == "dry-run" }) else { return nil }
    return command.examples.first { ExampleTests.exceptions[$0] == nil }
  }

  @Test(arguments: examples)
  func `no line for scripts has a title, a label or blanks that align`(example: String) throws {
    let world = try SampleWorld()
    let line = example.split(separator: " ").filter { !["--plain", "--json"].contains($0) }
      .joined(separator: " ")
    let people = world.run(line)
    let result = world.run(line, adding: ["--plain"])
    #expect(result.exitCode == people.exitCode, "\(result)")
    let lines = result.output.split(separator: "\n")
    let marks = lines.filter { $0.contains("  ") || $0.contains(" : ") || $0.hasPrefix("- ") }
    #expect(marks.isEmpty, "\(marks)")
  }

  @Test func `columns are parted by tabs`() throws {
    let world = try SampleWorld()
    for line in [
      "settings list", "settings get models.mode --all-agents", "store info",
      "providers list --all-agents", "models fallbacks list --all-agents", "probes stats",
      "probes show", "plugins show anthropic", "audit verify", "audit show 2",
      "models aliases list --all-agents",
    ] {
      let result = world.run("purser \(line) --plain")
      #expect(result.exitCode == 0 && !result.output.isEmpty, "\(line): \(result)")
      #expect(result.output.split(separator: "\n").allSatisfy { $0.contains("\t") }, "\(result)")
    }
  }
}
