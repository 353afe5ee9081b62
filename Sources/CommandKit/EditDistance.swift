/// Returns the candidate that was probably meant by `word`, or nil when none is near.
///
/// Near means fewer than four edits (argument-parser's bound) and fewer than the longer of the two
/// has letters, so that `ls` is taken for `list` but not for `set`. A candidate that begins with the word, of two letters
/// or more, was cut short: the shortest of these is nearer than any other. Dashes in front do not count. The first of
/// equally near candidates wins.
package func nearest(to word: String, among candidates: [String]) -> String? {
  let typed = letters(word)
  if let begun = begun(by: word, among: candidates).min(by: { $0.count < $1.count }) {
    return begun
  }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let other = letters(candidate)
    let bound = min(4, max(typed.count, other.count), best?.distance ?? .max)
    guard abs(other.count - typed.count) < bound else { continue }
    let distance = editDistance(typed, other)
    if distance < bound { best = (candidate, distance) }
  }
  return best?.candidate
}

/// Returns the candidates that begin with `word`, each once; none for a single letter.
func begun(by word: String, among candidates: [String]) -> [String] {
  let typed = letters(word)
  guard typed.count > 1 else { return [] }
  var seen: Set<String> = []
  return candidates.filter { letters($0).starts(with: typed) && seen.insert($0).inserted }
}

private func letters(_ word: String) -> [Character] {
  Array(word.lowercased().drop { $0 == "-" })
}

/// Counts the insertions, deletions, replacements and swaps of neighbours between two texts.
func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for i in first.indices {
    var row = [i + 1]
    for j in second.indices {
      let same = first[i] == second[j]
      var cost = min(last[j] + (same ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[second.count]
}
