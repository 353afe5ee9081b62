import HTTPKit
package import PurserDomain
package import SecretKit

/// What a login brought.
package struct EarnedLogin: Sendable {
  /// What is to be sealed.
  package enum Material: Sendable {
    case key(SecretBytes)
    case tokens(OAuthMaterial)
  }

  package var material: Material
  package var expiresAt: Timestamp?
  package var identity: LoginIdentity

  /// A login with tokens.
  init(_ answer: TokenAnswer) {
    material = .tokens(
      OAuthMaterial(access: answer.access, refresh: answer.refresh, idToken: answer.idToken))
    expiresAt = answer.expiresAt
    identity = answer.identity
  }

  /// A key of the API.
  init(key: SecretBytes) {
    material = .key(key)
    identity = LoginIdentity()
  }

  /// The usual id of its profile: with the address of the account, where it is known.
  package func profileID(of provider: String) -> String {
    Self.profileID(of: provider, email: identity.email)
  }

  /// The usual id of a profile whose account has that address.
  package static func profileID(of provider: String, email: String? = nil) -> String {
    "\(provider):\(email ?? "default")"
  }
}

/// Why a login came to nothing, in words for the person who tried.
enum LoginFault {
  /// The provider said no, or something that cannot be used.
  static func refused(_ failure: APIFailure, by provider: String) -> DomainError {
    let hint: String =
      switch failure.code {
      case "access_denied": "Run the command again and allow it."
      case "invalid_client", "unauthorized_client":
        "Check login.clientId of the provider's manifest: purser plugins show \(provider)"
      case "invalid_scope": "Check login.scopes of the provider's manifest."
      case "redirect_uri_mismatch", "invalid_redirect_uri":
        "Check login.redirectHost, redirectPort and redirectPath of the provider's manifest."
      default: "Run the command again; the code of a login counts once and for a short time."
      }
    return DomainError(
      .refused, "'\(provider)' did not give a login: \(failure.readable)", subject: provider,
      hint: hint)
  }
}
