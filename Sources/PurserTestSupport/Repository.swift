import Foundation

/// Paths of the checked-out repository, for tests that read sources, golden files or generated
/// pages.
package enum Repository {
  /// Absolute path of the folder that holds `Package.swift`, without a closing slash.
  package static let root: String =
    URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .standardizedFileURL.path

  /// Returns the text of the file at `path`, which is relative to the root; throws when it is
  /// missing or not UTF-8.
  package static func text(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  /// Returns the paths, relative to the root and sorted, of all files below `folder` that end in
  /// `suffix`. Hidden files and folders are left out. Empty when the folder does not exist.
  package static func files(below folder: String, suffix: String) -> [String] {
    let base = root + "/" + folder
    guard let walk = FileManager.default.enumerator(atPath: base) else { return [] }
    var found: [String] = []
    for case let path as String in walk
    where path.hasSuffix(suffix)
      && !path.split(separator: "/").contains(where: { $0.hasPrefix(".") })
    {
      found.append(folder + "/" + path)
    }
    return found.sorted()
  }
}
