import CommandKit
import PurserDomain
import PurserServices

/// Where a command that takes one secret reads it: what every such command offers.
struct SecretInput: Equatable, Sendable {
  /// Nil when nothing is said: then the terminal is asked, if there is one.
  var source: SecretSource?

  static let parameters = ParameterGroup(
    title: "Secret",
    Flag("stdin", "Read the secret from standard input."),
    Option("from-env", "Read the secret from this environment variable.", value: "name"),
    Option("from-file", "Read the secret from this file.", value: "path", completion: .files),
    Option("from-fd", "Read the secret from this open file descriptor.", value: "n"),
    build: SecretInput.checked)

  private static func checked(
    stdin: Bool, variable: String?, file: PathText?, descriptor: Int64?
  ) throws(UsageError) -> SecretInput {
    let ways: [SecretSource?] = [
      stdin ? .standardInput : nil, variable.map { .variable($0) }, file.map { .file($0.text) },
      try descriptor.map { number throws(UsageError) in
        try SecretSource(descriptor: number, option: "--from-fd")
      },
    ]
    let given = ways.compactMap { $0 }
    guard given.count <= 1 else {
      throw UsageError(
        .conflict, "The secret is given in \(given.count) ways.",
        hint: "Keep one of --stdin, --from-env, --from-file and --from-fd.")
    }
    return SecretInput(source: given.first)
  }

  /// Where the secret comes from in this run; when nothing was said the terminal, or what is piped in.
  func source(in context: CommandContext) -> SecretSource {
    source ?? (context.streams.isInputTerminal ? .prompt : .standardInput)
  }

  /// Reads the secret. `name` says what it is, such as "API key of 'openai'", for the prompt.
  ///
  /// Throws a usage error when nothing was said and nobody can be asked, and as `CommandContext.secret`.
  func read(_ name: String, in context: CommandContext) throws -> GivenSecret {
    if let source { return try context.secret(from: source, prompt: "") }
    guard context.streams.isInputTerminal, !context.options.noInput else {
      throw UsageError(
        .missingOption, "Nothing says where the secret is read from.", subject: "--stdin",
        hint: "Give --stdin, --from-env NAME, --from-file PATH or --from-fd N.")
    }
    return try context.secret(from: .prompt, prompt: "\(name): ")
  }
}

extension UsageError {
  /// Throws when `text`, given for `parameter`, has more than `limit` bytes; it is not repeated.
  static func refuseLong(
    _ text: String?, in parameter: String, limit: Int
  ) throws(UsageError) {
    guard let text, text.utf8.count > limit else { return }
    throw UsageError(
      .invalidValue, "The value for '\(parameter)' is longer than \(limit) bytes.",
      subject: parameter, hint: "Give a shorter one.")
  }

  /// Throws unless `value` may stand for `parameter`: what looks like a key is refused and not repeated. Rules as
  /// `KeyLikeText.check`.
  static func refuseKey(in parameter: String, _ value: String) throws(UsageError) {
    do throws(DomainError) {
      try KeyLikeText.check(parameter: parameter, value: value)
    } catch {
      throw UsageError(.invalidValue, error.message, hint: error.hint)
    }
  }

  /// The same for a name that is stored.
  static func refuseKey(in parameter: String, name: String) throws(UsageError) {
    do throws(DomainError) {
      try KeyLikeText.check(parameter: parameter, name: name)
    } catch {
      throw UsageError(.invalidValue, error.message, hint: error.hint)
    }
  }
}
