import PurserDomain
import Testing

struct KeySpellingTests {
  @Test(
    arguments: [
      ("$NAME", "NAME"), ("${NAME}", "NAME"), ("$lower_1", "lower_1"), ("NAME", nil), ("$1A", nil),
      ("${NAME", nil), ("$NAME-x", nil), ("$", nil), ("${}", nil), ("$$NAME", nil),
    ] as [(String, String?)])
  func `a whole text that names a variable`(text: String, name: String?) {
    #expect(KeySpelling.referencedName(in: text) == name)
  }

  @Test(arguments: [
    ("a${B}", true), ("${B}", true), ("$B", false), ("$${B}", false), ("${1}", false),
    ("$$${B}", true), ("${", false), ("cost: 5$", false),
  ])
  func `a text with a variable inside`(text: String, holds: Bool) {
    #expect(KeySpelling.holdsReference(text) == holds)
  }

  @Test func `a text of nothing but beginnings of variables was read once for each`() {
    let text = String(repeating: "${", count: 100_000)
    #expect(!KeySpelling.holdsReference(text))
    #expect(KeySpelling.expanded(text) { _ in "" } == text)
  }

  @Test(arguments: ["plain", "$x", "!x", "a$b$$", "$!", "x!", "${A}", ""])
  func `an escaped literal reads back as itself`(literal: String) {
    #expect(KeySpelling.expanded(KeySpelling.escaped(literal)) { _ in nil } == literal)
  }

  @Test func `variables are filled in, and one without a value is told`() {
    let values = ["A": "1", "b_2": "2"]
    #expect(KeySpelling.expanded("x${A}-$b_2$") { values[$0] } == "x1-2$")
    #expect(KeySpelling.expanded("${A}${C}") { values[$0] } == nil)
    #expect(KeySpelling.expanded("${A") { values[$0] } == "${A")
  }
}
