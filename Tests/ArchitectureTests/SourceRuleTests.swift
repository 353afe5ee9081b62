import PurserTestSupport
import Testing

@Suite struct SourceRuleTests {
  static let everywhere: [SourceRule] = [.noPublic, .tellingNames, .documented]
  static let whatShips: [SourceRule] = [.unsafeOnlyBesideC, .quietBelowTheEdge, .sqlInItsPlace]

  @Test(arguments: everywhere)
  func `all sources keep the rule`(rule: SourceRule) {
    #expect(violations(of: rule, in: SourceTree.sources) == [])
  }

  @Test(arguments: whatShips)
  func `what ships keeps the rule`(rule: SourceRule) {
    #expect(violations(of: rule, in: SourceTree.shipped) == [])
  }

  @Test(arguments: [SourceRule.noPublic, .tellingNames])
  func `tests keep the rule`(rule: SourceRule) {
    #expect(violations(of: rule, in: SourceTree.tests) == [])
  }

  @Test func `there are sources to ask`() {
    #expect(SourceTree.shipped.count > 10)
    #expect(SourceTree.tests.contains { $0.path.hasSuffix("SourceRuleTests.swift") })
  }

  @Test(arguments: [
    (SourceRule.noPublic, "let a = \"public\"\n/* public */ public let b = 1", [2]),
    (.unsafeOnlyBesideC, "// unsafe\nlet a = unsafe pointer.pointee\nlet unsafely = 1", [2]),
    (.quietBelowTheEdge, "print(1)\nx.exit(0)\nexit(0)\nreprint(2)\nfunc exit() {}", [1, 3]),
    (.quietBelowTheEdge, "let text = \"\\(print(1))\"", [1]),
    (
      .sqlInItsPlace,
      "let a = \"Select a model.\"\nlet b = \"\"\"\n  SELECT id\n  FROM agent\n\"\"\"", [2]
    ),
    (.sqlInItsPlace, "let a = #\"DELETE FROM \"agent\"\"#\n// INSERT INTO agent", [1]),
    (.documented, "package struct A {}\n/// Says what.\n@frozen\npackage struct B {}", [1]),
    (
      .documented,
      "package import JSONKit\npackage let a = 1\n@frozen package final class C {\n"
        + "  package static func undocumentedSample(_ value: Int) {}\n"
        + "  package func appendLiteral(_ text: String) {}\n  package static func < (a: C, b: C)\n}",
      [3, 4]
    ),
    (
      .tellingNames, "struct AgentManager {}\nstruct Managers {}\nfinal class StoreImpl {}", [1, 3]
    ),
  ])
  func `a breach is found on its line and a look-alike is not`(
    rule: SourceRule, text: String, lines: [Int]
  ) {
    let file = SourceFile(path: "Sources/PurserDomain/Sample.swift", text: text)
    #expect(rule.violations(file).sorted() == lines)
  }

  @Test func `queries that differ by database are counted`() {
    // Each one is a query that two databases have to be tested with; a new one is a decision.
    let places = SourceTree.shipped.filter { $0.path.hasPrefix("Sources/PurserStore/") }
      .flatMap { file in
        file.source.code.indices.filter { file.source.code[$0].contains("connection.dialect") }
          .map { "\(file.path):\($0 + 1)" }
      }
    #expect(places == [])
  }

  @Test func `no query reads JSON`() {
    let places = SourceTree.shipped.filter { $0.path.hasPrefix("Sources/PurserStore/") }
      .flatMap { file in
        file.source.literals.filter { $0.text.contains("json_") && $0.text.contains("SELECT") }
          .map { "\(file.path):\($0.line)" }
      }
    #expect(places == [])
  }

  private func violations(of rule: SourceRule, in files: [SourceFile]) -> [String] {
    files.flatMap { file in rule.violations(file).map { "\(file.path):\($0)" } }
  }
}
