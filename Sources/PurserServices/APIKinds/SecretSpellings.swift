import SecretKit

/// The words by which secrets are found in a text: each as it is, and what programs make of it when they print bytes or
/// the header of a request.
struct SecretSpellings {
  /// One spelling of a secret.
  struct Word: Hashable {
    /// In small letters where the case does not matter.
    var bytes: [UInt8]
    /// Whether it is found in any case: long words mean nothing else.
    var isFolded: Bool
    /// Whether it stands inside a longer word that tells the same, as in base64 of a name and a password.
    var isPart = false

    init(_ bytes: [UInt8], isPart: Bool = false) {
      isFolded = bytes.count >= SecretSpellings.longest
      self.bytes = isFolded ? bytes.map(\.folded) : bytes
      self.isPart = isPart
    }
  }

  /// What is shorter says nothing, and stands in too many texts.
  static let shortest = 4
  /// From here on a word is found in any case, and in an encoding.
  static let longest = 8

  private(set) var words: [Word] = []
  /// The numbers of the words that begin with each byte, in small letters.
  private var byFirst = [[Int]](repeating: [], count: 256)

  init(_ secrets: [SecretBytes]) {
    var seen: Set<Word> = []
    for secret in secrets {
      guard let text = secret.revealText(), text.utf8.count >= Self.shortest else { continue }
      let bytes = Array(text.utf8)
      for word in SpelledText.layers(of: bytes).map({ Word($0.bytes) }) + Self.encoded(bytes)
      where word.bytes.count >= Self.shortest && seen.insert(word).inserted {
        byFirst[Int(word.bytes[0].folded)].append(words.count)
        words.append(word)
      }
    }
  }

  /// Whether a word may stand in `bytes`, seen as the only reading that a text without escapes and signs beyond ASCII has. Most
  /// texts end here.
  func mayOccur(in bytes: [UInt8]) -> Bool {
    var seen: [UInt8] = []
    seen.reserveCapacity(bytes.count)
    for byte in bytes {
      switch byte {
      case 0x80..., UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "<"),
        0x1B:
        return true
      case ...0x20, 0x7F: continue
      default: seen.append(byte.folded)
      }
    }
    for place in seen.indices {
      for number in byFirst[Int(seen[place])] {
        let word = words[number]
        guard place + word.bytes.count <= seen.count else { continue }
        // In any case; where the case matters the whole reading looks again.
        let stands = zip(seen[place...], word.bytes).allSatisfy { $0 == $1.folded }
        if stands { return true }
      }
    }
    return false
  }

  /// The places of the words in a text, perhaps overlapping.
  func places(in text: SpelledText) -> [Range<Int>] {
    let bytes = text.bytes
    let folded = bytes.map(\.folded)
    var places: [Range<Int>] = []
    for place in bytes.indices {
      for number in byFirst[Int(folded[place])] {
        let word = words[number]
        guard place + word.bytes.count <= bytes.count,
          (word.isFolded ? folded : bytes)[place...].starts(with: word.bytes)
        else { continue }
        var range = place..<place + word.bytes.count
        if word.isPart { range = Self.grown(range, in: text) }
        places.append(text.span(of: range))
      }
    }
    return places
  }

  /// The word of base64 around `range`, as far as nothing unseen parts it.
  private static func grown(_ range: Range<Int>, in text: SpelledText) -> Range<Int> {
    let (bytes, spans) = (text.bytes, text.spans)
    func belongs(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte.folded)
        || "+/-_=".utf8.contains(byte)
    }
    var (start, end) = (range.lowerBound, range.upperBound)
    while start > 0, belongs(bytes[start - 1]),
      spans[start - 1].upperBound == spans[start].lowerBound
    { start -= 1 }
    while end < bytes.count, belongs(bytes[end]),
      spans[end - 1].upperBound == spans[end].lowerBound
    { end += 1 }
    return start..<end
  }

  /// `bytes` as hexadecimal digits, as numbers, and in base64, where anything may stand in front and behind.
  private static func encoded(_ bytes: [UInt8]) -> [Word] {
    guard bytes.count >= longest else { return [] }
    let pairs = bytes.map { Hexadecimal.encode([$0]) }
    var words = [
      Word(Array(pairs.joined().utf8)), Word(Array(pairs.joined(separator: ":").utf8)),
      Word(Array(pairs.joined(separator: ",0x").utf8)),
      Word(Array(bytes.map { String($0) }.joined(separator: ",").utf8)),
    ]
    for shift in 0..<3 {
      let bits = (shift + bytes.count) * 8
      let text = Base64.encode([UInt8](repeating: 0, count: shift) + bytes).utf8
      // Signs that hold bits of what stands beside it differ from text to text.
      let own = Array(text.prefix(bits / 6).dropFirst((shift * 8 + 5) / 6))
      guard own.count >= longest else { continue }
      words.append(Word(own, isPart: true))
      words.append(
        Word(
          own.map {
            $0 == UInt8(ascii: "+")
              ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
          }, isPart: true))
    }
    return words
  }
}

extension UInt8 {
  /// A capital of ASCII as the small letter, anything else as it is.
  fileprivate var folded: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
