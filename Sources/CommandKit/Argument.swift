/// A word known by its place. An optional value makes it optional, an array takes all words left.
package struct Argument<Value: ParameterValue>: Parameter {
  private let description: ParameterDescription
  private let fallback: Value?

  /// Declares an argument: `name` stands in angle brackets, `help` is a sentence. `minimum` is the
  /// fewest words of an array.
  package init(
    _ name: String,
    _ help: String,
    default fallback: Value? = nil,
    minimum: Int = 0,
    completion: CompletionSource? = nil,
    isSensitive: Bool = false,
    isHidden: Bool = false
  ) {
    self.fallback = fallback
    description = ParameterDescription(
      kind: .argument, name: name, valueName: name, help: help,
      defaults: fallback?.argumentTexts ?? [], allowedValues: Value.Single.allowedValues,
      occurrence: Value.occurrence, minimum: minimum, isHidden: isHidden,
      isSensitive: isSensitive,
      completion: completion ?? (Value.Single.allowedValues.isEmpty ? .none : .values))
  }

  package var descriptions: [ParameterDescription] { [description] }

  package func read(_ words: WordReader) throws(UsageError) -> Value {
    let given = words.takeArguments(Value.occurrence == .repeated ? .max : 1)
    guard given.count >= description.minimum else {
      throw .missingArgument(description)
    }
    if given.isEmpty, let fallback { return fallback }
    var values: [Value.Single] = []
    for word in given {
      values.append(try description.value(of: word, spelling: description.display))
    }
    guard let value = Value.assemble(values), !(given.isEmpty && description.isRequired) else {
      throw .missingArgument(description)
    }
    return value
  }
}

extension ParameterDescription {
  /// Makes a value of one word; `spelling` is the name the user gave it under.
  func value<Value: ArgumentValue>(
    of word: String, spelling: String
  ) throws(UsageError) -> Value {
    do throws(ArgumentFault) {
      return try Value(argument: word)
    } catch {
      throw .invalidValue(word, for: self, spelling: spelling, fault: error)
    }
  }
}
