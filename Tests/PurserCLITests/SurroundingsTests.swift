import CommandKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What the pages say of the program's surroundings.
@Suite struct SurroundingsTests {
  /// The names of variables that stand in the program's sources as whole texts.
  private static func variables() throws -> Set<String> {
    var names: Set<String> = []
    for path in Repository.files(below: "Sources", suffix: ".swift")
    where !path.contains("TestSupport") {
      for name in try Repository.text(path).matches(
        of: /"((?:PURSER|OPENCLAW|PI|FORGE|XDG)_[A-Z_]+|NO_COLOR)"/)
      { names.insert(String(name.1)) }
    }
    return names.subtracting(["XDG_STATE_HOME"])
  }

  @Test func `variables that work stood in no page`() throws {
    let names = try Self.variables()
    #expect(names.isSuperset(of: ["PURSER_AGENT", "PURSER_STORE", "NO_COLOR"]))
    for command in ["docs man", "docs commands"] {
      let page = ProgramHarness().run(command).output.replacing("\\-", with: "-")
      for name in names { #expect(page.contains(name), "\(command): \(name)") }
      #expect(page.contains("master.key") && page.contains("The store is too new"), "\(command)")
    }
    #expect(ProgramHarness().run("help").output.contains("man purser"))
  }
}
