package import JSONKit
import PurserDomain
import SystemKit

/// One thing an import has to say about its input: where it stands and what became of it.
package struct ImportFinding: Equatable, Sendable {
  /// How much it matters.
  package enum Kind: String, Sendable {
    /// The input was used; a person may want to know how.
    case note
    /// This part of the input was not used, the rest was.
    case skipped
    /// The file as a whole could not be used.
    case error
  }

  /// How much it matters.
  package var kind: Kind
  /// The file it is about, as an absolute path or as it was named.
  package var file: String
  /// The place in the file; nil when it is about the file as a whole.
  package var position: JSONPosition?
  /// The key it is about, from the root of the configuration; the root when there is none.
  package var path: JSONPath
  /// What was found, as a sentence; it carries no value of the file.
  package var message: String
  /// What to do about it; nil when there is nothing to do.
  package var hint: String?
  /// The error below, in its own words; nil when there is none.
  package var cause: String?
  /// Whether the file is there and this user may not read it.
  package var isForbidden = false

  /// A finding from its fields.
  package init(
    _ kind: Kind, file: String, position: JSONPosition? = nil, path: JSONPath = .root,
    _ message: String, hint: String? = nil, cause: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.position = position
    self.path = path
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  /// A finding about a file or folder that the system does not let be read.
  init(unreadable file: String, _ message: String, _ error: SystemError) {
    self.init(.error, file: file, message, hint: error.hint, cause: error.message)
    isForbidden = error.code == .permission
  }

  /// A finding about a file of an agent for which the configuration names `folder`, which is another one and has what counts.
  init(unread file: String, for folder: String) {
    self.init(
      .skipped, file: file,
      "The file was not read: the configuration names \(folder.quoted) as the agent's folder.")
  }

  /// The same without keys of known services that stand where a document has its names.
  var withoutKeys: ImportFinding {
    var finding = self
    let keys = path.elements.map { element in
      if case .key(let name) = element { SecretToken.isKnownKey(in: name) } else { false }
    }
    if keys.contains(true) {
      finding.path = JSONPath(
        zip(path.elements, keys).map { $1 ? .key(Redaction.mark) : $0 })
    }
    if SecretToken.isKnownKey(in: message) {
      finding.message = Redaction.redacted(message, limit: 2000)
    }
    return finding
  }

  /// The line in the file, counted from 1.
  package var line: Int? { position?.line }
  /// The column in the file, counted from 1 in Unicode scalars.
  package var column: Int? { position?.column }
}
