/// A difference of two texts in the form of `diff -u`.
package enum TextDiff {
  /// Returns the lines that turn `old` into `new`, three lines of context around each change, under a
  /// head that names both; empty when the texts are equal.
  package static func unified(
    old: String, new: String, oldName: String, newName: String, context: Int = 3
  ) -> String {
    guard old != new else { return "" }
    let edits = edits(lines(old), lines(new))
    var text = head(oldName, newName)
    for hunk in hunks(edits, context: context) { text += hunk }
    return text
  }

  /// Returns a difference of two texts, as `unified` gives it, under other names.
  static func renamed(_ text: String, oldName: String, newName: String) -> String {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
    return lines.count < 3 ? text : head(oldName, newName) + String(Substring(lines[2]))
  }

  private static func head(_ oldName: String, _ newName: String) -> String {
    "--- \(oldName)\n+++ \(newName)\n"
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

  /// Beyond so many changed lines nobody reads which few stayed, and looking for them takes the square of it.
  private static let limit = 2000

  private static func edits(_ old: [String], _ new: [String]) -> [Edit] {
    var numbers: [String: Int] = [:]
    func numbered(_ lines: [String]) -> [Int] {
      lines.map { line in
        let number = numbers[line] ?? numbers.count
        numbers[line] = number
        return number
      }
    }
    let (left, right) = (numbered(old), numbered(new))
    let changes = fewestChanges(left, right) ?? allChanges(left, right)
    return edits(old, new, changes)
  }

  /// Offsets of old lines that go and of new lines that come.
  private struct Changes {
    var removed: Set<Int> = []
    var added: Set<Int> = []
  }

  /// The fewest changes (E. W. Myers, An O(ND) difference algorithm); nil when there are more than `limit`.
  private static func fewestChanges(_ old: [Int], _ new: [Int]) -> Changes? {
    // Nothing to be looked for: all comes or goes, or more than anybody asks for.
    if old.isEmpty || new.isEmpty || abs(old.count - new.count) > limit { return nil }
    // How far each diagonal, old line minus new line, gets with so many changes.
    var reached: [[Int]] = []
    for count in 0...limit {
      var row = [Int](repeating: 0, count: 2 * count + 1)
      for diagonal in stride(from: -count, through: count, by: 2) {
        var line = step(reached.last, count, diagonal).line
        while line < old.count, line - diagonal < new.count,
          old[line] == new[line - diagonal]
        { line += 1 }
        row[diagonal + count] = line
        if line == old.count, line - diagonal == new.count {
          return changes(by: reached, to: line, new.count)
        }
      }
      reached.append(row)
    }
    return nil
  }

  /// Where the last of `count` changes leads on a diagonal, and whether it adds a line.
  private static func step(
    _ before: [Int]?, _ count: Int, _ diagonal: Int
  ) -> (line: Int, isAddition: Bool) {
    guard let before else { return (0, false) }
    let index = diagonal + count - 1
    let isAddition =
      diagonal == -count || diagonal != count && before[index - 1] < before[index + 1]
    return isAddition ? (before[index + 1], true) : (before[index - 1] + 1, false)
  }

  private static func changes(by reached: [[Int]], to old: Int, _ new: Int) -> Changes {
    var changes = Changes()
    var diagonal = old - new
    for count in stride(from: reached.count, to: 0, by: -1) {
      let (line, isAddition) = step(reached[count - 1], count, diagonal)
      if isAddition {
        diagonal += 1
        changes.added.insert(line - diagonal)
      } else {
        diagonal -= 1
        changes.removed.insert(line - 1)
      }
    }
    return changes
  }

  /// Everything between what both begin with and what both end with.
  private static func allChanges(_ old: [Int], _ new: [Int]) -> Changes {
    let shorter = min(old.count, new.count)
    var start = 0
    while start < shorter, old[start] == new[start] { start += 1 }
    var end = 0
    while end < shorter - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    return Changes(
      removed: Set(start..<old.count - end), added: Set(start..<new.count - end))
  }

  private static func edits(_ old: [String], _ new: [String], _ changes: Changes) -> [Edit] {
    let (removed, added) = (changes.removed, changes.added)
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
