/// Returns the columns `text` takes on a terminal: two for wide East Asian characters and emoji,
/// none for marks that stand on another character.
func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  return text.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  switch first.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  if first.properties.isEmojiPresentation { return 2 }
  switch first.value {
  // The wide ranges of Unicode's East Asian Width, without the emoji above.
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}

/// Returns `text` cut to `width` columns, with `mark` in place of what is left out.
package func shortened(_ text: String, to width: Int, mark: String = "...") -> String {
  guard displayWidth(text) > width else { return text }
  let room = max(width - displayWidth(mark), 0)
  var kept = ""
  var used = 0
  for character in text {
    let next = displayWidth(character)
    if used + next > room { break }
    kept.append(character)
    used += next
  }
  return kept + mark
}
