extension String {
  /// The text as one word of a shell's line, for commands that people paste: bare where no shell reads anything else into it,
  /// else in single quotes.
  package var shellWord: String {
    let isBare = utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "@%+=:,./_-".utf8.contains(byte)
      }
    }
    return isBare && !isEmpty ? self : shellQuoted
  }

  /// The text as one word of a shell's line, in single quotes whatever it is.
  package var shellQuoted: String {
    // A quote ends the quoted part, stands escaped by itself, and begins the next. Byte by byte, as shells read: with a combining
    // mark behind it, a quote is another Character.
    let parts = utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
    return "'" + parts.map { String(Substring($0)) }.joined(separator: #"'\''"#) + "'"
  }
}
