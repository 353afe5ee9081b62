import Testing

@testable import CommandKit

private func candidates(_ words: [String]) -> [String] {
  sample.completion(of: words).candidates.map(\.word)
}

@Suite struct CompletionTests {
  @Test(arguments: [
    ([""], ["box", "copy", "empty"]),
    ([], ["box", "copy", "empty"]),
    (["b"], ["box"]),
    (["box", ""], ["list", "add"]),
    (["box", "--id", "a", "l"], ["list"]),
    (["box", "add", "red", "--sh"], ["--shade"]),
    (["box", "add", "red", "--shade", ""], ["light", "dark"]),
    (["box", "add", "red", "--shade=d"], ["--shade=dark"]),
    (["box", "add", "--js"], ["--json"]),
    (["box", "add", "--tok"], []),
    (["box", "add", "--no"], ["--no-pack"]),
    (["box", "--l"], ["--limit"]),
    (["box", "add", "--", "--sh"], []),
    (["box", "nonsense", "ad"], ["add"]),
    (["--he"], ["--help"]),
  ])
  func `known words are offered`(words: [String], expected: [String]) {
    #expect(candidates(words) == expected)
  }

  @Test func `a value's source is named, with what was typed of it`() {
    #expect(
      sample.completion(of: ["box", "--id", "a,b"])
        == Completion(candidates: [], source: .named("boxes"), typed: "b", kept: "a,"))
    #expect(
      sample.completion(of: ["box", "list", "--box=a"])
        == Completion(candidates: [], source: .named("boxes"), typed: "a", kept: "--box="))
    #expect(
      sample.completion(of: ["copy", "x", "y"])
        == Completion(
          candidates: [], source: .files, typed: "y", kept: "", arguments: ["x"]))
  }

  @Test(arguments: [
    (["box", "add"], ["box", "add"], ""),
    (["--agent", "=", "al"], ["--agent=al"], "--agent="),
    (["--agent", "="], ["--agent="], "--agent="),
    (["work", ":", "key"], ["work:key"], "work:"),
    (["a", ":", "b", ":", ""], ["a:b:", ""], ""),
    (["x", "::", "y"], ["x::y"], "x::"),
    // In quotes bash parts nothing, and all of it is replaced.
    (["\"work:k"], ["\"work:k"], ""),
    (["--x", "=", "'a:b"], ["--x='a:b"], "--x="),
    ([], [], ""),
  ])
  func `bash's pieces become words again`(pieces: [String], words: [String], kept: String) {
    let joined = BashWords(pieces)
    #expect(joined.words == words)
    #expect(joined.kept == kept)
  }

  @Test(arguments: [
    ("plain", "plain"), ("\"open", "open"), ("'open it", "open it"), ("\"a b\"/c", "a b/c"),
    ("a\\ b", "a b"), ("a\\", "a"), ("\"a\\b\\\"c", "a\\b\"c"), ("'a\\'b", "a\\b"),
    ("$HOME/x", "/home/lee/x"), ("\"${HOME}/x", "/home/lee/x"), ("'$HOME/x", "$HOME/x"),
    ("\\$HOME", "$HOME"), ("$NOBODY/x", "$NOBODY/x"), ("${HOME", "${HOME"), ("$(ls)", "$(ls)"),
    ("", ""), ("'a'\u{301}b", "a\u{301}b"), ("a\\'\u{301}", "a'\u{301}"),
  ])
  func `a word is read as the shell would read it`(typed: String, text: String) {
    #expect(TypedWord.text(of: typed) { $0 == "HOME" ? "/home/lee" : nil } == text)
  }
}
