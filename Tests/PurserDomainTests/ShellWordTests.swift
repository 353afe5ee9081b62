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
}
