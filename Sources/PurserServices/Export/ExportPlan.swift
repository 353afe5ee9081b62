import JSONKit
package import PurserDomain
import PurserStore
import SystemKit

/// How a file stands against the store.
package enum ExportState: String, Sendable, CaseIterable {
  /// It says what the store says; nothing is written.
  case current
  /// It should be there and is not.
  case missing
  /// It is there, was never exported by this store, and would change or says something that the store does not.
  case neverExported = "never_exported"
  /// It is as it was exported, and the store has moved on; where an export would not write it, under what that kept.
  case stale
  /// It was changed since it was exported.
  case edited
  /// The agent has no folder to export to.
  case skipped
  /// It cannot be exported; the fault says why.
  case refused
}

/// Why a file that is as it was exported would come out otherwise now.
package struct StaleReason: Equatable, Sendable {
  /// Whether the store has another revision than the file was made from.
  package var storeHasMoved: Bool
  /// What was asked for then and is asked for now, where that differs.
  package var options: [Option]

  /// Something that decides how a file comes out.
  package struct Option: Equatable, Sendable, CustomStringConvertible {
    /// `dialect`, `mode`, `keys` or `agent`.
    package let name: String
    /// What it was when the file was written.
    package let then: String
    /// What it is now.
    package let now: String

    /// Makes an option of its name and its two values.
    package init(_ name: String, then: String, now: String) {
      self.name = name
      self.then = then
      self.now = now
    }

    package var description: String { "\(name) \(then), now \(now)" }
  }

  /// Makes a reason of its parts.
  package init(storeHasMoved: Bool, options: [Option]) {
    self.storeHasMoved = storeHasMoved
    self.options = options
  }
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
  /// Why it is stale; nil in every other state.
  package var staleReason: StaleReason?
  /// The event of the newest export of it; nil when none was made.
  package var exportEvent: Int64?

  /// The path with a link in place of the file resolved, where the bytes go.
  var target = ""
  /// What was there when it was looked at.
  var found = ReplacedFile.nothing
  var present: [UInt8]?
  /// What the present file says, where that was read.
  var document: PresentDocument?
  var generated: GeneratedFile?
  /// What the store alone says, for a file that was edited.
  var storeDocument: JSON?
  /// What the store alone says, for a file of which an export keeps something.
  var unmergedDocument: JSON?
  var mask = DocumentMask()
  /// Whether a key that means the same but is spelled otherwise is to be written anew.
  var respells = false
  /// Whether the present bytes were exported without any key, so that a name in them is one.
  var hasOnlyNames = false
  /// What goes on record of a file that is as an export would leave it and was not written by one: without it, the next
  /// change of the store would meet the file as somebody else's, whose endpoints and keys stay. nil in every other case.
  var adoption: Adoption?

  /// The record of a file that need not be written.
  struct Adoption: Sendable {
    let digest: String
    let byteCount: Int
  }

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

  /// Whether the file is not as an export would leave it, or says something that the store does not.
  package var hasDrift: Bool {
    (state != .current && state != .skipped && !isLeftUnread) || wideMode != nil
  }

  /// Whether nobody can read the file, and the store has nothing to write in its place.
  package var isLeftUnread: Bool { generated?.isUnread ?? false }

  /// Whether an export puts the file on record without writing it: it is as an export would leave it.
  package var isAdopted: Bool { adoption != nil }

  /// How many bytes the file will have; nil when nothing is to stand there.
  package var byteCount: Int? { generated?.bytes?.count }

  /// Returns where the file differs from what it should be, secrets masked: for an edited one from what
  /// the store says; for others from what an export would write, then what it would keep of the file although the store
  /// does not say it. What an export would keep is marked.
  package func differences() -> [ModelsDifference] {
    guard hasDrift, let expected = storeDocument ?? generated?.document else { return [] }
    // What an export would write is compared by the letter: it has the file's spelling where that stays.
    let found = differences(from: expected, bySpelling: respells || storeDocument == nil)
    guard storeDocument == nil else { return found }
    return found + keptDifferences().filter { kept in !found.contains { $0.path == kept.path } }
  }

  /// Returns what an export keeps, or kept, of the file that was there although the store says otherwise or nothing,
  /// secrets masked.
  package func keptDifferences() -> [ModelsDifference] {
    guard let unmergedDocument else { return [] }
    return differences(from: unmergedDocument, bySpelling: respells).filter(\.isKept)
  }

  private func differences(from expected: JSON, bySpelling: Bool) -> [ModelsDifference] {
    let file = readDocument?.json ?? lenientDocument ?? [:]
    let kept = generated?.kept ?? []
    return ModelsComparison.differences(
      present: file, expected: expected, mask: mask(of: file), bySpelling: bySpelling
    ).map {
      var difference = $0
      difference.isKept = kept.contains { difference.path.isWithin($0) }
      return difference
    }
  }

  /// Returns what an export would change in the file, as `diff -u` would print it of both documents in
  /// the layout of an export, secrets masked; empty when it would not write. A present file counts here even if an
  /// export takes it for absent.
  package func textDiff() -> String {
    guard willWrite, let document = generated?.document else { return "" }
    let lenient = lenientDocument
    let old = readDocument?.json ?? lenient
    let mask = mask(of: old)
    // What only some can read may differ in nothing else.
    var shown = lenient == nil ? "" : "(a comment, or what else is no strict JSON)\n"
    if let old {
      shown += mask.masked(old.aligned(to: document)).text(.pretty) + "\n"
    } else if let present {
      // What cannot be read cannot be masked either, but nobody should think that nothing is there.
      let count = present.split(separator: UInt8(ascii: "\n")).count
      shown =
        present.isEmpty
        ? "(a file without a line, or too large to be read)\n"
        : "(\(count) lines that are not valid JSON)\n"
    }
    return TextDiff.unified(
      old: shown,
      new: mask.masked(document).text(.pretty) + "\n",
      oldName: present == nil ? "/dev/null" : path, newName: path)
  }
}

