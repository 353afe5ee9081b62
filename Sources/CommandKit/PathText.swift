/// The path of a file or folder as it is typed; never empty, as a shell variable that is not set leaves it.
package struct PathText: ArgumentValue, Equatable {
  /// In bytes: what the system takes.
  package static let limit = 4096

  /// The path, not yet made absolute.
  package let text: String

  package init(argument: String) throws(ArgumentFault) {
    guard argument.contains(where: { !$0.isWhitespace }) else {
      throw ArgumentFault("Name a path; the word is empty.")
    }
    guard argument.utf8.count <= Self.limit else {
      throw ArgumentFault("Name a path of at most \(Self.limit) bytes.")
    }
    text = argument
  }

  package var argumentText: String { text }
}
