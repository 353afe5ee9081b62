import CommandKit
import PurserDomain
import PurserServices
import SystemKit

/// Where a secret is read from; never an argument.
enum SecretSource: Equatable, Sendable {
  case standardInput
  case file(String)
  case variable(String)
  case descriptor(Int32)
  case prompt
}

extension SecretSource {
  /// Checks the number of a descriptor; 0 is standard input. Throws a usage error for one that is not for
  /// reading.
  init(descriptor number: Int64, option: String) throws(UsageError) {
    guard (0...65_535).contains(number), !(1...2).contains(number) else {
      throw UsageError(
        .invalidValue, "The value '\(number)' is invalid for '\(option) <n>'.", subject: option,
        hint: "Give the number of a descriptor that is open for reading.")
    }
    self = number == 0 ? .standardInput : .descriptor(Int32(number))
  }
}

extension CommandContext {
  /// Reads a secret that `check` accepts and tells what was left out of it and what it reads like; a person sees its ends, and is asked
  /// again for what is refused. Throws `invalid` for what cannot be a key, a usage error where nothing can be read, and what
  /// reading and `check` throw; no error repeats any of it.
  func secret(
    from source: SecretSource, prompt: String, check: (GivenSecret) throws -> Void = { _ in }
  ) throws -> GivenSecret {
    func read() throws -> GivenSecret {
      let given = try GivenSecret(bytes(of: source, prompt: prompt), from: source.place)
      try check(given)
      return given
    }
    let given = try source == .prompt ? askingAgain(read) : read()
    if given.hadByteOrderMark {
      note("Note: the byte-order mark before the value was left out.")
    }
    if given.wasTrimmed { note("Note: white space around the value was left out.") }
    if let likeness = given.likeness {
      note("Note: the value reads like \(likeness.phrase); it is sealed as it stands.")
    }
    if source == .prompt || streams.isErrorTerminal { note("Read \(given.masked)") }
    return given
  }

  private func bytes(of source: SecretSource, prompt: String) throws -> [UInt8] {
    // One more than is accepted, so that the check sees what is too long.
    let limit = GivenSecret.maximumBytes + 2
    switch source {
    case .standardInput:
      guard !streams.isInputTerminal else {
        throw UsageError(
          .unsupported, "Standard input is a terminal, which would show the value.",
          hint: "Pipe the value in, or let it be asked for (providers: --key-prompt).")
      }
      return try streams.readInput(limit)
    case .file(let path):
      return try FileReader.read(Directories.expandHome(path, environment), limit: limit)
    case .variable(let name):
      guard let value = environment.nonEmpty(name) else {
        let isName = EnvironmentName.isName(name)
        throw DomainError(
          .invalid, isName ? "The variable '\(name)' is not set." : "There is no such variable.",
          subject: isName ? name : "environment",
          hint: "Give the name of a variable that holds the value, not the value.")
      }
      return Array(value.utf8)
    case .descriptor(let number):
      return try StandardStreams.read(descriptor: number, limit: limit)
    case .prompt:
      guard !options.noInput else {
        throw UsageError(
          .conflict, "Nothing can be asked with --no-input.",
          hint: "Give the value on standard input instead.")
      }
      return try streams.askHidden(prompt)
    }
  }
}

extension SecretSource {
  /// How a message names it.
  fileprivate var place: String {
    switch self {
    case .standardInput: "standard input"
    case .file: "the file"
    case .variable: "the variable"
    case .descriptor(let number): "descriptor \(number)"
    case .prompt: "the terminal"
    }
  }
}
