/// The host of an address as parsers of URLs read it (the URL Standard), so that every spelling of one host is one text.
enum URLHost {
  /// Returns the host of `text` in lower case, an IPv4 address as four numbers, an IPv6 address at its shortest and without
  /// brackets; nil for what is no URL or has no host.
  static func find(in text: String) -> String? {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    bytes.removeAll { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    guard let (scheme, rest) = split(bytes) else { return nil }
    let isSpecial = ["http", "https", "ws", "wss", "ftp", "file"].contains(scheme)
    func isSlash(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "/") || isSpecial && byte == UInt8(ascii: "\\")
    }
    var start = rest
    if isSpecial, scheme != "file" {
      start = start.drop(while: isSlash)
    } else {
      guard start.prefix(2).count(where: isSlash) == 2 else { return nil }
      start = start.dropFirst(2)
    }
    let authority = start.prefix { byte in
      !isSlash(byte) && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#")
    }
    guard let host = host(of: authority, isSpecial: isSpecial) else { return nil }
    // Files of this machine have no host.
    return scheme == "file" && host == "localhost" ? nil : host
  }

  private static func split(
    _ bytes: ArraySlice<UInt8>
  ) -> (scheme: String, rest: ArraySlice<UInt8>)? {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first else {
      return nil
    }
    let scheme = bytes[..<colon]
    let isScheme = scheme.allSatisfy { byte in
      isLetter(byte) || isDigit(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
    }
    guard isLetter(first), isScheme else { return nil }
    return (String(decoding: scheme, as: UTF8.self).scriptLowercased, bytes[(colon + 1)...])
  }

  private static func host(of authority: ArraySlice<UInt8>, isSpecial: Bool) -> String? {
    let start = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
    let bytes = authority[start...]
    var end = bytes.endIndex
    let bracket = bytes.lastIndex(of: UInt8(ascii: "]")) ?? bytes.startIndex
    if let colon = bytes[bracket...].firstIndex(of: UInt8(ascii: ":")) {
      let port = bytes[(colon + 1)...].drop { $0 == UInt8(ascii: "0") }
      guard port.allSatisfy(isDigit), port.count <= 5,
        port.reduce(0, { $0 * 10 + Int($1 - 0x30) }) <= 65_535
      else { return nil }
      end = colon
    }
    let host = bytes[..<end]
    if host.first == UInt8(ascii: "[") {
      guard host.last == UInt8(ascii: "]") else { return nil }
      return IPAddress.version6(host.dropFirst().dropLast())
    }
    let plain = isSpecial ? domain(percentDecoded(host)) : String(decoding: host, as: UTF8.self)
    guard let plain, !plain.isEmpty, !plain.utf8.contains(where: isForbidden),
      isSpecial ? !plain.holds("%") : true
    else { return nil }
    guard isSpecial, IPAddress.endsInNumber(plain) else { return plain.scriptLowercased }
    return IPAddress.version4(plain)
  }

  /// Lower case, with the wide forms of letters and full stops as what they stand for; nil for bytes that are no text.
  private static func domain(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xAD: continue
      case 0x3002, 0xFF61: scalars.append(".")
      case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      default: scalars.append(scalar)
      }
    }
    return String(scalars).scriptLowercased
  }

  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = IPAddress.number(rest.prefix(2), radix: 16)
      {
        decoded.append(UInt8(value))
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return decoded
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// What no host may hold.
  private static func isForbidden(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0x7F || Array("#/:<>?@[\\]^|".utf8).contains(byte)
  }
}