extension PlannedFile {
  /// What the present file says; nil without one.
  var readDocument: PresentDocument? { document ?? present.map(PresentDocument.init) }

  /// What a file says that readers refuse although it is JSON but for comments and the like; nil for any other.
  private var lenientDocument: JSON? {
    guard let present, let read = readDocument, read.json == nil,
      let document = (try? ModelsText(present, limit: present.count))?.document,
      document["providers"]?.object != nil
    else { return nil }
    return document
  }

  private func mask(of present: JSON?) -> DocumentMask {
    guard hasOnlyNames, let present else { return mask }
    var mask = mask
    mask.addNames(of: present)
    return mask
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

  /// Why nothing at all is exported; nil when at least one file is. What the file system says of one place stops all, as
  /// does a place that must not be written, such as a link out of the folder: it may be true of others. Two agents
  /// with one folder concern nobody else.
  var blockingFault: (any Error)? {
    let blocking = files.lazy.compactMap(\.fault).first {
      $0 is SystemError || ($0 as? StoreError)?.code == .refused
    }
    if let blocking { return blocking }
    guard files.allSatisfy({ $0.state == .skipped || $0.state == .refused }) else { return nil }
    return (files.first { $0.state == .refused } ?? files.first)?.fault
  }

  /// Refuses the files that would be written where this user may not write.
  mutating func refuseUnwritable() {
    for index in files.indices where files[index].willWrite {
      do throws(SystemError) {
        try Directories.checkWritable(SystemPath.parent(of: files[index].target))
      } catch {
        files[index].state = .refused
        files[index].willWrite = false
        files[index].fault = error
      }
    }
  }

  /// Files that others may read and an export narrows without writing them.
  package var narrowings: [PlannedFile] {
    files.filter { $0.wideMode != nil && !$0.willWrite && $0.fault == nil }
  }

  /// The files that an export writes.
  package var writes: [PlannedFile] { files.filter(\.willWrite) }

  /// The files that an export finds as it would leave them, and puts on record.
  package var adoptions: [PlannedFile] { files.filter { $0.adoption != nil } }
}

/// What an export left.
package struct ExportOutcome: Sendable {
  /// What was found before, and what was done about it.
  package var plan: ExportPlan
  /// The event in the trail; nil when no file was written or put on record.
  package var eventID: Int64?
  /// Paths whose permission bits were narrowed without writing.
  package var narrowed: [String]
}
