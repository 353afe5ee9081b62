import CSodium

/// A digest of public bytes, such as a file's.
package enum ContentDigest {
  /// Returns `blake2b:` and 64 hexadecimal digits, which anyone can check with `b2sum --length 256`.
  ///
  /// BLAKE2b takes a fifth of the time of SHA-256 as libsodium has it, and an export digests every file of the fleet.
  package static func blake2b(_ bytes: [UInt8]) -> String {
    Sodium.start()
    var output = [UInt8](repeating: 0, count: 32)
    _ = unsafe crypto_generichash(
      &output, output.count, bytes, UInt64(bytes.count), nil, 0)
    return "blake2b:" + Hexadecimal.encode(output)
  }

  /// Returns the 32 bytes of SHA-256.
  static func sha256Bytes(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    _ = unsafe crypto_hash_sha256(&output, bytes, UInt64(bytes.count))
    return output
  }
}
