extension JSONParser {
  /// Reads a string whose quote is the next byte.
  mutating func string() throws(JSONError) -> String {
    let quote = bytes[at]
    let start = at + 1
    var place = start
    // The quick way: nothing but plain bytes up to the quote.
    while true {
      let byte = bytes[place]
      if byte == quote {
        at = place + 1
        return String(decoding: bytes[start..<place], as: UTF8.self)
      }
      if byte < 0x20 || byte == UInt8(ascii: "\\") { break }
      place += 1
    }
    var text = Array(bytes[start..<place])
    at = place
    while bytes[at] != quote {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else {
        if byte < 0x20 { try checkControl(byte) }
        text.append(byte)
        at += 1
      }
    }
    at += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// JSON wants control characters escaped; JSON5 only line ends.
  private func checkControl(_ byte: UInt8) throws(JSONError) {
    if byte == 0 { throw unexpected() }
    let isLineEnd = byte == 0x0A || byte == 0x0D
    guard isJSON5, !isLineEnd else {
      throw error(
        .syntax,
        isLineEnd
          ? "A string ends with its line." : "There is a control character in a string.",
        at: at, hint: isLineEnd ? "Close the quotes, or write \\n." : "Write it as an escape.")
    }
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    at += 1
    let byte = bytes[at]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      at += 1
      text += String(try escapedScalar()).utf8
      return
    default:
      guard isJSON5 else { throw unexpected() }
      try escapeOfJSON5(byte, into: &text)
      return
    }
    at += 1
  }

  private mutating func escapeOfJSON5(_ byte: UInt8, into text: inout [UInt8]) throws(JSONError) {
    switch byte {
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "0"):
      at += 1
      if (0x30...0x39).contains(bytes[at]) { throw unexpected() }
      text.append(0)
      return
    case UInt8(ascii: "1")...UInt8(ascii: "9"): throw unexpected()
    case UInt8(ascii: "x"):
      at += 1
      let code = UInt8(truncatingIfNeeded: try hexadecimal(2))
      text += String(Unicode.Scalar(code)).utf8
      return
    case 0x0D:
      // A line continued on the next one; CR LF counts as one line end.
      if bytes[at + 1] == 0x0A { at += 1 }
    case 0x0A: break
    case 0xE2 where bytes[at + 1] == 0x80 && (0xA8...0xA9).contains(bytes[at + 2]): at += 2
    case 0: throw unexpected()
    default: text.append(byte)  // any other character stands for itself
    }
    at += 1
  }

  /// The scalar of `\u` at its digits, taking a second escape when the first is half of a pair.
  mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
    let start = at - 2
    let first = try hexadecimal(4)
    if let scalar = Unicode.Scalar(first) { return scalar }
    let end = at
    if first < 0xDC00, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") {
      at += 2
      let second = try hexadecimal(4)
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    if limits.replacesHalves {
      // What stands behind is read by itself.
      at = end
      return "\u{FFFD}"
    }
    throw error(
      .loneSurrogate, "An escape names half of a surrogate pair.", at: start,
      hint: "Write both halves, or the character itself.")
  }

  private mutating func hexadecimal(_ count: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = bytes[at].hexadecimalDigit else { throw unexpected() }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }
}

extension UInt8 {
  var hexadecimalDigit: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}
