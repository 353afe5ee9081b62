import JSONKit
package import PurserDomain

/// How a file stands against the store.
package enum ExportState: String, Sendable, CaseIterable {
  /// It says what the store says; nothing is written.
  case current
  /// It should be there and is not.
  case missing
  /// It is there, was never exported by this store, and would change.
  case neverExported = "never_exported"
  /// It is as it was exported, and the store has moved on.
  case stale
  /// It was changed since it was exported.
  case edited
  /// The agent has no folder to export to.
  case skipped
  /// It cannot be exported; the fault says why.
  case refused
}

/// One file of an export.
package struct PlannedFile: Sendable {
  package var agent: Agent.ID
  /// The absolute path by which the file is known; empty for an agent without a folder.
  package var path: String
  package var state: ExportState
  package var mode: ModelsDocument.Mode
  package var dialect: ModelsDocument.Dialect
  /// Whether an export writes the file.
  package var willWrite = false
  /// Permission bits of the present file when others may read it; an export narrows them to 0600.
  package var wideMode: UInt32?
  package var notes: [ExportNote] = []
  /// Why the file is skipped or refused.
  package var fault: (any Error)?

  /// The path with links resolved, where the bytes go.
  var target = ""
  var present: [UInt8]?
  var generated: GeneratedFile?
  /// What the store alone says, for a file that was edited.
  var storeDocument: JSON?
  var mask = DocumentMask()

  init(
    agent: Agent.ID, path: String, state: ExportState, mode: ModelsDocument.Mode,
    dialect: ModelsDocument.Dialect
  ) {
    self.agent = agent
    self.path = path
    self.state = state
    self.mode = mode
    self.dialect = dialect
  }

  /// Whether `--check` has something to say about the file.
  package var hasDrift: Bool {
    (state != .current && state != .skipped) || wideMode != nil
  }

  /// How many bytes the file will have; nil when nothing is to stand there.
  package var byteCount: Int? { generated?.bytes?.count }

  /// Returns where the file differs from what it should be, secrets masked: for an edited one from what
  /// the store says, with what an export would keep marked; for others from what an export would write.
  package func differences() -> [ModelsDifference] {
    guard hasDrift, let expected = storeDocument ?? generated?.document else { return [] }
    var ignored: [ExportNote] = []
    let file = present.flatMap { ModelsGenerator.read($0, &ignored) } ?? [:]
    let kept = generated?.kept ?? []
    return ModelsComparison.differences(present: file, expected: expected, mask: mask).map {
      var difference = $0
      difference.isKept = kept.contains { difference.path.isWithin($0) }
      return difference
    }
  }

  /// Returns what an export would change in the file, as `diff -u` would print it of both documents in
  /// the layout of an export, secrets masked; empty when it would not write.
  package func textDiff() -> String {
    guard willWrite, let document = generated?.document else { return "" }
    var ignored: [ExportNote] = []
    let old = present.flatMap { ModelsGenerator.read($0, &ignored) }
    return TextDiff.unified(
      old: old.map { mask.masked($0.aligned(to: document)).text(.pretty) + "\n" } ?? "",
      new: mask.masked(document).text(.pretty) + "\n",
      oldName: present == nil ? "/dev/null" : path, newName: path)
  }
}

/// What an export would do, or did.
package struct ExportPlan: Sendable {
  /// Revision of the store it was made from.
  package var revision: Int64
  /// One per agent asked for, in that order.
  package var files: [PlannedFile]
  /// Whether sealed values are written in plain text.
  package var includesSecrets: Bool

  /// Whether any file is not as the store says.
  package var hasDrift: Bool { files.contains { $0.hasDrift } }

  /// The files that an export writes.
  package var writes: [PlannedFile] { files.filter(\.willWrite) }
}

/// What an export left.
package struct ExportOutcome: Sendable {
  /// What was found before, and what was done about it.
  package var plan: ExportPlan
  /// The event in the trail; nil when no file was written.
  package var eventID: Int64?
  /// Paths whose permission bits were narrowed without writing.
  package var narrowed: [String]
}
