/// Addresses of the internet protocol as parsers of URLs read and write them (the URL Standard).
enum IPAddress {
  /// Whether a host must be an IPv4 address, since its last part is a number.
  static func endsInNumber(_ host: String) -> Bool {
    guard let last = parts(of: host).last, !last.isEmpty else { return false }
    return last.allSatisfy { (0x30...0x39).contains($0) } || number(last) != nil
  }

  /// Returns an address of one to four numbers, each decimal, octal or hexadecimal, as four decimal ones; nil for what is none.
  static func version4(_ host: String) -> String? {
    let texts = parts(of: host)
    let numbers = texts.compactMap { number($0) }
    guard numbers.count == texts.count, (1...4).contains(numbers.count), let last = numbers.last,
      numbers.dropLast().allSatisfy({ $0 <= 255 }), last < 1 << (8 * (5 - numbers.count))
    else { return nil }
    var value = last
    for (place, number) in numbers.dropLast().enumerated() { value += number << (8 * (3 - place)) }
    return [24, 16, 8, 0].map { "\((value >> $0) & 0xFF)" }.joined(separator: ".")
  }

  /// Returns an address of up to eight pieces at its shortest; nil for what is none.
  static func version6(_ bytes: ArraySlice<UInt8>) -> String? {
    var text = String(decoding: bytes, as: UTF8.self)
    if text.holds(".") {
      guard let colon = text.lastIndex(of: ":"),
        let tail = dotted(text[text.index(after: colon)...])
      else { return nil }
      text =
        text[...colon]
        + "\(String(tail >> 16, radix: 16)):\(String(tail & 0xFFFF, radix: 16))"
    }
    let bytes = Array(text.utf8)
    let gap = bytes.indices.dropLast().first { bytes[$0] == 0x3A && bytes[$0 + 1] == 0x3A }
    guard let front = pieces(bytes[..<(gap ?? bytes.endIndex)]),
      let back = pieces(gap.map { bytes[($0 + 2)...] } ?? [])
    else { return nil }
    let missing = 8 - front.count - back.count
    guard gap == nil ? missing == 0 : missing >= 1 else { return nil }
    return shortest(front + Array(repeating: 0, count: missing) + back)
  }

  /// Reads a number with the sign of its base in front; nil for what is none. Beyond 64 bits it is as large as can be.
  private static func number(_ text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first else { return nil }
    guard first == UInt8(ascii: "0"), text.count > 1 else { return number(text, radix: 10) }
    if text.dropFirst().first.map({ $0 | 0x20 }) == UInt8(ascii: "x") {
      return number(text.dropFirst(2), radix: 16)
    }
    return number(text.dropFirst(), radix: 8)
  }

  /// Reads digits of a base; nothing is 0, and nil is what holds anything else.
  static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> Int? {
    var value = 0
    for byte in digits {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80, digit < radix
      else { return nil }
      value = min(value * radix + digit, 1 << 40)
    }
    return value
  }

  /// What stands between dots; a dot at the end counts for nothing.
  private static func parts(of host: String) -> [ArraySlice<UInt8>] {
    var parts = Array(host.utf8).split(separator: 0x2E, omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    return parts
  }

  /// The IPv4 address at the end of an IPv6 address: four decimal numbers without leading zeros.
  private static func dotted(_ text: Substring) -> Int? {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { part in
      part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part == "0" || part.first != "0")
        ? Int(part) : nil
    }
    guard numbers.count == 4, numbers.allSatisfy({ $0 <= 255 }),
      text.utf8.count(where: { $0 == 0x2E }) == 3
    else { return nil }
    return numbers.reduce(0) { $0 << 8 | $1 }
  }

  private static func pieces(_ bytes: ArraySlice<UInt8>) -> [Int]? {
    guard !bytes.isEmpty else { return [] }
    let parts = bytes.split(separator: 0x3A, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      (1...4).contains(part.count) ? number(part, radix: 16) : nil
    }
    return numbers.count == parts.count ? numbers : nil
  }

  /// The first of the longest runs of two or more zeros becomes `::`.
  private static func shortest(_ pieces: [Int]) -> String {
    var longest = 0..<0
    var start = 0
    for place in 0...pieces.count where place == pieces.count || pieces[place] != 0 {
      if place - start > longest.count { longest = start..<place }
      start = place + 1
    }
    func text(_ pieces: ArraySlice<Int>) -> String {
      pieces.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard longest.count > 1 else { return text(pieces[...]) }
    return text(pieces[..<longest.lowerBound]) + "::" + text(pieces[longest.upperBound...])
  }
}
