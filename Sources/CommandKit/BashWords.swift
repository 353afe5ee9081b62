/// The words of a line as a person sees them, put together from bash's.
///
/// Bash breaks words at `:` and `=` too, so `--agent=al` and `work:key` arrive in three pieces, and
/// it replaces only the last piece. zsh and fish need none of this.
package struct BashWords: Equatable, Sendable {
  /// The whole words.
  package let words: [String]
  /// What bash already shows of the last word and must not be given again.
  package let kept: String

  /// Joins `pieces`, as bash's `COMP_WORDS` has them.
  package init(_ pieces: [String]) {
    var words: [String] = []
    var joinsNext = false
    // What stands before the last piece; in quotes nothing is broken, and all of the word is replaced.
    var kept = ""
    for piece in pieces {
      let isBreak = !piece.isEmpty && piece.allSatisfy { $0 == ":" || $0 == "=" }
      if isBreak || (joinsNext && !piece.isEmpty), let last = words.indices.last {
        kept = isBreak ? words[last] + piece : words[last]
        words[last] += piece
      } else {
        words.append(piece)
        kept = ""
      }
      joinsNext = isBreak
    }
    self.words = words
    self.kept = kept
  }
}
