import PurserStore
import PurserTestSupport
import Testing

@testable import PurserCLI

/// How long what people name things may be.
@Suite struct NameLengthTests {
  private static let long = String(repeating: "ab.", count: 400)

  @Test(arguments: [
    "models aliases add \(long) openai/o1", "agents add \(long)", "agents copy main \(long)",
    "agents add x --name \(long)", "agents set main --name \(long)",
    "agents set main --agent-dir /\(long)\(long)\(long)\(long)",
    "agents add x --agent-dir /\(long)\(long)\(long)\(long)", "agents label \(long)=x --agent main",
    "providers add \(long) --base-url https://x.example/v1",
    "providers add x --base-url https://x.example/v1 --model m --model-name \(long)",
  ])
  func `a name of any length was stored`(line: String) throws {
    let world = try ModelsWorld()
    let before = try world.harness.context().read { try $0.revision() }
    let result = world.harness.run(line)
    #expect(result.exitCode == 64 && result.errors.contains("Hint: "), "\(result)")
    #expect(result.errors.contains("long") || result.errors.contains("at most"), "\(result)")
    #expect(try world.harness.context().read { try $0.revision() } == before)
  }

  @Test func `who cannot be asked is told by a code of its own`() throws {
    let world = try ModelsWorld()
    let result = world.harness.run("agents remove main --json")
    #expect(
      result.exitCode == 64 && result.errors.contains("\"confirmation_required\""), "\(result)")
  }

  @Test func `every code of a wrong line stands in the list of codes`() throws {
    let page = try Repository.text("docs/json.md")
    let source = try Repository.text("Sources/CommandKit/UsageError.swift")
    let codes = source.split(separator: "\n").filter {
      $0.contains("    case ") && $0.contains(" = \"")
    }
    .compactMap { $0.split(separator: "\"").last.map(String.init) }
    #expect(codes.count > 10)
    #expect(codes.filter { !page.contains("`\($0)`") } == [])
  }

  @Test func `the help of a hidden group shows what is in it`() {
    let page = ProgramHarness().run("docs --help").output
    #expect(page.contains("SUBCOMMANDS:\n  commands "), "\(page)")
    #expect(ProgramHarness().run("docs x").errors.contains("Choose one of: commands, man."))
  }
}
