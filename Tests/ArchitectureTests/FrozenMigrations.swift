/// The committed list of migrations with their checksums.
struct FrozenMigrations {
  /// One line of the list: `CHECKSUM  PATH` as `sha256sum` writes it, or `open  PATH`.
  struct Entry: Equatable {
    /// Hexadecimal SHA-256 of the file; nil while the file is open.
    var checksum: String?
    /// Path below `migrations/`.
    var path: String
  }

  /// The entries in file order.
  let entries: [Entry]

  /// Reads the list; lines that are empty or begin with `#` are left out.
  init(_ text: String) {
    entries = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] != "#" else { return nil }
      return Entry(checksum: words[0] == "open" ? nil : String(words[0]), path: String(words[1]))
    }
  }

  /// One sentence per difference between the list and `files` (the present ones with their
  /// checksums, in order); empty when there is none.
  func violations(of files: [(path: String, checksum: String)]) -> [String] {
    var found: [String] = []
    let listed = entries.map(\.path)
    for path in listed where !files.contains(where: { $0.path == path }) {
      found.append("'\(path)' is gone: a merged migration stays.")
    }
    for file in files {
      guard let entry = entries.first(where: { $0.path == file.path }) else {
        found.append("'\(file.path)' is not listed: add it as open.")
        continue
      }
      if let checksum = entry.checksum, checksum != file.checksum {
        found.append("'\(file.path)' was changed: mend it with a migration of its own.")
      }
    }
    if let firstOpen = entries.firstIndex(where: { $0.checksum == nil }),
      entries[firstOpen...].contains(where: { $0.checksum != nil })
    {
      found.append("'\(entries[firstOpen].path)' is open before a frozen one.")
    }
    return found
  }
}
