import JSONKit
import PurserDomain
import SecretKit

/// Takes the secrets of a request out of a text, however a server spells them when it repeats them.
///
/// A text is read in layers: without what cannot be seen and without white space, then with the escapes of JSON,
/// addresses and HTML undone, then those that come to light by that. A secret that stands in any layer is taken out
/// of the text itself, so nothing that is later left out of a text or undone can put it together again.
struct SecretScrub {
  /// The secrets in all their layers.
  private let words: [[UInt8]]

  /// How much of a text is looked at; what follows is left out.
  private static let lookedAt = 1 << 16
  /// How deep escapes may stand in each other.
  private static let depth = 6
  /// What is shorter says nothing, and stands in too many texts.
  private static let shortest = 4

  init(_ secrets: [SecretBytes]) {
    var words: Set<[UInt8]> = []
    for secret in secrets {
      guard let text = secret.revealText(), text.utf8.count >= Self.shortest else { continue }
      for layer in Self.layers(Array(text.utf8)) where layer.bytes.count >= Self.shortest {
        words.insert(layer.bytes)
      }
    }
    self.words = Array(words)
  }

  func text(_ text: String) -> String {
    guard text.utf8.count >= Self.shortest, !words.isEmpty else { return text }
    let bytes = Array(text.utf8.prefix(Self.lookedAt))
    var hits: [Range<Int>] = []
    for layer in Self.layers(bytes) {
      for word in words { hits += layer.places(of: word) }
    }
    guard !hits.isEmpty else { return text }
    hits.sort { $0.lowerBound < $1.lowerBound }
    var result: [UInt8] = []
    var place = 0
    for hit in hits where hit.upperBound > place {
      // What overlaps is one secret in two spellings.
      if hit.lowerBound >= place {
        result += bytes[place..<hit.lowerBound]
        result += Redaction.mark.utf8
      }
      place = hit.upperBound
    }
    result += bytes[place...]
    return String(decoding: result, as: UTF8.self)
  }

  /// `json` with the secrets taken out of its texts and names.
  func json(_ json: JSON) -> JSON {
    switch json {
    case .string(let text): return .string(self.text(text))
    case .array(let values): return .array(values.map(self.json))
    case .object(let members):
      return .object(
        members.reduce(into: JSONObject()) { $0[text($1.key)] = self.json($1.value) })
    case .null, .bool, .number: return json
    }
  }

  private static func layers(_ bytes: [UInt8]) -> [SpelledText] {
    var layers = [SpelledText(bytes).visible]
    while layers.count <= depth, let next = layers.last?.unescaped?.visible { layers.append(next) }
    return layers
  }
}

/// Bytes, and where each of them stands in the text they were read from.
private struct SpelledText {
  private(set) var bytes: [UInt8]
  private(set) var spans: [Range<Int>]

  init(_ text: [UInt8]) {
    bytes = text
    spans = text.indices.map { $0..<$0 + 1 }
  }

  private init(capacity: Int) {
    bytes = []
    spans = []
    bytes.reserveCapacity(capacity)
    spans.reserveCapacity(capacity)
  }

  /// The places of `word` in the text.
  func places(of word: [UInt8]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var place = 0
    while place + word.count <= bytes.count {
      if bytes[place] == word[0], bytes[place...].starts(with: word) {
        let end = place + word.count
        places.append(spans[place].lowerBound..<spans[end - 1].upperBound)
        place = end
      } else {
        place += 1
      }
    }
    return places
  }

  /// The text without white space and without what no terminal shows.
  var visible: SpelledText {
    var result = SpelledText(capacity: bytes.count)
    var place = 0
    while place < bytes.count {
      let (scalar, count) = scalar(at: place)
      if !(scalar.isScriptSpace || scalar.isUnprintable) {
        for index in place..<place + count { result.append(bytes[index], spans[index]) }
      }
      place += count
    }
    return result
  }

  /// The text with one layer of escapes undone; nil when there is none.
  var unescaped: SpelledText? {
    guard bytes.contains(where: { $0 == 0x5C || $0 == 0x25 || $0 == 0x26 }) else { return nil }
    var result = SpelledText(capacity: bytes.count)
    var place = 0
    var isChanged = false
    while place < bytes.count {
      if let (meaning, count) = escape(at: place) {
        let span = spans[place].lowerBound..<spans[place + count - 1].upperBound
        for byte in meaning { result.append(byte, span) }
        place += count
        isChanged = true
      } else {
        result.append(bytes[place], spans[place])
        place += 1
      }
    }
    return isChanged ? result : nil
  }

