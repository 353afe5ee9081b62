import JSONKit
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
