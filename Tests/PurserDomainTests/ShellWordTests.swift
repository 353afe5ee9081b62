import PurserDomain
import Testing

struct ShellWordTests {
  @Test(arguments: [
    ("plain", "plain"), ("openai/gpt-5.2", "openai/gpt-5.2"), ("a:b@c,d=e%+", "a:b@c,d=e%+"),
    ("", "''"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#), ("$(id)", "'$(id)'"),
    ("`x`", "'`x`'"), ("openai/*", "'openai/*'"), ("~", "'~'"), ("a\\b", #"'a\b'"#),
    ("日本", "'日本'"), ("a\nb", "'a\nb'"),
  ])
  func `a word for a shell is bare or quoted whole`(text: String, word: String) {
    #expect(text.shellWord == word)
  }

  @Test func `a quote with a combining mark behind it ended the quoted part of a hint`() {
    let text = "q a'\u{301};touch PWN;'\u{301}b.db"
    let word = #"'q a'\''"# + "\u{301};touch PWN;" + #"'\''"# + "\u{301}b.db'"
    #expect(Array(text.shellWord.utf8) == Array(word.utf8))
  }
}
