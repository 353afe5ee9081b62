import SystemKit

/// The paths that a record of exports names, found by the place they lead to once links are resolved.
struct RecordedPaths {
  private var links = LinkResolver()
  private var byPlace: [String: [String]]?

  /// Returns the recorded paths that lead where `path` leads, in the order of `all`, which gives every one and is asked
  /// when the first path is looked for: nearly always a path itself is on record.
  mutating func leading(
    where path: String, all: () throws -> [String]
  ) rethrows -> [String] {
    let known = try byPlace ?? Dictionary(grouping: all()) { links.file($0) }
    byPlace = known
    return known.isEmpty ? [] : known[links.file(path)] ?? []
  }
}
