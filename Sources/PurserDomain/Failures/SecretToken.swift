/// Tells keys from other words of a text. Stricter about what is one than ``SecretShape``, which judges what was
/// typed where a name belongs: names of models and dates stand in many texts of errors.
package enum SecretToken {
  /// Whether `word`, a run of letters, digits, `-`, `_` and `.`, begins as keys of known services do, is a UUID,
  /// or has a part that is long and random.
  package static func matches(_ word: ArraySlice<UInt8>) -> Bool {
    let bare = word.drop { $0 == 0x2D || $0 == 0x2E }
    guard bare.count >= 12 else { return false }
    let text = String(decoding: bare, as: UTF8.self)
    if SecretShape.hasKnownPrefix(text) { return true }
    guard bare.count >= 20 else { return false }
    let parts = bare.split { $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    if parts.map(\.count) == [8, 4, 4, 4, 12] && parts.allSatisfy({ $0.allSatisfy(isHex) }) {
      return true
    }
    return parts.contains(where: isRandom)
  }

  /// Whether a word anywhere in `text` is a key.
  package static func occurs(in text: String) -> Bool {
    runs(of: text).contains { isMixed($0) || words(of: $0).contains(where: matches) }
  }

  /// Whether a part of `text`, which may have the signs of base64 in it, goes back and forth as no path or word does.
  package static func hasMixedRun(in text: String) -> Bool {
    runs(of: text).contains(where: isMixed)
  }

  /// Whether a word anywhere in `text` begins as keys of known services do. Random words are none: paths and versions
  /// have them too.
  package static func isKnownKey(in text: String) -> Bool {
    // Every name and address of an import is asked, so nothing is copied before a word may be one.
    let bytes = text.utf8.span
    var start = 0
    for end in 0...bytes.count {
      if end < bytes.count, isNameByte(bytes[end]) { continue }
      while start < end, bytes[start] == 0x2D || bytes[start] == 0x2E { start += 1 }
      if end - start >= 12, SecretShape.beginnings.contains(bytes[start]) {
        let word = text.utf8.dropFirst(start).prefix(end - start)
        if SecretShape.hasKnownPrefix(String(Substring(word))) { return true }
      }
      start = end + 1
    }
    return false
  }

  /// The parts of `text` that are made of the signs of names and base64.
  private static func runs(of text: String) -> [ArraySlice<UInt8>] {
    Array(text.utf8).split { !isNameByte($0) && ![0x2B, 0x2F, 0x3D, 0x7E].contains($0) }
  }

  private static func words(of run: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    run.split { !isNameByte($0) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    kind(byte) > 0 || byte == 0x5F || byte == 0x2D || byte == 0x2E
  }

  /// Whether `run`, which may have the signs of base64 in it, goes back and forth between capitals, small letters
  /// and digits as no path or word does.
  package static func isMixed(_ run: ArraySlice<UInt8>) -> Bool {
    guard run.count >= 32 else { return false }
    let changes = zip(run, run.dropFirst()).filter { left, right in
      kind(left) != kind(right) && kind(left) > 0 && kind(right) > 0
    }.count
    return Set(run.map(kind)).isSuperset(of: [1, 2, 3]) && changes * 4 > run.count
  }

  /// What stands behind `Bearer ` at the beginning of `text`; nil when that does not stand there.
  package static func bearer(in text: String) -> String? {
    let bytes = text.trimmed.utf8
    guard String(decoding: bytes.prefix(7), as: UTF8.self).scriptLowercased == "bearer " else {
      return nil
    }
    return String(Substring(bytes.dropFirst(7)))
  }

  /// Whether `byte` is an ASCII letter or digit.
  package static func isAlphanumeric(_ byte: UInt8) -> Bool { kind(byte) > 0 }

  /// 1 for a digit, 2 for a capital, 3 for a small letter, 0 for any other sign.
  static func kind(_ byte: UInt8) -> Int {
    switch byte {
    case 0x30...0x39: 1
    case 0x41...0x5A: 2
    case 0x61...0x7A: 3
    default: 0
    }
  }

  private static func isRandom(_ part: ArraySlice<UInt8>) -> Bool {
    guard part.count >= 20 else { return false }
    let digits = part.filter { $0 <= 0x39 }.count
    if digits > 0 { return true }
    // Letters only: words put together change their case at most every few letters.
    let changes = zip(part, part.dropFirst()).filter { $0 >= 0x61 && $1 < 0x61 }.count
    return changes * 5 > part.count || part.count > 60
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
  }
}
