extension String {
  /// Whether the text comes before `other` in lists for people: the order of JavaScript's `localeCompare` for
  /// ASCII, where marks come before digits, digits before letters, and small letters before capitals of otherwise equal
  /// texts. Other scalars follow by number.
  package func precedesInLists(_ other: String) -> Bool {
    var left = unicodeScalars.makeIterator()
    var right = other.unicodeScalars.makeIterator()
    var capitalDecides: Bool?
    while true {
      let (mine, theirs) = (left.next(), right.next())
      guard let mine else { return theirs != nil || (capitalDecides ?? false) }
      guard let theirs else { return false }
      if mine == theirs { continue }
      let (weight, otherWeight) = (primaryWeight(mine), primaryWeight(theirs))
      if weight != otherWeight { return weight < otherWeight }
      // Of two texts that differ in case only, the one with the small letter first comes first.
      capitalDecides = capitalDecides ?? (mine.value > theirs.value)
    }
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
