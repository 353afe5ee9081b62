import JSONKit
package import PurserDomain
package import SecretKit

/// What a renewal gave.
package struct RefreshAnswer: Sendable {
  package var access: SecretBytes
  /// Nil: the one before stays.
  package var refresh: SecretBytes?
  package var idToken: SecretBytes?
  /// Milliseconds since 1970; nil when it was not said.
  package var expiresAt: Int64?
  /// What a person should know of it.
  package var remarks: [String] = []

  /// Makes an answer of an access token alone.
  package init(access: SecretBytes) { self.access = access }

  /// Reads `{"access":…,"refresh":…,"idToken":…,"expiresAt":MILLISECONDS}`; `expiresIn`, in seconds from `now`, may
  /// stand for the last. Throws `invalid`, repeating nothing of it.
  package init(_ bytes: [UInt8], now: Timestamp) throws(DomainError) {
    guard let object = try? JSON.parse(bytes, limits: JSONLimits(bytes: 1 << 20)).object else {
      throw Self.fault("it is no JSON object")
    }
    func token(_ name: String) throws(DomainError) -> SecretBytes? {
      guard let value = object[name], !value.isNull else { return nil }
      guard let text = value.string?.trimmed, !text.isEmpty, !text.hasUnprintable else {
        throw Self.fault("its '\(name)' is not a token")
      }
      return SecretBytes(text: text)
    }
    guard let access = try token("access") else { throw Self.fault("it has no 'access'") }
    self.access = access
    refresh = try token("refresh")
    idToken = try token("idToken")
    if let value = object["expiresAt"], !value.isNull {
      guard var expiry = value.int64, expiry > 0, expiry <= StoredCredential.latestExpiry else {
        throw Self.fault("its 'expiresAt' is not an instant in milliseconds")
      }
      // As milliseconds it would lie before 1973.
      if expiry < 100_000_000_000 {
        remarks.append("'expiresAt' is in seconds; it was taken as \(expiry)000 milliseconds.")
        expiry *= 1000
      }
      expiresAt = expiry
    } else if let value = object["expiresIn"], !value.isNull {
      guard let seconds = value.double, seconds > 0, seconds < 1e10 else {
        throw Self.fault("its 'expiresIn' is not a number of seconds")
      }
      expiresAt = now.milliseconds + Int64(seconds * 1000)
    }
  }

  private static func fault(_ what: String) -> DomainError {
    DomainError(
      .invalid, "The answer of the renewal cannot be used: \(what).", subject: "answer",
      hint: "See: purser help models auth refresh")
  }
}
