extension String {
  /// Whether the text comes before `other` in lists for people: the order of JavaScript's `localeCompare` for
  /// ASCII, where marks come before digits, digits before letters, and small letters before capitals of otherwise equal
  /// texts. Other scalars follow by number.
  package func precedesInLists(_ other: String) -> Bool {
    let left = unicodeScalars.map(primaryWeight)
    let right = other.unicodeScalars.map(primaryWeight)
    if left != right { return left.lexicographicallyPrecedes(right) }
    // Capitals weigh more, so the texts are compared with case turned around.
    return unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) { $0.value > $1.value }
  }
}

private func primaryWeight(_ scalar: Unicode.Scalar) -> UInt32 {
  switch scalar.value {
  case 0x61...0x7A: 1000 + scalar.value
  case 0x41...0x5A: 1000 + scalar.value + 0x20
  case 0x30...0x39: 500 + scalar.value
  case 0x80...: 2000 + scalar.value
  default: UInt32(marks.firstIndex(of: UInt8(truncatingIfNeeded: scalar.value)) ?? 0)
  }
}

/// ASCII marks in the order of the Unicode collation root.
private let marks = Array(" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$".utf8)
