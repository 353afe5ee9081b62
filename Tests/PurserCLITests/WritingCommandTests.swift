import CommandKit
import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Every command that writes can be tried without writing, and refuses a store that has moved on. A command that is neither
/// named here as a reader nor takes both options fails.
@Suite struct WritingCommandTests {
  /// Commands that change no configuration.
  static let readers: Set<String> = [
    "overview", "agents list", "agents show", "models status", "models list", "models resolve",
    "models explain", "models catalog list", "models catalog diff", "models aliases list",
    "models fallbacks list", "models image-fallbacks list", "models auth list",
    "models auth history", "models auth cooldowns list", "models auth cooldowns explain",
    "models auth order get", "models allow list", "providers list", "providers show",
    "plugins list", "plugins show", "settings list", "settings get", "sessions list",
    "probes list", "probes show", "probes stats", "usage list", "audit log", "audit show",
    "audit verify", "store info", "store path", "store schema", "completion", "help", "complete",
    "docs commands", "docs man",
  ]

  /// Commands that write and have a preview, but no revision to compare.
  static let apart = [
    "init": "there is no store before it, and nothing happens when there is one",
    "store migrate": "a store of another schema has no revision that this program could compare",
  ]

  static let commands = RootCommand.tree.catalogue.everything.filter { !$0.isGroup }
  static let writers = commands.filter {
    let path = $0.path.joined(separator: " ")
    return !readers.contains(path) && apart[path] == nil
  }
  static let examples = writers.flatMap(\.examples).filter { ExampleTests.exceptions[$0] == nil }

  @Test func `each command that writes takes both options, and no reader does`() {
    for command in Self.commands {
      let names = Set(command.parameters.map(\.name))
      let isWriter = Self.writers.contains { $0.path == command.path }
      let isApart = Self.apart[command.path.joined(separator: " ")] != nil
      #expect(
        ["dry-run", "if-revision"].map(names.contains) == [isWriter || isApart, isWriter],
        "\(command.path.joined(separator: " "))")
    }
    let known = Set(Self.commands.map { $0.path.joined(separator: " ") })
    #expect(Self.readers.union(Self.apart.keys).subtracting(known) == [])
  }

  /// Examples that show what can be done where nothing is given to store.
  static let answers = [
    "purser models auth login", "purser models auth login --provider anthropic",
  ]

  @Test(arguments: examples)
  func
    `an example of a command that writes leaves no trace as a dry run and is refused when the store has moved on`(
      example: String
    ) throws
  {
    let world = try SampleWorld()
    let before = try revision(of: world)
    let dry = example.contains("--dry-run") ? example : example + " --dry-run"
    let trial = world.run(dry + " --if-revision \(before)")
    #expect((0...2).contains(trial.exitCode), "\(trial)")
    #expect(try revision(of: world) == before)
    for line in [example, dry] where !Self.answers.contains(example) {
      let words = line.replacing(" --json", with: "").replacing(" --plain", with: "")
      let result = world.run(words + " --if-revision 1", adding: ["--json"])
      #expect(result.exitCode == 1 && result.errors.contains(#""conflict""#), "\(result)")
    }
    #expect(try revision(of: world) == before)
  }

  private func revision(of world: SampleWorld) throws -> Int64 {
    let document = try JSON.parse(world.run("purser audit log --limit 1 --json").output)
    return try #require(document["events"]?[0]?["id"]?.int64, "\(document)")
  }
}
