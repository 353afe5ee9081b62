import Foundation

/// Compares a whole text with a file below `Tests/Golden`.
///
/// `PURSER_UPDATE_GOLDEN=1 swift test` rewrites the files instead; with `CI=true` that is refused.
package enum Golden {
  /// Throws `GoldenMismatch` unless `text` equals the file `Tests/Golden/NAME` byte for byte.
  package static func check(_ text: String, _ name: String) throws {
    let environment = ProcessInfo.processInfo.environment
    try check(
      text, file: Repository.root + "/Tests/Golden/" + name,
      update: environment["PURSER_UPDATE_GOLDEN"] == "1", isCI: environment["CI"] == "true")
  }

  /// The same for any file and without a look at the environment; `repair` is what a person runs when
  /// the new text is right.
  package static func check(
    _ text: String, file: String, update: Bool, isCI: Bool,
    repair: String = "PURSER_UPDATE_GOLDEN=1 scripts/test"
  ) throws {
    let present = try? String(contentsOfFile: file, encoding: .utf8)
    guard present != text else { return }
    guard update else {
      throw GoldenMismatch(
        file: file, difference: difference(expected: present ?? "", actual: text), repair: repair)
    }
    guard !isCI else {
      throw GoldenMismatch(
        file: file, difference: "It is never rewritten while CI=true.", repair: repair)
    }
    let url = URL(fileURLWithPath: file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The first line in which two texts differ, both versions, with its number.
  static func difference(expected: String, actual: String) -> String {
    let left = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let right = actual.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(left.count, right.count) {
      let old = index < left.count ? String(left[index]) : "(end of file)"
      let new = index < right.count ? String(right[index]) : "(end of text)"
      if old != new { return "line \(index + 1)\n  file: \(old)\n  now:  \(new)" }
    }
    return "the texts differ only in their Unicode spelling"
  }
}

/// A text that is not what its golden file says.
package struct GoldenMismatch: Error, CustomStringConvertible {
  /// The golden file.
  package let file: String
  /// Where the two part.
  package let difference: String
  /// What to run when the new text is right.
  package let repair: String

  /// File, first difference, and what to run when the new text is right.
  package var description: String {
    "\(file): \(difference)\n  If the new text is right: \(repair)"
  }
}
