import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Which agent is shown as the one that is meant when none is named.
@Suite struct DefaultAgentTests {
  private static func fleet(_ more: [String] = []) throws -> (TemporaryFolder, ProgramHarness) {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    for line in ["init", "agents add main", "agents add coder"] + more { _ = harness.run(line) }
    return (folder, harness)
  }

  private static func defaults(_ result: RunResult) throws -> [String] {
    try JSON.parse(result.output)["agents"]?.array?
      .filter { $0["isDefault"] == true }
      .compactMap { ($0["id"] ?? $0["agentId"])?.string } ?? []
  }

  @Test func `with none marked the first agent is shown as the default`() throws {
    let (folder, harness) = try Self.fleet()
    defer { withExtendedLifetime(folder) {} }
    #expect(try Self.defaults(harness.run("agents list --json")) == ["main"])
    #expect(try Self.defaults(harness.run("overview --json")) == ["main"])
    #expect(harness.run("agents list").output.contains("main (default)"))
    #expect(harness.run("overview").output.contains("main (default)"))
    #expect(harness.run("agents show").output.contains("main (default)"))
    #expect(!harness.run("agents show coder").output.contains("(default)"))
    #expect(!harness.run("agents list --agent coder").output.contains("(default)"))
  }

  @Test func `a marked agent is the only default`() throws {
    let (folder, harness) = try Self.fleet(["agents set-default coder"])
    defer { withExtendedLifetime(folder) {} }
    #expect(try Self.defaults(harness.run("agents list --json")) == ["coder"])
    #expect(try Self.defaults(harness.run("overview --json")) == ["coder"])
    #expect(!harness.run("agents show main").output.contains("(default)"))
  }

  @Test func `removing the default agent made another one the default without a word`() throws {
    var (folder, harness) = try Self.fleet(["agents add ops", "agents set-default ops"])
    defer { withExtendedLifetime(folder) {} }
    #expect(!harness.run("agents remove coder --dry-run").output.contains("Default agent"))
    let preview = try JSON.parse(harness.run("agents remove ops --dry-run --json").output)
    #expect(preview["defaultAgentId"] == "main")
    harness.terminalWidth = 80
    harness.typed = "n"
    let asked = harness.run("agents remove ops main")
    #expect(
      asked.errors.contains(
        "Remove ops, main and what is configured for them, and make coder the default agent? [y/N]"),
      "\(asked)")
    let removed = harness.run("agents remove ops --yes").output
    #expect(removed.hasSuffix("Removed agent: ops\nDefault agent: main\n"), "\(removed)")
    #expect(try Self.defaults(harness.run("agents list --json")) == ["main"])
    #expect(!harness.run("agents remove main coder --yes").output.contains("Default agent"))
  }
}
