/// A name followed by a value: `--label Alpha` or `--label=Alpha`.
///
/// An array value makes it repeatable, and each word may hold several values between commas.
package struct Option<Value: ParameterValue>: Parameter {
  private let description: ParameterDescription
  private let fallback: Value?

  /// Declares an option. `name` has no dashes, `help` is a sentence, `value` stands in angle
  /// brackets (the name itself when left out), `separator` splits the words of an array. `allowsEmpty` is for an option of
  /// which an empty value means something, such as that there is to be none.
  package init(
    _ name: String,
    _ help: String,
    short: Character? = nil,
    aliases: [String] = [],
    value: String? = nil,
    default fallback: Value? = nil,
    separator: Unicode.Scalar? = ",",
    completion: CompletionSource? = nil,
    allowsEmpty: Bool = false,
    isSensitive: Bool = false,
    isHidden: Bool = false
  ) {
    self.fallback = fallback
    description = ParameterDescription(
      kind: .option, name: name, aliases: aliases, short: short, valueName: value ?? name,
      help: help, defaults: fallback?.argumentTexts ?? [],
      allowedValues: Value.Single.allowedValues, occurrence: Value.occurrence,
      separator: Value.occurrence == .repeated ? separator : nil, allowsEmpty: allowsEmpty,
      isHidden: isHidden,
      isSensitive: isSensitive,
      completion: completion ?? (Value.Single.allowedValues.isEmpty ? .none : .values))
  }

  package var descriptions: [ParameterDescription] { [description] }

  package func read(_ words: WordReader) throws(UsageError) -> Value {
    var values: [Value.Single] = []
    for given in words.takeOption(description.name) {
      for word in try pieces(of: given) {
        values.append(try description.value(of: word, spelling: given.spelling))
      }
    }
    if values.isEmpty, let fallback { return fallback }
    guard let value = Value.assemble(values) else { throw .missingOption(description) }
    return value
  }

  /// Splits a list. What is empty is refused: an unset shell variable must not widen or drop a selection unnoticed.
  private func pieces(of given: GivenOption) throws(UsageError) -> [String] {
    let word = given.value ?? ""
    let pieces =
      description.separator.map { separator in
        word.unicodeScalars.split(separator: separator, omittingEmptySubsequences: false)
          .map(trimmed)
      } ?? [word]
    if !description.allowsEmpty, pieces.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw .emptyValue(given.spelling, isList: description.occurrence == .repeated)
    }
    return pieces
  }
}

private func trimmed(_ text: Substring.UnicodeScalarView) -> String {
  var rest = text
  while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
  while rest.last?.properties.isWhitespace == true { rest.removeLast() }
  return String(Substring(rest))
}
