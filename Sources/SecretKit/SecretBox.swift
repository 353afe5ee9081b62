import CSodium

/// Seals and opens secrets with XChaCha20-Poly1305 (IETF form) and a random nonce.
///
/// The associated bytes say whose secret it is. They are not stored with it, so a sealed value that
/// is copied to another owner does not open there.
package enum SecretBox {
  private static let purpose = "purser secret box v1"
  private static let nonceCount = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  private static let tagCount = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

  /// Returns `plain` sealed for the owner described by `associated`.
  package static func seal(
    _ plain: SecretBytes, with key: SecretKey, associated: [UInt8]
  ) -> SealedSecret {
    Sodium.start()
    let nonce = unsafe [UInt8](unsafeUninitializedCapacity: nonceCount) { buffer, count in
      unsafe randombytes_buf(buffer.baseAddress!, nonceCount)
      count = nonceCount
    }
    var output = [UInt8](repeating: 0, count: plain.count + tagCount)
    let result = unsafe key.derived(purpose).withBytes { secret in
      unsafe plain.withBytes { message in
        unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
          &output, nil, message.bindMemory(to: UInt8.self).baseAddress, UInt64(message.count),
          associated, UInt64(associated.count), nil, nonce,
          secret.bindMemory(to: UInt8.self).baseAddress!)
      }
    }
    precondition(result == 0, "sealing")
    return SealedSecret(keyID: key.id, nonce: nonce, sealed: output)
  }

  /// Returns the secret in `box`. Throws `wrong_key` when it was sealed with another key, `corrupt`
  /// when it was changed or belongs to another owner than `associated` says.
  package static func open(
    _ box: SealedSecret, with key: SecretKey, associated: [UInt8]
  ) throws(SecretError) -> SecretBytes {
    guard box.keyID == key.id else {
      throw SecretError(
        .wrongKey, "The secret was sealed with key '\(box.keyID)', not '\(key.id)'.",
        subject: box.keyID, hint: "Point PURSER_KEY_FILE at the key of this store.")
    }
    guard box.nonce.count == nonceCount, box.sealed.count >= tagCount else { throw corrupt }
    Sodium.start()
    var output = [UInt8](repeating: 0, count: box.sealed.count - tagCount)
    defer {
      unsafe output.withUnsafeMutableBytes { buffer in
        if let start = buffer.baseAddress { unsafe sodium_memzero(start, buffer.count) }
      }
    }
    let result = unsafe key.derived(purpose).withBytes { secret in
      unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
        &output, nil, nil, box.sealed, UInt64(box.sealed.count), associated,
        UInt64(associated.count), box.nonce, secret.bindMemory(to: UInt8.self).baseAddress!)
    }
    guard result == 0 else { throw corrupt }
    return SecretBytes(output)
  }

  private static var corrupt: SecretError {
    SecretError(
      .corrupt, "A sealed secret does not open: it was changed or moved.",
      hint: "Store the secret again.")
  }
}
