/// A compressed answer of half a megabyte that becomes 64 megabytes of spaces (RFC 1951, 3.2.6: fixed codes).
enum FakeBomb {
  static let answer: [LoopbackServer.Step] = {
    let body = compressed(copies: 260_000)
    return .raw(
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
      + [.send(body)]
  }()

  private static func compressed(copies: Int) -> [UInt8] {
    // Head of gzip (RFC 1952), without a name or a time.
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var pending: UInt32 = 0
    var count: UInt32 = 0
    // Codes are written from their highest bit, into bytes from their lowest.
    func put(_ code: UInt32, bits: UInt32) {
      for place in (0..<bits).reversed() {
        pending |= (code >> place & 1) << count
        count += 1
        guard count == 8 else { continue }
        bytes.append(UInt8(pending))
        (pending, count) = (0, 0)
      }
    }
    put(1, bits: 1)  // the last block
    put(0b10, bits: 2)  // of fixed codes, which is 01 from its lowest bit
    put(0x30 + 0x20, bits: 8)  // a space
    for _ in 0..<copies {
      put(0b1100_0101, bits: 8)  // 258 bytes
      put(0, bits: 5)  // from one byte before
    }
    put(0, bits: 7)  // the end
    put(0, bits: 8)
    // Whoever unpacks it all is told a wrong sum; nobody should come so far.
    return bytes + [0, 0, 0, 0, 0, 0, 0, 0]
  }
}
