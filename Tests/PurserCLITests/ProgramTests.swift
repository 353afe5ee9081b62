import CommandKit
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct ProgramTests {
  let harness = ProgramHarness()

  @Test func `a wrong option is reported with its usage and exit code 64`() {
    #expect(
      harness.run("store path --jsno")
        == RunResult(
          exitCode: 64,
          errors: """
            Error: Unknown option '--jsno'.
            Hint: Did you mean '--json'?
            Usage: purser store path
              See 'purser store path --help' for more information.

            """))
  }

  @Test func `under json an error is a document on standard error`() {
    #expect(
      harness.run("stroe --json")
        == RunResult(
          exitCode: 64,
          errors: """
            {
              "error": {
                "code": "unknown_command",
                "message": "Unknown command 'stroe'.",
                "hint": "Did you mean 'purser store'?",
                "subject": "stroe"
              }
            }

            """))
  }

  @Test(arguments: [
    ("auth list", "Did you mean 'purser models auth'?"),
    ("fallbacks add x/y", "Did you mean 'purser models fallbacks'?"),
    ("modles", "Did you mean 'purser models'?"),
  ])
  func `a command one level further down was answered with the name of another`(
    line: String, hint: String
  ) {
    #expect(harness.run(line).errors.contains("Hint: \(hint)\n"))
  }

  @Test func `a number of twenty digits was called a key`() {
    let result = harness.run("audit log --limit 99999999999999999999")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("'--limit"), "\(result)")
  }

  @Test(arguments: ["store --json --plain", "store --plain path --json", "--plain help --json"])
  func `two forms at once are refused`(line: String) {
    let result = harness.run(line)
    #expect(result.exitCode == 64)
    #expect(result.output == "")
    #expect(result.errors.contains("Choose either --json or --plain, not both."))
  }

  @Test func `the version is told in each form`() {
    #expect(
      harness.run("--version").output
        == "purser \(ProgramVersion.text) (schema \(Store.schemaVersion))\n")
    #expect(harness.run("-V").output == harness.run("--version").output)
    #expect(
      harness.run("--version --json").output
        == "{\n  \"version\": \"\(ProgramVersion.text)\",\n  \"schemaVersion\": \(Store.schemaVersion)\n}\n"
    )
  }

  @Test func `help is the same by option and by command`() {
    #expect(harness.run("store path --help") == harness.run("help store path"))
    #expect(harness.run("--help").output.hasPrefix("OVERVIEW: "))
    #expect(harness.run("help stroe").exitCode == 64)
    #expect(harness.run("help stroe").errors.contains("Did you mean 'purser store'?"))
  }

  @Test func `a reader that went away ends the run quietly`() {
    var harness = harness
    harness.outputError = SystemError(.closedPipe, "Closed.")
    #expect(harness.run("help") == RunResult(exitCode: 0))
  }

  @Test func `an answer that cannot be written is a failure`() {
    var harness = harness
    harness.outputError = SystemError(.full, "No space is left.", hint: "Free some space.")
    #expect(
      harness.run("store path")
        == RunResult(
          exitCode: 74, errors: "Error: No space is left.\nHint: Free some space.\n"))
  }

  @Test func `control characters of the line do not reach the terminal`() {
    let result = harness.run(words: ["\u{1B}[2Jstore\n\u{202E}x\u{9B}"])
    #expect(result.errors.hasPrefix("Error: Unknown command '[2Jstore x'.\n"))
    let json = harness.run(words: ["\u{1B}\u{202E}\u{9B}", "--json"])
    #expect(json.errors.contains(#"Unknown command '\u001b\u202e\u009b'."#))
  }

  @Test func `errors are coloured on a terminal only, and not when that is unwanted`() {
    var harness = harness
    harness.terminalWidth = 80
    #expect(harness.run("x").errors.hasPrefix("\u{1B}[31mError:\u{1B}[0m Unknown"))
    #expect(harness.run("x --no-color").errors.hasPrefix("Error: Unknown"))
    harness.environment = harness.environment.setting("NO_COLOR", "1")
    #expect(harness.run("x").errors.hasPrefix("Error: Unknown"))
    #expect(self.harness.run("x").errors.hasPrefix("Error: Unknown"))
  }

  @Test func `a page is as wide as the terminal, within reason`() {
    var harness = harness
    harness.terminalWidth = 50
    let narrow = harness.run("help completion").output.split(separator: "\n")
    #expect(
      narrow.filter { !$0.hasPrefix("USAGE") && !$0.hasPrefix("  purser") }
        .allSatisfy { $0.count <= 60 })
    harness.terminalWidth = 400
    #expect(
      harness.run("help completion").output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }
}
