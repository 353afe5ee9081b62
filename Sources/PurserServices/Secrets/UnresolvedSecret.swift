/// Why a secret reference gave no secret. No field carries anything of what a file, program or variable
/// holds.
package struct UnresolvedSecret: Error, Equatable, Sendable {
  /// The step at which it failed.
  package enum Step: String, Equatable, Sendable, CaseIterable {
    /// Parts that do not fit the rules of references.
    case invalidReference = "invalid_reference"
    /// No declaration of that name, or one of another source.
    case notDeclared = "not_declared"
    /// The declaration does not allow it.
    case notAllowed = "not_allowed"
    /// A variable, file, member or program that is not there.
    case notFound = "not_found"
    /// A file or program that others can read or change.
    case insecure
    /// What was found cannot be a secret: empty, too long, not UTF-8, more than one line.
    case unusable
    /// A program that failed.
    case failed
    /// A program that did not end in time.
    case timedOut = "timed_out"
    /// A file or an answer beyond its limit.
    case tooLarge = "too_large"
    /// Kept by the gateway, out of reach here.
    case outOfReach = "out_of_reach"
  }

  /// The reason code that lists and explanations show.
  package static let reason = "unresolved_ref"

  package var reference: SecretReference
  package var step: Step
  /// One sentence, the reference in single quotes.
  package var message: String
  /// A command or an action, where there is one.
  package var hint: String?

  /// What a person is told who stores the reference, with what helps.
  var remark: String { [message, hint].compactMap { $0 }.joined(separator: " ") }

  init(_ reference: SecretReference, _ step: Step, _ what: String, hint: String? = nil) {
    self.reference = reference
    self.step = step
    message = "The secret '\(reference.text)' cannot be had: \(what)."
    self.hint = hint
  }
}
