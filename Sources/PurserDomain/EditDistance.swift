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
