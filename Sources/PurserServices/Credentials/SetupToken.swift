import PurserDomain
import SecretKit

/// What is known of setup tokens (research: cli-and-formats 5.1).
package enum SetupToken {
  private static let prefix = "sk-ant-oat01-"
  private static let shortest = 80

  /// What a prompt calls the provider.
  package static func name(_ provider: String) -> String {
    provider == "anthropic" ? "Anthropic" : provider
  }

  /// Throws `invalid` for what cannot be a setup token of the provider, without a word of it.
  package static func check(_ token: GivenSecret, of provider: String) throws {
    guard provider == "anthropic", let text = token.value.revealText() else { return }
    guard text.hasPrefix(prefix) else {
      throw DomainError(
        .invalid, "Expected token starting with \(prefix)", subject: "setup-token",
        hint: "Run 'claude setup-token' and paste what it prints; for an API key: "
          + "purser models auth paste-api-key --provider anthropic")
    }
    guard text.utf8.count >= shortest else {
      throw DomainError(
        .invalid, "Token looks too short; paste the full setup-token", subject: "setup-token",
        hint: "Run 'claude setup-token' and paste the whole line.")
    }
  }
}
