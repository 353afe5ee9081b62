/// A parameter made of parameters: a set that several commands share, such as paging.
package struct ParameterGroup<Value>: Parameter {
  package let descriptions: [ParameterDescription]
  private let make: @Sendable (WordReader) throws(UsageError) -> Value

  /// Declares a group. `title` heads its own section in help; nil leaves the members in the plain
  /// ones. `build` gets the members' values in order and may refuse a combination.
  package init<each Member: Parameter>(
    title: String? = nil,
    _ members: repeat each Member,
    build: @escaping @Sendable (repeat (each Member).Value) throws(UsageError) -> Value
  ) {
    var descriptions: [ParameterDescription] = []
    for member in repeat each members {
      descriptions += member.descriptions
    }
    if let title {
      for index in descriptions.indices where descriptions[index].section == nil {
        descriptions[index].section = title
      }
    }
    self.descriptions = descriptions
    make = { (words: WordReader) throws(UsageError) -> Value in
      try build(repeat try (each members).read(words))
    }
  }

  package func read(_ words: WordReader) throws(UsageError) -> Value {
    try make(words)
  }
}
