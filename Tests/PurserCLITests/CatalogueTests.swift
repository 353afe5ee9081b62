import CommandKit
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct CatalogueTests {
  static let catalogue = RootCommand.tree.catalogue

  @Test func `no declaration has a fault`() {
    #expect(Self.catalogue.faults == [])
    #expect(RootCommand.tree.misnamed == [])
  }

  @Test(arguments: catalogue.everything.flatMap(\.examples))
  func `each example can be read`(example: String) throws {
    let words = ShellWords(example).words
    guard case .run = try RootCommand.tree.parse(Array(words.dropFirst())) else {
      Issue.record("the example asks for help")
      return
    }
  }

  // What the pages say is held by docs/commands.md; these three hold the layout.
  @Test(arguments: [["store"], ["store", "path"], ["completion"]])
  func `a page of help is what it was`(path: [String]) throws {
    let words = ["help"] + path
    let name = (["purser"] + path).joined(separator: "-")
    try Golden.check(
      ProgramHarness().run(words: words).output, "PurserCLI/help/\(name).txt")
  }

  @Test(arguments: catalogue.everything.map(\.path))
  func `each page of help names every parameter and fits the terminal`(path: [String]) throws {
    let result = ProgramHarness().run(words: ["help"] + path)
    #expect(result.exitCode == 0)
    let command = try #require(Self.catalogue.find(path))
    let missing = command.parameters.filter { !$0.isHidden && !result.output.contains($0.display) }
    #expect(missing.map(\.name) == [])
    let lines = result.output.split(separator: "\n")
    // A usage line and an example are there to be copied whole.
    #expect(
      lines.filter { $0.count > 80 && !$0.hasPrefix("USAGE: ") && !$0.hasPrefix("  purser ") } == []
    )
  }
}
