import CommandKit
import Testing

/// A command whose declaration must not be built.
private struct Untouched: Command {
  static var declaration: Declaration<Self> {
    Issue.record("the declaration of a sibling was built")
    return Declaration<Self>("untouched", "Untouched.", examples: [], build: Self.init)
  }

  func run(in context: SampleContext) throws -> String { "" }
}

@Suite struct LazinessTests {
  @Test(arguments: ["copy a", "box", "box list --limit 5", "box --all", "--check"])
  func `only the declaration on the path is built`(line: String) throws {
    let tree = CommandTree<SampleContext, String>(
      program: "sample", globals: GlobalOptions.parameters.descriptions,
      root: .group("", "Keeps boxes.", bare: "box") {
        [
          .command("untouched", Untouched.self) { $0 },
          .group("box", "Boxes.", bare: "list", carried: Scope.parameters.descriptions) {
            [.command("untouched", Untouched.self) { $0 }, .sample(BoxList.self)]
          },
          .sample(Copy.self),
        ]
      })
    guard case .run(let invocation) = try tree.parse(words(line)) else {
      Issue.record("no command")
      return
    }
    #expect(try invocation.run(SampleContext()).isEmpty == false)
  }
}
