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
  /// What to do, where there is something.
  var advice: Advice?
  /// The agent whose file it is about; nil for what is rendered once for all agents.
  var agent: Agent.ID?
  /// Whether the file is written with secrets, which the command that exports has to say again.
  var withSecrets = false

  /// A command or an action, where there is one.
  package var hint: String? { advice?.text(for: agent, withSecrets: withSecrets) }

  /// What a note advises.
  enum Advice: Equatable, Sendable {
    /// A command or an action that is the same whichever agent it is about.
    case action(String)
    /// The command that exports, with its options and what it does, after `other`, which is another way or empty.
    case export(options: String, effect: String, other: String = "")

    func text(for agent: Agent.ID?, withSecrets: Bool) -> String {
      switch self {
      case .action(let text): return text
      case .export(let options, let effect, let other):
        let selector =
          (agent.map { "--agent \($0) " } ?? "") + (withSecrets ? "--secrets " : "")
        return (other.isEmpty ? "" : "\(other); ") + "purser export \(selector)\(options) \(effect)"
      }
    }
  }

  init(
    _ severity: Severity, _ path: JSONPath, _ message: String, hint: String? = nil
  ) {
    self.init(severity, path, message, advice: hint.map(Advice.action))
  }

  init(_ severity: Severity, _ path: JSONPath, _ message: String, advice: Advice?) {
    self.severity = severity
    self.path = path
    self.message = message
    self.advice = advice
  }

  /// Says that a literal key stays in the store.
  static func sealedKey(at path: JSONPath) -> ExportNote {
    ExportNote(
      .info, path, "The key is sealed in the store; the file has 'secretref-managed' in its place.",
      advice: .export(options: "--secrets", effect: "writes it"))
  }

  /// Says that so many other values of a provider stay in the store: what reads them there, such as a program, gets a word.
  static func sealedMembers(_ count: Int, at path: JSONPath) -> ExportNote {
    let subject =
      count == 1 ? "1 other value of the provider is" : "\(count) other values of the provider are"
    return ExportNote(
      .warning, path,
      "\(subject) sealed; the file has 'secretref-managed' in \(count == 1 ? "its" : "their") place.",
      advice: .export(options: "--secrets", effect: "writes \(count == 1 ? "it" : "them")"))
  }

  /// Says that so many headers of a provider and its models stay in the store: readers send the word in their place.
  static func sealedHeaders(_ count: Int, at path: JSONPath) -> ExportNote {
    let (subject, place) = count == 1 ? ("1 header is", "its") : ("\(count) headers are", "their")
    return ExportNote(
      .warning, path,
      "\(subject) sealed; the file has 'secretref-managed' in \(place) place, and readers send that.",
      advice: .export(options: "--secrets", effect: "writes \(count == 1 ? "it" : "them")"))
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

  /// Says that a sealed value of a provider is not in the store any more.
  static func goneValue(at path: JSONPath) -> ExportNote {
    ExportNote(
      .warning, path, "A sealed value is undecryptable: it is gone. It is left out.",
      hint: "Run: purser audit verify. Give the value again: purser providers set --help")
  }

  /// Whether the note says that a literal key stays in the store.
  package var isAboutSealedKey: Bool { message == Self.sealedKey(at: path).message }

  /// The same with the command that exports acting on `agent`; what is rendered once for all agents names none.
  func directed(at agent: Agent.ID, withSecrets: Bool) -> ExportNote {
    var note = self
    note.agent = agent
    note.withSecrets = withSecrets
    return note
  }

  /// The place of a provider in the file.
  static func place(of provider: String) -> JSONPath { ["providers", .key(provider)] }
}
