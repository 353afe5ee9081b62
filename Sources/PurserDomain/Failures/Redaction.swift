/// Takes what may be a credential out of a text that is kept or shown, such as that of an error.
///
/// Hidden are: values under names that sound like one, in `name=value`, `name: value`, JSON, `--name value` and
/// addresses; what follows `Bearer` and `Basic`, and any scheme in an `Authorization` header; user and password in
/// an address; private keys; and whatever looks like a key by its beginning or its randomness. In doubt it is one.
/// Ordinary words, names of models, status numbers and addresses stay.
package enum Redaction {
  /// What stands where something was taken out.
  package static let mark = "***"

  /// How many bytes of a text are looked at; what follows is left out.
  private static let lookedAt = 16_384

  /// Returns `text` without credentials, on one line, without anything a terminal could act on, and cut to
  /// `limit` characters with an ellipsis.
  package static func redacted(_ text: String, limit: Int = 500) -> String {
    var scanner = RedactionScanner(prepared(text))
    var shown = scanner.redacted()
    if TerminalSequence.mayOccur(in: Array(text.utf8.prefix(lookedAt))) {
      var whole = RedactionScanner(prepared(TerminalSequence.removed(from: text)))
      let other = whole.redacted()
      // A sequence holds the parts of a key asunder; what looks like one may also be the beginning of a key.
      if !scanner.hidden.contains(where: { $0.suffix($0.count / 2).occurs(in: other) }) {
        shown = other
      }
    }
    return shown.printable(limit: limit).trimmed
  }

  /// The beginning of `text`, line ends as spaces. A word that is cut in two is left out whole: half a key is
  /// not known for one.
  private static func prepared(_ text: String) -> [UInt8] {
    if text.utf8.count < lookedAt, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      return Array(text.utf8)
    }
    var bytes: [UInt8] = []
    var isCut = false
    for scalar in text.unicodeScalars {
      if bytes.count >= lookedAt {
        isCut = true
        break
      }
      if scalar.isScriptSpace {
        bytes.append(0x20)
      } else if !scalar.isUnprintable {
        bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    if isCut {
      while let last = bytes.last, last != 0x20 { bytes.removeLast() }
      bytes += Array("\u{2026}".utf8)
    }
    return bytes
  }
}

/// Walks over a text once, word by word.
private struct RedactionScanner {
  /// What ends a value that is not in quotes, and the host of an address.
  private static let valueEnds = Array(" ,;&\"'`)]}<>\\".utf8)
  private static let hostEnds = Array(" /?#\"'`<>\\".utf8)

  private let bytes: [UInt8]
  private var place = 0
  private var result: [UInt8] = []
  /// The words that were taken for keys.
  private(set) var hidden: [ArraySlice<UInt8>] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func redacted() -> String {
    while place < bytes.count {
      if bytes[place] == 0x2D, holds("-----BEGIN", at: place) {
        skipArmor()
      } else if !isNameByte(bytes[place]) {
        result.append(bytes[place])
        place += 1
      } else {
        word()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// One run of the bytes names and keys are made of, and the value behind it where it is a name.
  private mutating func word() {
    let start = place
    while place < bytes.count, isNameByte(bytes[place]) { place += 1 }
    // The full stop behind a word is none of it.
    while place > start + 1, bytes[place - 1] == UInt8(ascii: ".") { place -= 1 }
    let end = base64End(from: place)
    if SecretToken.matches(bytes[start..<place]) || SecretToken.isMixed(bytes[start..<end]) {
      hide()
      hidden.append(bytes[start..<end])
      place = end
      return
    }
    result += bytes[start..<place]
    // Only what ends like the name of a value, an option or a scheme is looked at as one.
    guard place < bytes.count else { return }
    let isOption = bytes[start] == 0x2D
    switch bytes[place] {
    case 0x20 where !isOption && !valueFollows():
      let word = String(decoding: bytes[start..<place], as: UTF8.self)
      if isScheme(word), let value = schemeValue() {
        result += bytes[place..<value.lowerBound]
        hide()
        place = value.upperBound
      }
    case 0x3A where holds("://", at: place): address()
    case 0x20, 0x22, 0x27, 0x3A, 0x3D, 0x5C:
      let word = String(decoding: bytes[start..<place], as: UTF8.self)
      if CredentialName.matches(word) {
        namedValue(
          isOption: isOption, isHeader: word.scriptLowercased.hasSuffix("authorization"))
      }
    default: break
    }
  }

  /// Whether an equals sign or a colon stands behind the space at `place`.
  private func valueFollows() -> Bool {
    let sign = bytes[place...].first { $0 != 0x20 }
    return sign == 0x3D || sign == 0x3A
  }

  private func isScheme(_ word: String) -> Bool {
    guard (5...9).contains(word.utf8.count) else { return false }
    return ["bearer", "basic", "negotiate"].contains(word.scriptLowercased)
  }

  /// The value behind a scheme such as `Bearer`: one long word.
  private func schemeValue() -> Range<Int>? {
    var start = place
    while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    guard start > place else { return nil }
    let end = valueEnd(from: start)
    // 'bearer token' and 'basic auth' are ordinary words.
    let value = bytes[start..<end]
    let isWord = value.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    return value.count >= 6 && !(isWord && value.count < 16) ? start..<end : nil
  }

  /// Hides the value behind the name that ends at `place`, which may be that of a header with a scheme in front of its value.
  private mutating func namedValue(isOption: Bool, isHeader: Bool) {
    var start = place
    // The quote that ends a name in JSON, in a string within JSON with its stroke.
    while start < bytes.count, bytes[start] == 0x5C || isQuote(bytes[start]) { start += 1 }
    let beforeSpace = start
    while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    // Headers are also printed as pairs.
    let isPair = isHeader && beforeSpace > place
    if start < bytes.count,
      bytes[start] == 0x3D || bytes[start] == 0x3A || isPair && bytes[start] == 0x2C
    {
      start += 1
      while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    } else if !(isOption && start > beforeSpace) {
      return
    }
    if isHeader, start < bytes.count, bytes[start] == 0x5B {
      start += 1
      while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    }
    let strokes = start
    while start < bytes.count, bytes[start] == 0x5C { start += 1 }
    guard start < bytes.count else { return }
    if isQuote(bytes[start]) {
      let end = quoteEnd(from: start, strokes: start - strokes)
      guard end > start + 1 else { return }
      result += bytes[place...start]
      hide()
      place = end
      return
    }
    // An object or a list holds names of its own.
    if bytes[start] == 0x7B || bytes[start] == 0x5B { return }
    var end = valueEnd(from: start)
    guard end > start else { return }
    result += bytes[place..<start]
    let value = String(decoding: bytes[start..<end], as: UTF8.self)
    if isHeader, isWordOfHeader(start..<end) {
      if isScheme(value) || Self.headerSchemes.contains(value.scriptLowercased) {
        result += bytes[start..<end] + [0x20]
      }
      hide()
      place = headerEnd(from: end)
      return
    }
    if isScheme(value) {
      result += bytes[start..<end]
      start = end
      while start < bytes.count, bytes[start] == 0x20 { start += 1 }
      result += bytes[end..<start]
      end = valueEnd(from: start)
    }
    if end > start { hide() }
    place = end
  }

  /// The schemes of headers that are shown, besides those that give away what follows them anywhere.
  private static let headerSchemes: Set<String> = [
    "apikey", "api-key", "digest", "hmac", "key", "token",
  ]

  /// Whether the word at `range` may be a scheme: another one follows, which is no name of a further header. A key is none.
  private func isWordOfHeader(_ range: Range<Int>) -> Bool {
    let word = bytes[range]
    guard range.upperBound < bytes.count, bytes[range.upperBound] == 0x20,
      !SecretToken.matches(word), !SecretToken.isMixed(word)
    else { return false }
    let next = bytes[range.upperBound...].drop { $0 == 0x20 }.prefix { $0 != 0x20 }
    return !next.isEmpty && next.last != 0x3A
  }

  /// The end of what follows the scheme that ends at `start`: one word, or parameters with commas between them.
  private func headerEnd(from start: Int) -> Int {
    var end = start
    while true {
      while end < bytes.count, bytes[end] == 0x20 { end += 1 }
      let word = end
      while end < bytes.count, !Self.valueEnds.contains(bytes[end]) || bytes[end] == 0x3B {
        end += 1
      }
      if end < bytes.count, isQuote(bytes[end]), end == word || bytes[end - 1] == 0x3D {
        end = min(quoteEnd(from: end, strokes: 0) + 1, bytes.count)
      }
      let next = bytes[end...].dropFirst().drop { $0 == 0x20 }.prefix { $0 != 0x20 }
      guard end < bytes.count, bytes[end] == 0x2C, bytes[word..<end].contains(0x3D),
        next.contains(0x3D)
      else { return end }
      end += 1
    }
  }

  /// The end of the value whose quote at `start` has so many strokes in front of it: a quote with more of them
  /// belongs to the value.
  private func quoteEnd(from start: Int, strokes: Int) -> Int {
    var run = 0
    for index in bytes.indices.dropFirst(start + 1) {
      if bytes[index] == bytes[start], run <= strokes { return index - run }
      run = bytes[index] == 0x5C ? run + 1 : 0
    }
    return bytes.count
  }

  /// The end of what belongs to the word that ends at `place` by the signs of base64.
  private func base64End(from place: Int) -> Int {
    var end = place
    while end < bytes.count, isBase64Sign(bytes[end]) || (end > place && isNameByte(bytes[end])) {
      end += 1
    }
    return end
  }

  /// The end of a value that is not in quotes.
  private func valueEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count, !Self.valueEnds.contains(bytes[end]) { end += 1 }
    return end
  }

  /// Hides user and password of the address whose scheme ends at `place`.
  private mutating func address() {
    let start = place + 3
    var end = start
    while end < bytes.count, !Self.hostEnds.contains(bytes[end]) { end += 1 }
    result += bytes[place..<start]
    place = start
    guard let at = bytes[start..<end].lastIndex(of: 0x40) else { return }
    hide()
    place = at
  }

  /// Hides a block such as a private key, to its end or that of the text.
  private mutating func skipArmor() {
    hide()
    while place < bytes.count, !holds("-----END", at: place) { place += 1 }
    place = min(place + 8, bytes.count)
    while place < bytes.count, !holds("-----", at: place) { place += 1 }
    place = min(place + 5, bytes.count)
  }

  private mutating func hide() { result += Array(Redaction.mark.utf8) }

  private func holds(_ text: String, at place: Int) -> Bool {
    bytes[place...].starts(with: text.utf8)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
      || byte == 0x5F || byte == 0x2D || byte == 0x2E
  }

  private func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 }

  private func isBase64Sign(_ byte: UInt8) -> Bool {
    byte == 0x2B || byte == 0x2F || byte == 0x3D || byte == 0x7E
  }
}

extension ArraySlice<UInt8> {
  fileprivate func occurs(in text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: self) }
  }
}
