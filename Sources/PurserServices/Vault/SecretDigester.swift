package import SecretKit

/// Makes the keyed digests that stand for secrets wherever a change of them must show.
///
/// A type and not a function: a function that is kept in an optional and put back is wrapped once more each time, so that
/// the ten thousandth key of an import would be digested below twenty thousand calls.
package struct SecretDigester {
  private let key: SecretKey

  init(key: SecretKey) {
    self.key = key
  }

  /// Returns the digest of `secret`.
  package func digest(_ secret: SecretBytes) -> String {
    KeyedDigest.digest(secret, key: key, purpose: "secret value")
  }
}
