import CSodium

/// A digest that only the holder of the key can make or check: BLAKE2b with a key, 32 bytes.
///
/// Feed it with `update` and read it once with `finish`. Each purpose gives other digests.
@safe
package struct KeyedDigest: ~Copyable {
  private let state: OpaquePointer

  /// Starts a digest for one purpose, such as "audit seal".
  package init(key: SecretKey, purpose: String) {
    self.init(key.derived("purser keyed digest v1 " + purpose))
  }

  private init(_ key: SecretBytes) {
    Sodium.start()
    // The state's type asks for 64-byte alignment, which keeps Swift from importing it.
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: crypto_generichash_statebytes(), alignment: 64)
    unsafe state = OpaquePointer(raw)
    let result = unsafe key.withBytes { secret in
      unsafe crypto_generichash_init(
        state, secret.bindMemory(to: UInt8.self).baseAddress!, secret.count, 32)
    }
    precondition(result == 0, "digest")
  }

  deinit {
    let raw = unsafe UnsafeMutableRawPointer(state)
    unsafe sodium_memzero(raw, crypto_generichash_statebytes())
    unsafe raw.deallocate()
  }

  /// Adds bytes to what is digested.
  package mutating func update(_ bytes: [UInt8]) {
    _ = unsafe crypto_generichash_update(state, bytes, UInt64(bytes.count))
  }

  /// Adds the UTF-8 of `text` to what is digested.
  package mutating func update(_ text: String) { update(Array(text.utf8)) }

  /// Adds a secret to what is digested.
  package mutating func update(_ secret: SecretBytes) {
    unsafe secret.withBytes { bytes in
      _ = unsafe crypto_generichash_update(
        state, bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(bytes.count))
    }
  }

  /// Returns the digest as `blake2b:` and 64 hexadecimal digits.
  package consuming func finish() -> String {
    var output = [UInt8](repeating: 0, count: 32)
    _ = unsafe crypto_generichash_final(state, &output, output.count)
    return "blake2b:" + Hexadecimal.encode(output)
  }

  /// Returns the digest of `bytes` in one call.
  package static func digest(_ bytes: [UInt8], key: SecretKey, purpose: String) -> String {
    var digest = KeyedDigest(key: key, purpose: purpose)
    digest.update(bytes)
    return digest.finish()
  }

  /// Returns the digest of a secret in one call, so that a changed secret shows without being seen.
  package static func digest(_ secret: SecretBytes, key: SecretKey, purpose: String) -> String {
    var digest = KeyedDigest(key: key, purpose: purpose)
    digest.update(secret)
    return digest.finish()
  }
}
