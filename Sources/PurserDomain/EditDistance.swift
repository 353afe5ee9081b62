/// Insertions, deletions and replacements between two texts, by bytes of the first 256 of each.
func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.utf8.prefix(256))
  let right = Array(right.utf8.prefix(256))
  var row = Array(0...right.count)
  for (line, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = line + 1
    for (column, other) in right.enumerated() {
      let replaced = diagonal + (byte == other ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
    }
  }
  return row[right.count]
}

/// Returns what of `names` is nearest to `text`, nil when none is near: more than a third of the letters changed is another word.
package func nearest(to text: String, among names: some Sequence<String>) -> String? {
  let best = names.map { ($0, editDistance($0, text)) }
    .min { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 < $1.1 }
  guard let best, best.1 * 3 <= max(text.utf8.count, 3) else { return nil }
  return best.0
}
