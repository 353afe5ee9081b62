/// One part of a command's declaration: an argument, an option, a flag, or a group of them.
package protocol Parameter<Value>: Sendable {
  /// The type handed to the command's `build`.
  associatedtype Value

  /// What help and completion say about it; a group gives one entry for each member.
  var descriptions: [ParameterDescription] { get }

  /// Takes its words and makes the value. Throws when a word is missing or does not fit.
  func read(_ words: WordReader) throws(UsageError) -> Value
}

/// The erased description of one argument, option or flag.
package struct ParameterDescription: Equatable, Sendable {
  /// The three shapes a parameter can have.
  package enum Kind: Equatable, Sendable {
    /// A word known by its place.
    case argument
    /// A name followed by a value.
    case option
    /// A name alone.
    case flag
  }

  package var kind: Kind
  /// Name without dashes; the key under which its words are kept.
  package var name: String
  /// Further long names without dashes.
  package var aliases: [String] = []
  /// One-letter name.
  package var short: Character?
  /// What stands between angle brackets in help.
  package var valueName: String
  /// One sentence or more, without the brackets for values and default.
  package var help: String
  /// The words of the default, shown in help; empty when there is none.
  package var defaults: [String] = []
  /// The closed set of words, if there is one.
  package var allowedValues: [String] = []
  package var occurrence: Occurrence = .optional
  /// Fewest words of a repeated argument.
  package var minimum = 0
  /// Splits one word into several values, for repeated options.
  package var separator: Unicode.Scalar?
  /// An empty value means something.
  package var allowsEmpty = false
  /// `--no-NAME` is accepted too.
  package var isNegatable = false
  /// Left out of help and completion.
  package var isHidden = false
  /// Its value never appears in what is recorded.
  package var isSensitive = false
  package var completion: CompletionSource = .none
  /// Title of its section in help; nil for the plain sections.
  package var section: String?

  /// True when leaving it out is a usage error.
  package var isRequired: Bool {
    switch occurrence {
    case .once: defaults.isEmpty
    case .optional: false
    case .repeated: minimum > 0
    }
  }

  /// All long names without dashes, the negated one included.
  package var longNames: [String] {
    kind == .argument ? [] : [name] + aliases + (isNegatable ? ["no-\(name)"] : [])
  }

  /// How messages name it: `--label <label>`, `--dry-run` or `<agent>`.
  package var display: String {
    switch kind {
    case .argument: "<\(valueName)>"
    case .option: "--\(name) <\(valueName)>"
    case .flag: "--\(name)"
    }
  }
}

/// Where a shell finds the words that can be completed.
package enum CompletionSource: Equatable, Hashable, Sendable {
  /// Nothing is known about the value.
  case none
  /// The parameter's allowed values.
  case values
  /// Any file.
  case files
  /// Any folder.
  case directories
  /// Words that name a command, one after the other.
  case commands
  /// A list the program looks up when asked; the kit does not know what it is.
  case named(String)
}
