/// What a rule of the domain has to say about a value it does not accept.
///
/// The five fields are the same in every error of the program, so one reporter serves all.
package struct DomainError: Error, Equatable, Sendable {
  /// Stable names of the reasons; the texts beside them may change.
  package enum Code: String, Equatable, Sendable {
    case invalid
    case notFound = "not_found"
    case refused
    case conflict
  }

  /// The stable reason.
  package var code: Code
  /// What happened to what: one sentence, the subject in single quotes.
  package var message: String
  /// The value or name that the sentence is about, without control characters.
  package var subject: String
  /// A command or an action that helps, or nil when there is none.
  package var hint: String?
  /// The text of the error below this one, or nil.
  package var cause: String?

  /// Makes an error from its five fields.
  package init(
    _ code: Code, _ message: String, subject: String, hint: String? = nil, cause: String? = nil
  ) {
    self.code = code
    self.message = message
    self.subject = subject
    self.hint = hint
    self.cause = cause
  }
}
