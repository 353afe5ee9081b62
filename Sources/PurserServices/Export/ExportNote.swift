package import JSONKit

/// Something an export has to say about one file, beside what it writes.
package struct ExportNote: Equatable, Sendable {
  /// How much it matters.
  package enum Severity: String, Sendable {
    /// Good to know.
    case info
    /// Something is not as the store says, or not as safe as it should be.
    case warning
  }

  package var severity: Severity
  /// The place in the file it is about; the root for the file itself.
  package var path: JSONPath
  /// One sentence. Never a secret value.
  package var message: String
  /// A command or an action, where there is one.
  package var hint: String?

  init(
    _ severity: Severity, _ path: JSONPath, _ message: String, hint: String? = nil
  ) {
    self.severity = severity
    self.path = path
    self.message = message
    self.hint = hint
  }

  /// The place of a provider in the file.
  static func place(of provider: String) -> JSONPath { ["providers", .key(provider)] }
}
