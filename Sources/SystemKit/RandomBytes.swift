import Glibc

/// Random bytes from the kernel.
package enum RandomBytes {
  /// Returns `count` bytes. Traps when the kernel has no randomness to give, which on a running
  /// Linux does not happen: going on with guessable bytes would be worse.
  package static func make(count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      // The call gives at most 256 bytes at a time.
      let part = min(256, count - bytes.count)
      bytes += unsafe [UInt8](unsafeUninitializedCapacity: part) { buffer, filled in
        let result = unsafe getentropy(buffer.baseAddress!, part)
        precondition(result == 0, "the kernel gave no random bytes")
        filled = part
      }
    }
    return bytes
  }

  /// Returns `count` random bytes as lower-case hexadecimal text.
  package static func hexadecimal(count: Int) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = make(count: count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
