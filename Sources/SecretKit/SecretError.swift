/// What went wrong with a key or a sealed value, in the five fields that every error has. No field
/// ever carries key or value.
package struct SecretError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure, in a word that stays the same between versions.
  package enum Code: String, Sendable, CaseIterable {
    /// Text or file that is no key.
    case invalidKey = "invalid_key"
    /// A value sealed with another key than the one given.
    case wrongKey = "wrong_key"
    /// A sealed value that was changed, cut short or moved to another owner.
    case corrupt
    /// The crypto library could not be started.
    case unavailable
  }

  package var code: Code
  package var message: String
  package var subject: String?
  package var hint: String?
  package var cause: String?

  /// Makes an error from its five fields.
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

  package var description: String { message }
}
