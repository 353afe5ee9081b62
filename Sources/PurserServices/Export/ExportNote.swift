package import JSONKit
import PurserDomain

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

  /// Says that a literal key stays in the store.
  static func sealedKey(at path: JSONPath) -> ExportNote {
    ExportNote(
      .info, path, "The key is sealed in the store; the file has 'secretref-managed' in its place.",
      hint: "purser export --secrets writes it")
  }

  /// Says that a sealed value of a provider does not open.
  static func undecryptable(
    _ field: String, at path: JSONPath, _ reason: OpenedSecret.Reason
  ) -> ExportNote {
    ExportNote(
      .warning, path,
      "The sealed value '\(field)' is undecryptable: \(reason.phrase). It is left out.",
      hint: "Give the value again: purser providers set --help")
  }

  /// Whether the note says that a literal key stays in the store.
  package var isAboutSealedKey: Bool { message == Self.sealedKey(at: path).message }

  /// The same with the command that exports acting on `agent`; what is rendered once for all agents names none.
  func directed(at agent: Agent.ID) -> ExportNote {
    let command = "purser export "
    guard let hint else { return self }
    let starts = hint.indices.filter { hint[$0...].hasPrefix(command) }
    guard let start = starts.first else { return self }
    let rest = hint[start...].dropFirst(command.count)
    var note = self
    note.hint = hint[..<start] + command + "--agent \(agent) " + rest
    return note
  }

  /// The place of a provider in the file.
  static func place(of provider: String) -> JSONPath { ["providers", .key(provider)] }
}
