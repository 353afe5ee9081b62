/// Everything about a command's words in one place: help, completion and parsing follow from it.
///
/// Each parameter carries its value's type, and `build` must accept exactly these types in this
/// order, so a forgotten, extra or wrongly typed parameter does not compile.
package struct Declaration<Body: Sendable>: Sendable {
  package let name: String
  package let summary: String
  package let discussion: String
  package let examples: [String]
  package let parameters: [ParameterDescription]
  package let isHidden: Bool
  private let make: @Sendable (WordReader) throws(UsageError) -> Body

  /// Declares a command. `summary` is one sentence for lists; `discussion` follows it on the
  /// command's own page, paragraphs separated by an empty line; each example is a whole command
  /// line and is run by a test.
  package init<each Member: Parameter>(
    _ name: String,
    _ summary: String,
    _ parameters: repeat each Member,
    examples: [String],
    discussion: String = "",
    isHidden: Bool = false,
    build: @escaping @Sendable (repeat (each Member).Value) throws(UsageError) -> Body
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.isHidden = isHidden
    var descriptions: [ParameterDescription] = []
    for parameter in repeat each parameters {
      descriptions += parameter.descriptions
    }
    self.parameters = descriptions
    make = { (words: WordReader) throws(UsageError) -> Body in
      try build(repeat try (each parameters).read(words))
    }
  }

  /// Makes the command from sorted words. Throws when one is missing, left over or does not fit.
  func read(_ words: WordReader) throws(UsageError) -> Body {
    let body = try make(words)
    if let word = words.leftover { throw .unexpectedArgument(word) }
    return body
  }

  /// The erased description; `path` is the words that lead here, the command's own included.
  func description(path: [String]) -> CommandDescription {
    CommandDescription(
      path: path, summary: summary, discussion: discussion, parameters: parameters,
      examples: examples, isHidden: isHidden)
  }
}
