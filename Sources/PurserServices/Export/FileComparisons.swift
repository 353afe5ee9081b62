/// Compares the files of a plan with what they should be, those that are alike in a row once: thousands of agents share what the
/// defaults say.
package final class FileComparisons {
  private var last: PlannedFile?
  private var differences: [ModelsDifference]?
  private var text: String?

  package init() {}

  /// Returns what `file.differences()` does.
  package func differences(of file: PlannedFile) -> [ModelsDifference] {
    turn(to: file)
    let found = differences ?? file.differences()
    differences = found
    return found
  }

  /// Returns what `file.textDiff()` does.
  package func textDiff(of file: PlannedFile) -> String {
    turn(to: file)
    let found =
      text.map { TextDiff.renamed($0, oldName: file.oldName, newName: file.path) }
      ?? file.textDiff()
    text = found
    return found
  }

  private func turn(to file: PlannedFile) {
    if let last, last.isAlike(file) { return }
    (last, differences, text) = (file, nil, nil)
  }
}

extension PlannedFile {
  /// The name of the present file in a difference.
  var oldName: String { present == nil ? "/dev/null" : path }

  /// Whether `other` differs from what it should be as this one does; false where that would take long to tell.
  fileprivate func isAlike(_ other: PlannedFile) -> Bool {
    storeDocument == nil && other.storeDocument == nil
      && unmergedDocument == nil && other.unmergedDocument == nil
      && state == other.state && dialect == other.dialect && willWrite == other.willWrite
      && respells == other.respells && hasOnlyNames == other.hasOnlyNames
      && generated?.kept == other.generated?.kept && generated?.bytes == other.generated?.bytes
      && present == other.present
  }
}
