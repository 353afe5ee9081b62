import HTTPKit
import JSONKit
import PurserDomain
import SecretKit

/// What an access token says of its account, where it is one that can be read.
enum LoginToken {
  /// The account of ChatGPT that a token of OpenAI names; nil for any other.
  static func account(in token: SecretBytes) -> String? {
    let parts = token.reveal().split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].count <= 16_384, let bytes = Base64.decode(Array(parts[1])),
      let claims = try? JSON.parse(bytes, limits: JSONLimits(bytes: 16_384, depth: 16)),
      let account = claims["https://api.openai.com/auth"]?["chatgpt_account_id"]?.string,
      !account.isEmpty, account.utf8.count <= 200
    else { return nil }
    return account
  }
}

extension APICredential {
  /// The opened secret of a profile, as it is sent. `account` is the one that the profile names.
  init(_ secret: SecretBytes, of type: AuthProfile.Kind, account: String?) {
    switch type {
    case .apiKey: self = .key(secret)
    case .token: self = .token(secret)
    case .oauth:
      self = .login(
        Self.bearer(secret), account: account ?? LoginToken.account(in: secret))
    }
  }

  /// Google's logins keep the token in an object.
  private static func bearer(_ secret: SecretBytes) -> SecretBytes {
    guard secret.reveal().first == UInt8(ascii: "{"),
      let token = try? JSON.parse(secret.reveal())["token"]?.string
    else { return secret }
    return SecretBytes(text: token)
  }
}
