package import HTTPKit
package import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// Renews a login with its refresh token at the provider's address of tokens (RFC 6749, section 6).
package struct RefreshGrant: LoginRenewal {
  /// The provider's code for a login that is over: only a new one can help.
  package static let isOver = "invalid_grant"

  private let client: LoginClient
  private let transport: any HTTPTransport

  /// Needs the provider's client and the way to the network.
  package init(_ client: LoginClient, transport: any HTTPTransport) {
    self.client = client
    self.transport = transport
  }

  /// Renews the login of `claim`. Its refresh token stays where the provider gives no new one.
  package func run(
    _ claim: RefreshTurn.Claim, limit: TimeSpan, now: () -> Timestamp
  ) throws -> RefreshAnswer {
    guard let refresh = claim.material.refresh else {
      throw DomainError(
        .invalid, "It has no refresh token.", subject: claim.profile.id,
        hint: "purser models auth login --provider \(claim.profile.provider.shellWord)")
    }
    var fields: [(name: String, value: LoginClient.Field)] = [
      ("grant_type", .plain("refresh_token")), ("refresh_token", .secret(refresh)),
    ]
    if !client.login.scopes.isEmpty {
      fields.append(("scope", .plain(client.login.scopes.joined(separator: " "))))
    }
    // The answer has to be stored before the lease ends.
    let timeout = max(min(limit.milliseconds * 9 / 10, 30_000), 500)
    let outcome = try transport.send(client.tokenRequest(fields, timeout: timeout))
    let response: HTTPResponse
    switch outcome.result {
    case .success(let answer): response = answer
    case .failure(let error):
      if error.code == .interrupted { try Interrupt.check() }
      throw DomainError(
        .invalid, error.message, subject: claim.profile.provider, hint: error.hint)
    }
    let secrets = client.secrets + [refresh] + [claim.material.access].compactMap { $0 }
    switch TokenAnswer.read(response, hiding: secrets, now: now()) {
    case .success(let token):
      var answer = RefreshAnswer(access: token.access)
      answer.refresh = token.refresh
      answer.idToken = token.idToken
      answer.expiresAt = token.expiresAt.milliseconds
      return answer
    case .failure(let failure):
      let isOver = failure.code == Self.isOver
      throw DomainError(
        .refused, failure.readable + (isOver ? " Log in again." : ""),
        subject: claim.profile.provider, cause: failure.code)
    }
  }
}
