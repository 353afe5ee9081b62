import CommandKit
import PurserStore
import PurserDomain
import PurserTestSupport
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
    ("complete bash -- help mo", "models\n"),
    ("complete bash -- help store p", "path\n"),
    ("complete bash -- help store path ''", ""),
    ("complete bash -- settings set models.mode ''", "merge\nreplace\n"),
    ("complete bash -- settings set export.dialect d", "dollar\n"),
    ("complete bash -- settings set nonsense ''", ""),
    ("complete bash -- --vers", "--version\n"),
    ("complete bash -- models --all", "--all-agents\n"),
  ])
  func `a shell gets candidates in its form`(line: String, answer: String) {
    #expect(ProgramHarness().run(line) == RunResult(exitCode: 0, output: answer))
  }

  @Test func `a colon with a combining mark behind it reached zsh without its backslash`() {
    let view = CompletionView(
      shell: .zsh, candidates: [CompletionCandidate("a:\u{301}b", "Help.")], source: .none, kept: ""
    )
    #expect(view.text.plainText.utf8.elementsEqual("a\\:\u{301}b:Help.\n".utf8))
  }

  @Test func `the newest events are offered where the number of one is wanted`() throws {
    let world = try ModelsWorld()
    let newest = try world.harness.context().read { try $0.revision() }
    let words = world.harness.run("complete bash -- audit show ''").output.split(separator: "\n")
    #expect(words.first == "\(newest)")
  }

  @Test func `a provider that nobody had configured yet was not offered for its first key`() throws
  {
    let world = try ModelsWorld()
    func words(_ line: String) -> [String] {
      world.harness.run("complete bash -- \(line)").output.split(separator: "\n").map(String.init)
    }
    try world.folder.write("{}", to: ".config/purser/providers/mine.json")
    _ = world.harness.run("providers add lab --base-url http://127.0.0.1:9/v1")
    for line in [
      "plugins show", "models auth login --provider", "models auth paste-token --provider",
    ] {
      let all = words("\(line) ''")
      #expect(Set(all).isSuperset(of: ["anthropic", "lab", "mine", "openai"]), "\(all)")
      #expect(all == Set(all).sorted())
      #expect(words("\(line) anth") == ["anthropic"])
    }
    // Only what is stored can be shown, changed or removed there.
    for verb in ["show", "set", "remove"] {
      #expect(!words("providers \(verb) ''").contains("mine"))
    }
    #expect(words("providers show la") == ["lab"])
  }

  @Test func `completion of what can be removed offered what cannot`() throws {
    let world = try ModelsWorld()
    func words(_ line: String) -> [String] {
      world.harness.run("complete bash -- \(line) ''").output.split(separator: "\n")
        .map(String.init)
    }
    for line in [
      "models fallbacks add newest/of-all", "models image-fallbacks add seen/by-nobody",
      "models allow add 'newest/*' --agent ops",
    ] {
      let result = world.harness.run(line)
      #expect(result.exitCode == 0 || result.errors.contains("nothing was changed"), "\(result)")
    }
    let listed = try world.harness.context().read { session in
      try session.routes.list().mapValues { $0[.text]?.fallbacks ?? [] }
    }
    let fallbacks = Set(listed.values.joined())
    #expect(!fallbacks.isEmpty)
    #expect(Set(words("models fallbacks remove")) == fallbacks)
    #expect(words("models allow remove").contains("newest/*"))
    #expect(Set(words("models set")).isSuperset(of: fallbacks))
  }

  @Test func `no option is offered twice`() {
    let words = ProgramHarness().run("complete bash -- models --").output.split(separator: "\n")
    #expect(words.count == Set(words).count)
  }

  @Test(arguments: [
    ("--st", "Did you mean '--store'?"),
    ("--versio", "Did you mean '--version'?"),
    ("providers add p --key sk-FAKE-0123456789abcdef", "--key-stdin"),
    ("providers add p --key=sk-FAKE-0123456789abcdef", "--key-stdin"),
  ])
  func `an option that was cut short is suggested, and its value not repeated`(
    line: String, hint: String
  ) {
    let result = ProgramHarness().run(line)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains(hint))
    #expect(!result.errors.contains("FAKE"))
  }

  @Test(arguments: ["--help", "models --help", "models status --help", "docs commands"])
  func `the version option stands in every help page`(line: String) {
    let output = ProgramHarness().run(line).output
    #expect(output.contains("-V, --version"))
  }

  @Test func `a default provider has no blanks`() throws {
    let world = try ModelsWorld()
    #expect(world.harness.run("settings set models.default-provider 'a b'").exitCode == 65)
    #expect(world.harness.run("settings set models.default-provider lab").exitCode == 0)
  }
}