  private mutating func append(_ byte: UInt8, _ span: Range<Int>) {
    bytes.append(byte)
    spans.append(span)
  }

  /// The scalar at `place` and its length; a byte that begins none counts as a letter.
  private func scalar(at place: Int) -> (Unicode.Scalar, count: Int) {
    let first = bytes[place]
    guard first >= 0x80 else { return (Unicode.Scalar(first), 1) }
    let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    let text = String(decoding: bytes[place..<min(place + count, bytes.count)], as: UTF8.self)
    let scalars = text.unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first, scalar != "\u{FFFD}" else {
      return ("?", 1)
    }
    return (scalar, count)
  }

  /// What the escape at `place` means, and its length; nil when there is none.
  private func escape(at place: Int) -> (meaning: [UInt8], count: Int)? {
    switch bytes[place] {
    case UInt8(ascii: "%"):
      guard let value = number(at: place + 1, digits: 2) else { return nil }
      return ([UInt8(value)], 3)
    case UInt8(ascii: "\\"): return stroke(at: place)
    case UInt8(ascii: "&"): return entity(at: place)
    default: return nil
    }
  }

  /// `\u002b`, `\u{2b}`, `\x2b`, `\/` and the like.
  private func stroke(at place: Int) -> (meaning: [UInt8], count: Int)? {
    guard place + 1 < bytes.count else { return nil }
    switch bytes[place + 1] | 0x20 {
    case UInt8(ascii: "u"):
      if let value = number(at: place + 2, digits: 4) { return (Self.utf8(value), 6) }
      if place + 2 < bytes.count, bytes[place + 2] == UInt8(ascii: "{"),
        let end = bytes[(place + 3)...].prefix(9).firstIndex(of: UInt8(ascii: "}")),
        let value = number(at: place + 3, digits: end - place - 3)
      {
        return (Self.utf8(value), end + 1 - place)
      }
    case UInt8(ascii: "x"):
      if let value = number(at: place + 2, digits: 2) { return (Self.utf8(value), 4) }
    default: break
    }
    // A line end or the like means nothing here, any other sign means itself.
    let isSpace = "bfnrt".utf8.contains(bytes[place + 1])
    return (isSpace ? [] : [bytes[place + 1]], 2)
  }

  /// `&#43;`, `&#x2b;` and `&plus;`.
  private func entity(at place: Int) -> (meaning: [UInt8], count: Int)? {
    let rest = bytes[(place + 1)...].prefix(32)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: rest[..<end], as: UTF8.self)
    let count = end + 1 - place
    guard name.hasPrefix("#") else { return Self.entities[name].map { (Array($0.utf8), count) } }
    let digits = name.dropFirst()
    let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
    let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.map { (Self.utf8($0), count) }
  }

  /// The hexadecimal number of exactly so many digits.
  private func number(at place: Int, digits: Int) -> UInt32? {
    guard (1...6).contains(digits), place + digits <= bytes.count else { return nil }
    let text = bytes[place..<place + digits]
    guard text.allSatisfy({ $0 != 0x2B && $0 != 0x2D }) else { return nil }
    return UInt32(String(decoding: text, as: UTF8.self), radix: 16)
  }

  private static func utf8(_ value: UInt32) -> [UInt8] {
    // Half a surrogate pair stands for nothing that a key is made of.
    Unicode.Scalar(value).map { Array(String($0).utf8) } ?? []
  }

  /// The names that HTML has for the signs of ASCII and for what is not seen.
  private static let entities: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "sol": "/", "plus": "+",
    "equals": "=", "lowbar": "_", "UnderBar": "_", "hyphen": "-", "dash": "-", "period": ".",
    "comma": ",", "colon": ":", "semi": ";", "excl": "!", "quest": "?", "num": "#",
    "dollar": "$", "percnt": "%", "lpar": "(", "rpar": ")", "ast": "*", "midast": "*",
    "commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]", "rbrack": "]",
    "Hat": "^", "grave": "`", "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|",
    "rcub": "}", "rbrace": "}", "Tab": "", "NewLine": "", "nbsp": "", "shy": "", "zwj": "",
    "zwnj": "", "ZeroWidthSpace": "", "NoBreak": "", "lrm": "", "rlm": "",
  ]
}
