import JSONKit
import PurserDomain

/// What was met while reading one file: findings and counts. Places are filled in once, at the end.
final class ImportLog {
  struct Entry {
    var kind: ImportKind
    var agent: Agent.ID?
    var finding: ImportFinding
  }

  /// A hostile file could ask for millions of findings; those past the limit are only counted. Each level has its own, so
  /// that the notes of a large fleet leave room for its errors.
  static let findingLimit = 500

  /// The file that new findings are about.
  var file: String
  /// The agent that new findings are about, if any.
  var agent: Agent.ID?
  private(set) var entries: [Entry] = []
  private(set) var counts: [ImportKind: ImportCount] = [:]
  private(set) var omitted = 0
  private var kept: [ImportFinding.Kind: Int] = [:]

  init(file: String) {
    self.file = file
  }

  /// How many parts of the file were told of that were not used.
  private(set) var skipCount = 0

  /// Adds to a count.
  func count(_ kind: ImportKind, _ member: WritableKeyPath<ImportCount, Int>, _ number: Int = 1) {
    guard number != 0 else { return }
    counts[kind, default: ImportCount()][keyPath: member] += number
  }

  /// Counts one thing that is in the file and not used.
  func countSkipped(_ kind: ImportKind) {
    count(kind, \.read)
    count(kind, \.skipped)
  }

  /// Notes something a person may want to know; the input was used.
  func note(
    _ kind: ImportKind, _ path: JSONPath, _ message: String, hint: String? = nil
  ) {
    add(.note, kind, path, message, hint)
  }

  /// Notes a part of the file that was not used.
  func skip(
    _ kind: ImportKind, _ path: JSONPath, _ message: String, hint: String? = nil
  ) {
    skipCount += 1
    add(.skipped, kind, path, message, hint)
  }

  /// Whether `text`, which stands for `what`, such as a name, holds a key of a known service; then it is to be left out, and the
  /// finding does not show it. `path` must not either.
  func leavesOut(
    keyIn text: String, as what: String, _ kind: ImportKind, _ path: JSONPath
  ) -> Bool {
    guard SecretToken.isKnownKey(in: text) else { return false }
    skip(
      kind, path, "What stands for \(what) holds a key and was left out.",
      hint: "Take the key out there, and give its provider a new one: it may have been listed.")
    return true
  }

  /// Adds a finding that is complete already.
  func add(_ kind: ImportKind, _ finding: ImportFinding) {
    guard kept[finding.kind, default: 0] < Self.findingLimit else {
      omitted += 1
      return
    }
    kept[finding.kind, default: 0] += 1
    entries.append(Entry(kind: kind, agent: agent, finding: finding))
  }

  /// Gives each finding of `file`, or with nil each one, its line and column, and with `written` the path that its place has
  /// in the file.
  func locate(
    in file: String? = nil, written: (JSONPath) -> JSONPath = { $0 },
    _ position: (JSONPath) -> (file: String, position: JSONPosition?)?
  ) {
    for index in entries.indices where entries[index].finding.position == nil {
      let path = entries[index].finding.path
      guard path != .root, file == nil || file == entries[index].finding.file else { continue }
      entries[index].finding.path = written(path)
      guard let place = position(path) else { continue }
      entries[index].finding.file = place.file
      entries[index].finding.position = place.position
    }
  }

  /// The same for an agent that has the same content in another file.
  func moved(to file: String, agent: Agent.ID?) -> ImportLog {
    let copy = ImportLog(file: file)
    copy.agent = agent
    copy.counts = counts
    copy.omitted = omitted
    copy.kept = kept
    copy.entries = entries.map { entry in
      var entry = entry
      entry.finding.file = file
      entry.agent = agent
      return entry
    }
    return copy
  }

  private func add(
    _ severity: ImportFinding.Kind, _ kind: ImportKind, _ path: JSONPath, _ message: String,
    _ hint: String?
  ) {
    add(kind, ImportFinding(severity, file: file, path: path, message, hint: hint))
  }
}

extension ImportLog {
  /// Returns `written`, a secret that stands at `path`, without the white space and byte-order marks around it, which no call
  /// can carry, and notes that they went, or that there is one within.
  func trimmed(_ written: String, _ kind: ImportKind, _ path: JSONPath) -> String {
    let secret = written.trimmed
    guard !secret.isEmpty else { return secret }
    if secret.utf8.count != written.utf8.count {
      note(kind, path, "White space around the secret was left out.")
    }
    if secret.hasUnprintable {
      note(
        kind, path, "The secret holds a control character, so no call can be made with it.",
        hint: "Store it again, the key alone and on one line.")
    }
    return secret
  }
}

extension String {
  /// The text as a message may show it: quoted, short, without control characters.
  var quoted: String { "'\(printable(limit: 80))'" }
}
