import CSodium

/// A digest of public bytes, such as a file's, that anyone can check with `sha256sum`.
package enum ContentDigest {
  /// Returns `sha256:` and 64 hexadecimal digits.
  package static func sha256(_ bytes: [UInt8]) -> String {
    "sha256:" + Hexadecimal.encode(sha256Bytes(bytes))
  }

  /// Returns the 32 bytes of the digest.
  static func sha256Bytes(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    _ = unsafe crypto_hash_sha256(&output, bytes, UInt64(bytes.count))
    return output
  }
}
