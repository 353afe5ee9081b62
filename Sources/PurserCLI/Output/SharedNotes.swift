import JSONKit

/// Notes that many files have word for word: told of the first of them, and counted for the others.
struct SharedNotes {
  /// What a note says, whichever file it is about.
  struct Note: Hashable {
    /// The place in the file.
    let path: JSONPath
    let message: String

    var line: Line { path == .root ? "\(message)" : "\(path): \(message)" }
  }

  /// So many are told one by one.
  private static let few = 3

  private var counts: [Note: Int] = [:]
  private var told: Set<Note> = []
  /// Each that many files have, in the order in which they became many.
  private(set) var shared: [Note] = []

  /// Counts `notes`.
  init(_ notes: some Sequence<Note>) {
    for note in notes {
      counts[note, default: 0] += 1
      if counts[note] == Self.few + 1 { shared.append(note) }
    }
  }

  /// Whether a note is told where it comes now.
  mutating func tells(_ note: Note) -> Bool {
    told.insert(note).inserted || counts[note, default: 0] <= Self.few
  }

  /// What stands for the others of a note that many files have; nil for any other.
  func others(of note: Note) -> Line? {
    let count = counts[note, default: 0]
    return count > Self.few ? "… and \(count - 1) more: " + note.line : nil
  }
}
