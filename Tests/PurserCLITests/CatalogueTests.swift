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

  @Test(arguments: catalogue.visible.map(\.path))
  func `each page of help is what it was`(path: [String]) throws {
    let words = ["help"] + path
    let name = (["purser"] + path).joined(separator: "-")
    try Golden.check(
      ProgramHarness().run(words: words).output, "PurserCLI/help/\(name).txt")
  }
}
