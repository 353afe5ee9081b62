extension JSONParser {
  mutating func number() throws(JSONError) -> JSONNumber {
    let start = at
    if bytes[at] == UInt8(ascii: "-") || isJSON5 && bytes[at] == UInt8(ascii: "+") { at += 1 }
    switch bytes[at] {
    case UInt8(ascii: "I") where isJSON5: try literal("Infinity")
    case UInt8(ascii: "N") where isJSON5: try literal("NaN")
    case UInt8(ascii: "0") where isJSON5 && bytes[at + 1] | 0x20 == UInt8(ascii: "x"):
      at += 2
      guard bytes[at].hexadecimalDigit != nil else { throw unexpected() }
      while bytes[at].hexadecimalDigit != nil { at += 1 }
    default: try decimal()
    }
    return JSONNumber(spelling: String(decoding: bytes[start..<at], as: UTF8.self))
  }

  private mutating func decimal() throws(JSONError) {
    var hasWhole = true
    if bytes[at] == UInt8(ascii: "0") {
      at += 1
    } else if isDigit {
      skipDigits()
    } else {
      guard isJSON5, bytes[at] == UInt8(ascii: ".") else { throw unexpected() }
      hasWhole = false
    }
    if bytes[at] == UInt8(ascii: ".") {
      at += 1
      // JSON5 lets the digits on one side of the point be left out.
      guard isDigit || isJSON5 && hasWhole else { throw unexpected() }
      skipDigits()
    }
    if bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      guard isDigit else { throw unexpected() }
      skipDigits()
    }
  }

  private var isDigit: Bool { (0x30...0x39).contains(bytes[at]) }

  private mutating func skipDigits() {
    while isDigit { at += 1 }
  }

  /// Reads a key without quotes: an ECMAScript identifier name, escapes included.
  mutating func identifier() throws(JSONError) -> String {
    var name = String.UnicodeScalarView()
    while true {
      let start = at
      let scalar: Unicode.Scalar
      if bytes[at] == UInt8(ascii: "\\") {
        at += 1
        guard bytes[at] == UInt8(ascii: "u") else { throw unexpected() }
        at += 1
        scalar = try escapedScalar()
        guard scalar.value < 0x10000, scalar.isNamePart(first: name.isEmpty) else {
          at = start
          throw unexpected()
        }
      } else {
        guard at < end, let next = nextScalar, next.isNamePart(first: name.isEmpty) else {
          if name.isEmpty { throw unexpected() }
          return String(name)
        }
        scalar = next
        at += UTF8.width(scalar)
      }
      name.append(scalar)
    }
  }

  /// The scalar that begins at the next byte.
  private var nextScalar: Unicode.Scalar? {
    if bytes[at] < 0x80 { return Unicode.Scalar(bytes[at]) }
    return String(decoding: bytes[at..<min(at + 4, end)], as: UTF8.self).unicodeScalars.first
  }

  mutating func skipSpace() throws(JSONError) {
    while true {
      while bytes[at] == 0x20 { at += 1 }
      switch bytes[at] {
      case 0x09, 0x0A, 0x0D: at += 1
      case 0x0B where isJSON5, 0x0C where isJSON5: at += 1
      case UInt8(ascii: "/") where isJSON5: try skipComment()
      case 0x80... where isJSON5:
        guard let scalar = nextScalar, scalar.isSpaceOfJSON5 else { return }
        at += UTF8.width(scalar)
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSONError) {
    let start = at
    switch bytes[at + 1] {
    case UInt8(ascii: "/"):
      at += 2
      while at < end, bytes[at] != 0x0A, bytes[at] != 0x0D, !isLineSeparator { at += 1 }
    case UInt8(ascii: "*"):
      at += 2
      while at < end, bytes[at] != UInt8(ascii: "*") || bytes[at + 1] != UInt8(ascii: "/") {
        at += 1
      }
      guard at < end else { throw error(.syntax, "A comment has no end.", at: start) }
      at += 2
    default:
      at += 1
      throw unexpected()
    }
  }

  /// Whether U+2028 or U+2029 is next.
  private var isLineSeparator: Bool {
    bytes[at] == 0xE2 && bytes[at + 1] == 0x80 && (0xA8...0xA9).contains(bytes[at + 2])
  }
}

extension Unicode.Scalar {
  fileprivate func isNamePart(first: Bool) -> Bool {
    switch self {
    case "a"..."z", "A"..."Z", "$", "_": true
    case "0"..."9", "\u{200C}", "\u{200D}": !first
    default: value > 0x7F && (properties.isIDStart || !first && properties.isIDContinue)
    }
  }

  /// The white space of ECMAScript above ASCII, the byte order mark and line separators included.
  fileprivate var isSpaceOfJSON5: Bool {
    switch value {
    case 0xA0, 0xFEFF, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x80: 1
    case ..<0x800: 2
    case ..<0x10000: 3
    default: 4
    }
  }
}
