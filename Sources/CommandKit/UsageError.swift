/// A command line that cannot be carried out as it stands. Its exit code is 64.
package struct UsageError: Error, Equatable, Sendable {
  /// Stable names of what can be wrong with a command line.
  package enum Code: String, Sendable {
    case unknownCommand = "unknown_command"
    case unknownOption = "unknown_option"
    case missingValue = "missing_value"
    case unexpectedValue = "unexpected_value"
    case missingArgument = "missing_argument"
    case unexpectedArgument = "unexpected_argument"
    case missingOption = "missing_option"
    case invalidValue = "invalid_value"
    /// Two things were given that exclude each other.
    case conflict = "conflicting_options"
    /// The command cannot honour something that was given.
    case unsupported = "unsupported_option"
    /// It asks before it acts, and nobody can be asked here.
    case confirmation = "confirmation_required"
  }

  package let code: Code
  package let message: String
  /// The word at fault; nil when it may be a secret or there is none.
  package let subject: String?
  package let hint: String?
  package let cause: String?
  /// Words of the command that was being read, without the program's name.
  package var path: [String] = []
  /// The command's usage line, filled in by the tree.
  package var usage: String?

  /// Makes an error; `message` is a sentence, `hint` a command or an action.
  package init(
    _ code: Code, _ message: String, subject: String? = nil, hint: String? = nil,
    cause: String? = nil
  ) {
    self.code = code
    self.message = message
    self.subject = subject
    self.hint = hint
    self.cause = cause
  }
}

extension UsageError {
  static func missingArgument(_ parameter: ParameterDescription) -> UsageError {
    UsageError(
      .missingArgument, "Missing argument '\(parameter.display)'.", subject: parameter.name,
      hint: parameter.help)
  }

  static func missingOption(_ parameter: ParameterDescription) -> UsageError {
    UsageError(
      .missingOption, "Missing option '\(parameter.display)'.", subject: "--\(parameter.name)",
      hint: parameter.help)
  }

  static func missingValue(_ parameter: ParameterDescription, spelling: String) -> UsageError {
    UsageError(
      .missingValue, "Missing value for '\(spelling) <\(parameter.valueName)>'.",
      subject: spelling,
      hint: "A value that starts with a dash is written '\(spelling)=VALUE'.")
  }

  static func emptyValue(_ spelling: String, isList: Bool) -> UsageError {
    UsageError(
      .invalidValue, "Empty value for '\(spelling)'.", subject: spelling,
      hint: isList
        ? "Give at least one value, and nothing empty between commas."
        : "Give a value, or leave '\(spelling)' out.")
  }

  static func unexpectedValue(_ spelling: String) -> UsageError {
    UsageError(
      .unexpectedValue, "The flag '\(spelling)' takes no value.", subject: spelling,
      hint: "Write '\(spelling)' alone.")
  }

  static func invalidValue(
    _ word: String, for parameter: ParameterDescription, spelling: String, fault: ArgumentFault
  ) -> UsageError {
    let name = parameter.kind == .argument ? spelling : "\(spelling) <\(parameter.valueName)>"
    guard !parameter.isSensitive else {
      return UsageError(.invalidValue, "The value for '\(name)' is invalid.", hint: fault.hint)
    }
    let suggestion = nearest(to: word, among: parameter.allowedValues)
    return UsageError(
      .invalidValue, "The value '\(word)' is invalid for '\(name)'.", subject: word,
      hint: suggestion.map { "Did you mean '\($0)'?" } ?? fault.hint)
  }

  static func unexpectedArgument(_ word: String) -> UsageError {
    UsageError(.unexpectedArgument, "Unexpected argument '\(word)'.", subject: word)
  }

  static func unknownOption(_ spelling: String, known: [String]) -> UsageError {
    let begun = begun(by: spelling, among: known)
    // Which of several options was cut short is not known; more than a line holds are of no use.
    let hint =
      (2...9).contains(begun.count)
      ? "Did you mean one of \(begun.joined(separator: ", "))?"
      : nearest(to: spelling, among: known).map { "Did you mean '\($0)'?" }
    return UsageError(
      .unknownOption, "Unknown option '\(spelling)'.", subject: spelling, hint: hint)
  }

  static func unsupportedOption(_ spelling: String, command: String) -> UsageError {
    UsageError(
      .unsupported, "'\(command)' does not take '\(spelling)'.", subject: spelling,
      hint: "Leave it out.")
  }

  /// `below` are commands of that very name in groups of this one: nearer than a name that is spelt alike.
  static func unknownCommand(
    _ word: String, group: String, known: [String], below: [String] = []
  ) -> UsageError {
    let hint =
      switch below.count {
      case 0:
        nearest(to: word, among: known).map { "Did you mean '\(group) \($0)'?" }
          ?? "Choose one of: \(known.joined(separator: ", "))."
      case 1: "Did you mean '\(below[0])'?"
      default: "Did you mean one of \(below.map { "'\($0)'" }.joined(separator: ", "))?"
      }
    return UsageError(
      .unknownCommand, "Unknown command '\(word)'.", subject: word, hint: hint)
  }
}
