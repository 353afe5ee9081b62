import Testing

@testable import PurserCLI

@Suite struct CompletionCommandTests {
  @Test(arguments: [
    ("complete bash -- sto", "store\n"),
    ("complete fish -- sto", "store\tThe file everything is kept in.\n"),
    ("complete zsh -- sto", "store:The file everything is kept in.\n"),
    ("complete bash -- store p", "path\n"),
    ("complete bash -- completion z", "zsh\n"),
    ("complete bash -- --store ''", ":files\n"),
    ("complete bash -- --store = x", ":files\n"),
    ("complete bash -- comp", "completion\n"),
    ("complete bash -- nonsense --x sto", "store\n"),
  ])
  func `a shell gets candidates in its form`(line: String, answer: String) {
    #expect(ProgramHarness().run(line) == RunResult(exitCode: 0, output: answer))
  }
}
