import CommandKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Every option of every command, on an empty value.
@Suite struct EmptyValueTests {
  static let examples = RootCommand.tree.catalogue.everything.filter { !$0.isGroup }

  @Test(arguments: examples.map(\.path))
  func `an empty value widens or drops nothing`(path: [String]) throws {
    let command = try #require(RootCommand.tree.catalogue.find(path))
    // Without its options nothing of the example stands in the way of another one.
    let arguments = command.parameters.filter { $0.kind == .argument && $0.isRequired }
      .map { $0.allowedValues.first ?? "x=y" }
    let needed = command.parameters.filter { $0.kind == .option && $0.isRequired }.map(\.name)
    for option in command.parameters where option.kind == .option && !option.allowsEmpty {
      for value in ["", " "] {
        let error = #expect(throws: UsageError.self, "--\(option.name)") {
          _ = try RootCommand.tree.parse(
            path + arguments + ["--\(option.name)=\(value)"]
              + needed.filter { $0 != option.name }
              .flatMap { ["--\($0)", "30d"] })
        }
        #expect(error?.message == "Empty value for '--\(option.name)'.", "\(path)")
      }
    }
  }
}

/// Every way to select agents that a command's help offers is one that it takes.
@Suite struct OfferedScopeTests {
  /// A command with one of its examples.
  struct Offer: CustomTestStringConvertible, Sendable {
    var command: CommandDescription
    var example: String

    var testDescription: String { command.path.joined(separator: " ") }

    func offers(_ name: String) -> Bool {
      command.parameters.contains { $0.kind != .argument && $0.name == name && !$0.isHidden }
    }
  }

  static let offers = RootCommand.tree.catalogue.visible.compactMap { command -> Offer? in
    let examples = command.examples.filter { ExampleTests.exceptions[$0] == nil }
    guard !command.isGroup, let example = examples.first else { return nil }
    let offer = Offer(command: command, example: example)
    return ["agents", "all-agents"].contains(where: offer.offers) ? offer : nil
  }

  /// The words of an example without what selects agents.
  private func bare(_ example: String) -> [String] {
    var words: [String] = []
    var isValue = false
    for word in ShellWords(example).words.dropFirst() {
      if isValue {
        isValue = false
      } else if ["--agent", "--agents", "--label"].contains(word) {
        isValue = true
      } else if !["--all-agents", "--defaults", "--plain"].contains(word) {
        words.append(word)
      }
    }
    return words
  }

  @Test func `there are commands that select agents`() {
    #expect(Self.offers.count > 40)
  }

  @Test(arguments: offers)
  func `what the help offers to select agents is not refused`(_ offer: Offer) throws {
    var ways = [["--agent", "main"]]
    let isOfMany = offer.offers("all-agents")
    if offer.offers("agents") { ways.append(["--agents", isOfMany ? "*" : "mai*"]) }
    if isOfMany { ways.append(["--all-agents"]) }
    for way in ways {
      let world = try SampleWorld()
      let line = "purser " + bare(offer.example).map { "'\($0)'" }.joined(separator: " ")
      let result = world.run(line, adding: ["--json", "--yes"] + way)
      #expect(result.exitCode != 64, "\(way): \(result.errors)")
    }
  }

  @Test func `one provider is shown for one agent, so all are not offered`() {
    let words = ProgramHarness().run("complete bash -- providers show lab --a").output
    #expect(words.contains("--agent\n") && !words.contains("--all-agents"), "\(words)")
  }
}
