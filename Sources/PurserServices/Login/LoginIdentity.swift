import JSONKit
import PurserDomain
import SecretKit

/// Whose login it is, as the provider says and for display only: no signature is checked, and nothing is decided by it
/// but under which name the login is kept.
package struct LoginIdentity: Equatable, Sendable {
  package var email: String?
  /// The account's id at the provider.
  package var accountID: String?

  /// Nobody is known.
  package init() {}

  /// Reads the claims of an id token (a JWT); what cannot be read says nothing.
  init(idToken: SecretBytes?) {
    guard let parts = idToken?.reveal().split(separator: UInt8(ascii: ".")), parts.count >= 2,
      parts[1].count <= 32_768, let bytes = Base64.decode(parts[1]),
      let claims = try? JSON.parse(bytes, limits: JSONLimits(bytes: 32_768, depth: 16))
    else { return }
    email = Self.address(claims["email"]?.string)
    // Where the subject is the person, this is the account that calls are made for.
    accountID =
      Self.id(claims["https://api.openai.com/auth"]?["chatgpt_account_id"]?.string)
      ?? Self.id(claims["sub"]?.string)
  }

  /// Adds what an answer's own member `account` says, where nothing is known yet.
  mutating func add(account: JSON?) {
    email =
      email ?? Self.address(account?["email_address"]?.string ?? account?["email"]?.string)
    accountID = accountID ?? Self.id(account?["uuid"]?.string ?? account?["id"]?.string)
  }

  /// An address becomes a part of a profile's id, so it is held to what such an id may be.
  private static func address(_ text: String?) -> String? {
    guard let text = id(text), text.utf8.count <= 200,
      text.utf8.count(where: { $0 == UInt8(ascii: "@") }) == 1,
      !text.contains(where: \.isWhitespace), !text.holds(",")
    else { return nil }
    return text
  }

  private static func id(_ text: String?) -> String? {
    guard let text = text?.trimmed, !text.isEmpty, text.utf8.count <= 256, !text.hasUnprintable,
      !SecretShape.hasKnownPrefix(text)
    else { return nil }
    return text
  }
}
