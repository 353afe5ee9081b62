package import PurserServices
package import PurserStore
import SecretKit

extension Vault {
  /// Returns a sealed value as text, for tests that look at what was sealed; nil when it is not UTF-8.
  package func text(of secret: StoredSecret) throws -> String? { try open(secret).revealText() }
}
