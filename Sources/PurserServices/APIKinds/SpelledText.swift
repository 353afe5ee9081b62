import PurserDomain

/// Bytes, and where each of them stands in the text they were read from.
struct SpelledText {
  private(set) var bytes: [UInt8]
  private(set) var spans: [Range<Int>]

  /// How deep escapes may stand in each other.
  private static let depth = 6
  /// How many readings of one text are made at most: hostile ones could have any number.
  private static let mostLayers = 40

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

  /// Everything that `text` may be read as, each reading once: without what is not seen, then with the escapes of JSON,
  /// addresses and HTML undone, then those that come to light by that.
  static func layers(of text: [UInt8]) -> [SpelledText] {
    var layers: [SpelledText] = []
    var seen: Set<[UInt8]> = []
    var level = [SpelledText(text)]
    for _ in 0...depth {
      var next: [SpelledText] = []
      for text in level {
        for view in text.views where layers.count < mostLayers {
          guard seen.insert(view.bytes).inserted else { continue }
          layers.append(view)
          if let inner = view.unescaped { next.append(inner) }
        }
      }
      if next.isEmpty { break }
      level = next
    }
    return layers
  }

  /// The span in the text of the bytes of `range`.
  func span(of range: Range<Int>) -> Range<Int> {
    spans[range.lowerBound].lowerBound..<spans[range.upperBound - 1].upperBound
  }

  private mutating func append(_ byte: UInt8, _ span: Range<Int>) {
    bytes.append(byte)
    spans.append(span)
  }
}

// MARK: - What is not seen

extension SpelledText {
  /// What stands between visible signs and is left out, beside what nobody can see.
  private struct Noise: OptionSet {
    let rawValue: Int
    /// Sequences for a terminal.
    static let sequences = Noise(rawValue: 1)
    /// The sign behind an escape character: it may be part of a sequence or of the text.
    static let signs = Noise(rawValue: 2)
    /// Tags of HTML.
    static let tags = Noise(rawValue: 4)
  }

  /// The text without white space and without what no terminal shows, in each way that this can be understood.
  private var views: [SpelledText] {
    var views = [seen(without: [])]
    if TerminalSequence.mayOccur(in: bytes) {
      views += [seen(without: .sequences), seen(without: [.sequences, .signs])]
    }
    if bytes.contains(UInt8(ascii: "<")), bytes.contains(UInt8(ascii: ">")) {
      views.append(seen(without: [.sequences, .tags]))
    }
    return views
  }

  private func seen(without noise: Noise) -> SpelledText {
    var result = SpelledText(capacity: bytes.count)
    var place = 0
    while place < bytes.count {
      if let end = end(of: noise, at: place) {
        place = end
        continue
      }
      let (scalar, count) = scalar(at: place)
      if !scalar.isUnseen {
        for index in place..<place + count { result.append(bytes[index], spans[index]) }
      }
      place += count
    }
    return result
  }

  private func end(of noise: Noise, at place: Int) -> Int? {
    if noise.contains(.tags), bytes[place] == UInt8(ascii: "<") { return tagEnd(at: place) }
    guard noise.contains(.sequences), bytes[place] == 0x1B || bytes[place] == 0xC2 else {
      return nil
    }
    if let end = TerminalSequence.end(at: place, in: bytes) { return end }
    guard noise.contains(.signs), bytes[place] == 0x1B, place + 1 < bytes.count,
      (0x30...0x7E).contains(bytes[place + 1])
    else { return nil }
    return place + 2
  }

  private func tagEnd(at place: Int) -> Int? {
    let rest = bytes[(place + 1)...].prefix(200)
    guard let first = rest.first, first == UInt8(ascii: "/") || (0x61...0x7A).contains(first | 0x20)
    else { return nil }
    return rest.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
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
}

extension Unicode.Scalar {
  /// Whether it leaves what stands around it as it is to the eye: white space, controls, what has no width, marks on other
  /// letters.
  fileprivate var isUnseen: Bool {
    if value < 0x7F { return value <= 0x20 }
    if isScriptSpace || isUnprintable || properties.isDefaultIgnorableCodePoint { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return true
    default: return false
    }
  }
}

// MARK: - Escapes

extension SpelledText {
  /// The text with one layer of escapes undone; nil when there is none.
  private var unescaped: SpelledText? {
    guard bytes.contains(where: { $0 == 0x5C || $0 == 0x25 || $0 == 0x26 }) else { return nil }
    var result = SpelledText(capacity: bytes.count)
    var place = 0
    var isChanged = false
    while place < bytes.count {
      if let (meaning, count) = escape(at: place) {
        let span = span(of: place..<place + count)
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

  /// `\u002b`, `\u{2b}`, `\x2b`, `\053`, `\/` and the like.
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
    default:
      if let value = number(at: place + 1, digits: 3, radix: 8), value < 0x100 {
        return (Self.utf8(value), 4)
      }
    }
    // A line end or the like means nothing here, as does the escape character; any other sign means itself.
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

  /// The number of exactly so many digits.
  private func number(at place: Int, digits: Int, radix: Int = 16) -> UInt32? {
    guard (1...6).contains(digits), place + digits <= bytes.count else { return nil }
    let text = bytes[place..<place + digits]
    guard text.allSatisfy({ $0 != 0x2B && $0 != 0x2D }) else { return nil }
    return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
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
