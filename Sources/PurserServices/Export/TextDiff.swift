/// A difference of two texts in the form of `diff -u`.
package enum TextDiff {
  /// Returns the lines that turn `old` into `new`, three lines of context around each change, under a
  /// head that names both; empty when the texts are equal.
  package static func unified(
    old: String, new: String, oldName: String, newName: String, context: Int = 3
  ) -> String {
    guard old != new else { return "" }
    let edits = edits(lines(old), lines(new))
    var text = "--- \(oldName)\n+++ \(newName)\n"
    for hunk in hunks(edits, context: context) { text += hunk }
    return text
  }

  private enum Edit {
    case same(String)
    case removed(String)
    case added(String)

    var isSame: Bool { if case .same = self { true } else { false } }
  }

  private static func lines(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func edits(_ old: [String], _ new: [String]) -> [Edit] {
    let difference = new.difference(from: old)
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        edits.append(.removed(old[left]))
        left += 1
      } else if right < new.count, added.contains(right) {
        edits.append(.added(new[right]))
        right += 1
      } else {
        edits.append(.same(new[right]))
        left += 1
        right += 1
      }
    }
    return edits
  }

  private static func hunks(_ edits: [Edit], context: Int) -> [String] {
    let changes = edits.indices.filter { !edits[$0].isSame }
    var ranges: [Range<Int>] = []
    for index in changes {
      let range = max(0, index - context)..<min(edits.count, index + context + 1)
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    var (position, oldLine, newLine) = (0, 1, 1)
    return ranges.map { range in
      for edit in edits[position..<range.lowerBound] { count(edit, &oldLine, &newLine) }
      let (oldStart, newStart) = (oldLine, newLine)
      var body = ""
      for edit in edits[range] {
        count(edit, &oldLine, &newLine)
        switch edit {
        case .same(let line): body += " \(line)\n"
        case .removed(let line): body += "-\(line)\n"
        case .added(let line): body += "+\(line)\n"
        }
      }
      position = range.upperBound
      let (oldCount, newCount) = (oldLine - oldStart, newLine - newStart)
      return "@@ -\(place(oldStart, oldCount)) +\(place(newStart, newCount)) @@\n" + body
    }
  }

  /// A range without lines names the line before it, as `diff` does.
  private static func place(_ start: Int, _ count: Int) -> String {
    "\(count == 0 ? start - 1 : start),\(count)"
  }

  private static func count(_ edit: Edit, _ old: inout Int, _ new: inout Int) {
    switch edit {
    case .same:
      old += 1
      new += 1
    case .removed: old += 1
    case .added: new += 1
    }
  }
}
