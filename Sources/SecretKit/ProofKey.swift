/// The proof that whoever redeems a code is the one who asked for it: PKCE (RFC 7636) by the method S256.
package struct ProofKey: Sendable {
  /// Sent with the code; nobody else may know it before.
  package let verifier: SecretBytes
  /// Sent when the code is asked for; gives nothing of the verifier away.
  package let challenge: String

  /// Makes the proof from `random`, 32 bytes that nobody can guess; the verifier is their 43 characters.
  package init(random: [UInt8]) {
    let text = Base64.encodeForURL(random)
    verifier = SecretBytes(text: text)
    challenge = Base64.encodeForURL(ContentDigest.sha256Bytes(Array(text.utf8)))
  }
}
