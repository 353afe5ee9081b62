package import CommandKit
import JSONKit
import PurserDomain
import PurserStore
import SystemKit

/// Any error as the reporter needs it: the five fields, and what the shell is told.
package struct Fault: Equatable, Sendable {
  package var code: String
  package var message: String
  package var subject: String?
  package var hint: String?
  package var cause: String?
  package var exitCode: ExitCode

  /// Makes a fault of its fields; the exit code follows from the code unless it is given.
  package init(
    code: String, message: String, subject: String? = nil, hint: String? = nil,
    cause: String? = nil
  ) {
    self.code = code
    self.message = message
    self.subject = subject
    self.hint = hint
    self.cause = cause
    exitCode = Self.exitCode(for: code)
  }
}

extension Fault {
  /// The same without what was typed in `arguments` and begins like a key, or is one though a file was asked for; an error of
  /// the store or the system names what it was asked for, and that must not end up in a log.
  func withoutKeys(typedIn arguments: [String]) -> Fault {
    let texts = [message, subject, hint, cause].compactMap { $0?.lowercased() }
    // A text may be cut, so the beginning of the key stands for it.
    let starts =
      (arguments.flatMap(KeyLikeText.parts) + arguments.compactMap(Self.keyInPlaceOfFile))
      .map { $0.prefix(12).lowercased() }
    guard starts.contains(where: { start in texts.contains { $0.contains(start) } }) else {
      return self
    }
    var fault = self
    fault.message = "A word of the line looks like a key and has no place there."
    fault.subject = nil
    fault.hint = "A key is never an argument; see the options of the secret in the help."
    fault.cause = nil
    return fault
  }

  /// The value of `argument`, which may stand behind an option's `=`, when it is no path and is a key.
  private static func keyInPlaceOfFile(_ argument: String) -> String? {
    let value = argument.hasPrefix("--") ? argument.split(atFirst: "=")?.after ?? "" : argument
    // A number is an instant or an id of something, and too long a one is told by its option; a line of several words is none,
    // such as a date.
    guard !value.holds("/"), !value.trimmed.holds(" "),
      !value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      SecretToken.matches(Array(value.utf8)[...])
    else { return nil }
    return value
  }

  /// Turns an error of the kits and the product into a fault. `foreign` is asked about errors of
  /// targets this one does not know; an unknown error is an internal fault, named by its type only,
  /// since its text may carry anything.
  init(_ error: any Error, foreign: (any Error) -> Fault?) {
    switch error {
    case let error as UsageError: self.init(error)
    case let error as StoreError: self.init(error)
    case let error as DomainError: self.init(error)
    case let error as SystemError: self.init(error)
    case let error as JSONError: self.init(error)
    default:
      self =
        foreign(error)
        ?? Fault(
          code: "internal", message: "Something went wrong inside purser.",
          hint: "Report this, with the command you ran.", cause: "\(type(of: error))")
    }
  }

  private init(_ error: UsageError) {
    self.init(
      code: error.code.rawValue, message: error.message, subject: error.subject, hint: error.hint,
      cause: error.cause)
    exitCode = .usage
  }

  private init(_ error: DomainError) {
    self.init(
      code: error.code.rawValue, message: error.message, subject: error.subject, hint: error.hint,
      cause: error.cause)
  }

  private init(_ error: StoreError) {
    self.init(
      code: error.code.rawValue, message: error.message, subject: error.subject, hint: error.hint,
      cause: error.cause)
  }

  private init(_ error: SystemError) {
    self.init(
      code: error.code.rawValue, message: error.message, subject: error.subject, hint: error.hint,
      cause: error.cause)
  }

  private init(_ error: JSONError) {
    self.init(
      code: error.code.rawValue, message: error.description, subject: error.subject,
      hint: error.hint, cause: error.cause)
    exitCode = .invalidData
  }

  /// What the shell is told. Codes mean the same in every target that uses them.
  private static func exitCode(for code: String) -> ExitCode {
    switch code {
    case "not_found", "conflict", "exists": .no
    case "invalid", "corrupt", "too_large", "outside_root", "invalid_path", "invalid_key",
      "invalid_request", "wrong_key":
      .invalidData
    case "unavailable", "timed_out", "deadline_passed", "unresolved", "unreachable", "proxy",
      "certificate", "tls", "closed", "bad_answer", "refused_redirect", "redirect_loop":
      .unavailable
    case "full", "io", "closed_pipe", "not_a_regular_file", "not_a_folder": .inputOutput
    case "busy": .busy
    case "refused", "permission", "read_only": .notPermitted
    case "newer_schema", "older_schema", "foreign", "not_set_up": .configuration
    case "interrupted": .interrupted
    default: .internalFault
    }
  }
}
