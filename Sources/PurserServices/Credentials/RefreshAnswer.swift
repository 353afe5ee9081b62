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

  /// How long an access token is taken to be good when nobody says (RFC 6749, 5.1, leaves that to the server): what most
  /// servers give. A login without an end would never be used, since it cannot be told from one that has ended.
  static let usualLife = TimeSpan(milliseconds: 3_600_000)

  /// Makes an answer of an access token alone.
  package init(access: SecretBytes) { self.access = access }

  /// Reads `{"access":…,"refresh":…,"idToken":…,"expiresAt":MILLISECONDS}`; `expires`, as auth-profiles.json spells it, or
  /// `expiresIn`, in seconds from `now`, may stand for the last, and without any it is an hour. Throws `invalid`, repeating nothing of it.
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
    expiresAt = end(said: object, now: now)
  }

  /// When the access token ends by what the answer says. A refresh token may be good once, so that nothing said of the end
  /// costs the tokens.
  private mutating func end(said object: JSONObject, now: Timestamp) -> Int64 {
    let usual = (now + Self.usualLife).milliseconds
    let named = ["expiresAt", "expires", "expiresIn"].first { object[$0]?.isNull == false }
    guard let named, let value = object[named] else {
      remarks.append("The answer does not say when it ends; it is taken to be good for an hour.")
      return usual
    }
    guard let number = value.double ?? value.string.flatMap({ Double($0.trimmed) }),
      number.isFinite, number > 0, number <= Double(StoredCredential.latestExpiry)
    else {
      remarks.append("'\(named)' is no time; the login is taken to be good for an hour.")
      return usual
    }
    var expiry = Int64(number)
    if named == "expiresIn" {
      guard number < 1e10 else {
        remarks.append(
          "'\(named)' is no number of seconds; the login is taken to be good for an hour.")
        return usual
      }
      return now.milliseconds + Int64(number * 1000)
    }
    if Double(expiry) != number {
      remarks.append("'\(named)' has a fraction, which was cut off.")
    }
    // As milliseconds it would lie before 1973.
    if expiry < 100_000_000_000 {
      remarks.append("'\(named)' is in seconds; it was taken as \(expiry)000 milliseconds.")
      expiry *= 1000
    }
    guard expiry > now.milliseconds else {
      remarks.append("'\(named)' has passed; the login is taken to be good for an hour.")
      return usual
    }
    return expiry
  }

  private static func fault(_ what: String) -> DomainError {
    DomainError(
      .invalid, "The answer of the renewal cannot be used: \(what).", subject: "answer",
      hint: "See: purser help models auth refresh")
  }
}
