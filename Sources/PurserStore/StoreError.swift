import SQLKit

/// What the store has to say when it does not do what it was asked.
package struct StoreError: Error, Equatable, Sendable {
  /// Stable names of the reasons; the texts beside them may change.
  package enum Code: String, Equatable, Sendable, CaseIterable {
    /// No row of that name.
    case notFound = "not_found"
    /// The store holds something that stands against it, or has moved on.
    case conflict
    /// A value that the schema does not let in.
    case invalid
    /// A change that the store never makes.
    case refused
    /// Others are writing, for longer than one waits.
    case busy
    /// There is no store yet, or only the beginning of one.
    case notSetUp = "not_set_up"
    /// Written by a newer program.
    case newerSchema = "newer_schema"
    /// Written by an older program and not migrated since.
    case olderSchema = "older_schema"
    /// A file of something else.
    case foreign
    /// A damaged file.
    case corrupt
    /// A file or folder that cannot be written.
    case readOnly = "read_only"
    /// Not permitted by the operating system.
    case permission
    /// No space left.
    case full
    /// The store cannot be reached.
    case unavailable
    /// Reading or writing failed in the operating system.
    case io
    /// Stopped before the end; nothing was changed.
    case interrupted
    /// A fault of the program.
    case `internal`
  }

  /// The stable reason.
  package var code: Code
  /// What happened to what: one sentence, the subject in single quotes.
  package var message: String
  /// The row, value or file that the sentence is about.
  package var subject: String
  /// A command or an action that helps, or nil when there is none.
  package var hint: String?
  /// The text of the error below this one, or nil. Never a bound value.
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

extension StoreError: CustomStringConvertible {
  package var description: String {
    ([message, hint, cause].compactMap { $0 }).joined(separator: " / ")
  }
}
