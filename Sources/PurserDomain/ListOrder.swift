extension String {
  /// Whether the text comes before `other` in lists for people: the order of JavaScript's `localeCompare` for ASCII and the
  /// accented letters of Latin-1 and Latin Extended-A. Marks come before digits, digits before letters; of otherwise equal
  /// texts those without an accent come first, then those with small letters. Other scalars follow by number.
  /// [research/cli-and-formats.md 6.1]
  package func precedesInLists(_ other: String) -> Bool {
    var left = unicodeScalars.makeIterator()
    var right = other.unicodeScalars.makeIterator()
    var accentDecides: Bool?
    var capitalDecides: Bool?
    while true {
      let (mine, theirs) = (left.next(), right.next())
      guard let mine else { return theirs != nil || (accentDecides ?? capitalDecides ?? false) }
      guard let theirs else { return false }
      if mine == theirs { continue }
      let (weight, otherWeight) = (primaryWeight(mine), primaryWeight(theirs))
      if weight != otherWeight { return weight < otherWeight }
      let (accent, otherAccent) = (accentWeight(mine), accentWeight(theirs))
      if accent != otherAccent {
        accentDecides = accentDecides ?? (accent < otherAccent)
      } else {
        capitalDecides = capitalDecides ?? theirs.properties.isUppercase
      }
    }
  }
}

private func primaryWeight(_ scalar: Unicode.Scalar) -> UInt32 {
  switch scalar.value {
  case 0x61...0x7A: 1000 + scalar.value
  case 0x41...0x5A: 1000 + scalar.value + 0x20
  case 0x30...0x39: 500 + scalar.value
  case 0x80...: baseLetter(of: scalar).map { 1000 + $0.value } ?? 2000 + scalar.value
  default: UInt32(marks.firstIndex(of: UInt8(truncatingIfNeeded: scalar.value)) ?? 0)
  }
}

/// 0 for a letter without an accent; equal for the small letter and the capital.
private func accentWeight(_ scalar: Unicode.Scalar) -> UInt32 {
  scalar.value < 0x80 ? 0 : scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? 0
}

/// ASCII marks in the order of the Unicode collation root.
private let marks = Array(" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$".utf8)

/// The small ASCII letter that carries the accent of `scalar`; nil for other scalars.
private func baseLetter(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
  accented.first { $0.scalars.contains(scalar.value) }?.letter
}

/// Of U+00C0 to U+017F those that the root of Unicode's collation sorts with an ASCII letter, but for an accent or a stroke;
/// æ, ı, ŋ, ŧ, ß, þ and the like are letters of their own there.
private let accented: [(scalars: ClosedRange<UInt32>, letter: Unicode.Scalar)] = [
  (0xC0...0xC5, "a"), (0xC7...0xC7, "c"), (0xC8...0xCB, "e"), (0xCC...0xCF, "i"),
  (0xD0...0xD0, "d"), (0xD1...0xD1, "n"), (0xD2...0xD6, "o"), (0xD8...0xD8, "o"),
  (0xD9...0xDC, "u"), (0xDD...0xDD, "y"), (0xE0...0xE5, "a"), (0xE7...0xE7, "c"),
  (0xE8...0xEB, "e"), (0xEC...0xEF, "i"), (0xF0...0xF0, "d"), (0xF1...0xF1, "n"),
  (0xF2...0xF6, "o"), (0xF8...0xF8, "o"), (0xF9...0xFC, "u"), (0xFD...0xFD, "y"),
  (0xFF...0xFF, "y"), (0x100...0x105, "a"), (0x106...0x10D, "c"), (0x10E...0x111, "d"),
  (0x112...0x11B, "e"), (0x11C...0x123, "g"), (0x124...0x127, "h"), (0x128...0x130, "i"),
  (0x134...0x135, "j"), (0x136...0x137, "k"), (0x139...0x142, "l"), (0x143...0x148, "n"),
  (0x14C...0x151, "o"), (0x154...0x159, "r"), (0x15A...0x161, "s"), (0x162...0x165, "t"),
  (0x168...0x173, "u"), (0x174...0x175, "w"), (0x176...0x178, "y"), (0x179...0x17E, "z"),
  (0x17F...0x17F, "s"),
]
