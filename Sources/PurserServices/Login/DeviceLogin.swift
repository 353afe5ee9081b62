import HTTPKit
package import PurserDomain
import SecretKit
import SystemKit

/// A login on another device: a code is shown here and entered there (RFC 8628).
package struct DeviceLogin {
  private let client: LoginClient
  private let deviceURL: String

  /// What a provider says about a code.
  private struct Grant {
    var device: SecretBytes
    var user: String
    var address: String
    var completeAddress: String?
    var seconds: Int64
    /// Milliseconds between two questions.
    var interval: Int64
  }

  /// Needs the provider's client. Throws `invalid` when the manifest does not say where codes are given.
  package init(_ client: LoginClient) throws(DomainError) {
    guard let url = client.login.deviceURL else {
      throw DomainError(
        .invalid, "The manifest of '\(client.provider)' has no 'login.deviceUrl'.",
        subject: client.provider, hint: "Leave --device-code out, or name the address there.")
    }
    self.client = client
    deviceURL = url
  }

  /// Shows the code and asks until it was entered, at most for `span` and for as long as the code is good.
  ///
  /// Throws `refused` when the provider says no, `timed_out` when the code was not entered in time, `interrupted`, and what
  /// the transport throws before the code is shown; afterwards a question without an answer is asked again.
  package func run(in world: LoginWorld, for span: TimeSpan) throws -> EarnedLogin {
    let start = world.steady()
    let grant = try begin(in: world)
    let opened = grant.completeAddress.map(world.browse) ?? world.browse(grant.address)
    world.tell(
      .code(grant.user, at: grant.address, isOpened: opened, seconds: grant.seconds))
    let deadline = start + min(span.milliseconds, grant.seconds * 1000)
    var interval = grant.interval
    while case let left = deadline - world.steady(), left > 0 {
      // The last question is asked when time is up, however soon after the one before: the code may have been entered since.
      try pause(min(interval, left), in: world)
      switch try ask(grant, in: world) {
      case .success(let earned): return earned
      case .failure(let failure):
        switch failure.code {
        case "authorization_pending": continue
        case "slow_down": interval += 5_000
        case "expired_token": throw Self.late(client.provider)
        // The provider has a bad moment; RFC 8628 asks to be gentle.
        case nil where (failure.status ?? 500) >= 500: interval = min(interval * 2, 60_000)
        default: throw LoginFault.refused(failure, by: client.provider)
        }
      }
    }
    throw Self.late(client.provider)
  }

  private func begin(in world: LoginWorld) throws -> Grant {
    var fields: [(name: String, value: LoginClient.Field)] = []
    if !client.login.scopes.isEmpty {
      fields.append(("scope", .plain(client.login.scopes.joined(separator: " "))))
    }
    fields += client.login.parameters.map { ($0.name, .plain($0.value)) }
    let response = try world.send(client.tokenRequest(fields, timeout: 30_000, to: deviceURL))
    let document = TokenDocument(response, hiding: client.secrets)
    if let failure = document.failure { throw LoginFault.refused(failure, by: client.provider) }
    guard let device = document.token("device_code"),
      let user = document.text("user_code", limit: 64),
      let address = Self.address(document, ["verification_uri", "verification_url"])
    else {
      throw LoginFault.refused(
        document.make("The answer has no code or no address.", code: "unexpected_answer"),
        by: client.provider)
    }
    return Grant(
      device: device, user: user, address: address,
      completeAddress: Self.address(document, ["verification_uri_complete"]),
      seconds: Int64(min(document.seconds("expires_in") ?? 900, 3_600)),
      interval: Int64(min(max(document.seconds("interval") ?? 5, 1), 60) * 1000))
  }

  private func ask(
    _ grant: Grant, in world: LoginWorld
  ) throws -> Result<EarnedLogin, APIFailure> {
    let request = client.tokenRequest(
      [
        ("grant_type", .plain("urn:ietf:params:oauth:grant-type:device_code")),
        ("device_code", .secret(grant.device)),
      ], timeout: 30_000)
    let response: HTTPResponse
    do {
      response = try world.send(request)
    } catch let error as HTTPError {
      guard error.code != .unavailable, error.code != .certificate else { throw error }
      return .failure(APIFailure(status: nil, message: error.message, hiding: []))
    }
    return TokenAnswer.read(
      response, hiding: client.secrets + [grant.device], now: world.clock.now()
    ).map(EarnedLogin.init)
  }

  /// Sleeps in pieces, so that an interrupt is heard at once.
  private func pause(_ milliseconds: Int64, in world: LoginWorld) throws {
    let end = world.steady() + milliseconds
    while world.steady() < end { try world.sleep(min(200, max(end - world.steady(), 1))) }
  }

  /// An address a browser may be started with: of the web, visible ASCII.
  private static func address(_ document: TokenDocument, _ names: [String]) -> String? {
    let text = names.lazy.compactMap { document.text($0, limit: 2048) }.first
    guard let text, LoginClient.isSafe(text), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return text
  }

  private static func late(_ provider: String) -> SystemError {
    SystemError(
      .timedOut, "The code of '\(provider)' was not entered in time.", subject: provider,
      hint: "Run the command again and enter the new code.")
  }
}
