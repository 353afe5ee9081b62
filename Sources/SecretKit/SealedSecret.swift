/// A secret as it is stored: readable only with the key it names.
package struct SealedSecret: Equatable, Sendable {
  /// `SecretKey.id` of the key it was sealed with.
  package var keyID: String
  /// 24 random bytes.
  package var nonce: [UInt8]
  /// The encrypted bytes and their 16-byte tag.
  package var sealed: [UInt8]

  /// Puts a stored secret together from its columns.
  package init(keyID: String, nonce: [UInt8], sealed: [UInt8]) {
    self.keyID = keyID
    self.nonce = nonce
    self.sealed = sealed
  }
}
