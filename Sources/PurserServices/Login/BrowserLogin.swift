import HTTPKit
package import PurserDomain
import SecretKit
import SystemKit

/// A login in a browser: the authorization code of OAuth 2 with a proof key (RFC 6749, RFC 7636, RFC 8252), or the exchange of
/// such a code for an API key as OpenRouter does it.
package struct BrowserLogin {
  private let client: LoginClient
  private let isKeyExchange: Bool
  private let authorizationURL: String

  /// Needs the provider's client; `isKeyExchange` for a code that is exchanged for a key. Throws `invalid` when the manifest
  /// does not say where the person is asked.
  package init(_ client: LoginClient, isKeyExchange: Bool) throws(DomainError) {
    guard let url = client.login.authorizationURL else {
      throw DomainError(
        .invalid, "The manifest of '\(client.provider)' has no 'login.authorizationUrl'.",
        subject: client.provider, hint: "See: purser plugins show \(client.provider) --json")
    }
    self.client = client
    self.isKeyExchange = isKeyExchange
    authorizationURL = url
  }

  /// Sends the person to the provider, waits at most `span` for the answer and redeems it.
  ///
  /// Throws `refused` when the provider says no, `timed_out` when nothing came in time, `exists` when the port of the
  /// manifest is taken, `interrupted`, and what the transport throws. Nothing is left behind in any case.
  package func run(in world: LoginWorld, for span: TimeSpan) throws -> EarnedLogin {
    let deadline = world.steady() + span.milliseconds
    let state = SecretBytes(text: Base64.encodeForURL(world.random(32)))
    let proof = ProofKey(random: world.random(32))
    if let page = client.login.redirectURL {
      let check = check(state: state, path: "", takesBareCode: true)
      let url = address(redirect: page, state: state, proof: proof)
      guard world.typed != nil else {
        throw DomainError(
          .invalid, "The provider shows a code that has to be typed here, and nobody can type.",
          subject: client.provider, hint: "Run the command on a terminal.")
      }
      world.tell(.address(url, isOpened: world.browse(url), takesPaste: true))
      let code = try wait(check, world, until: deadline) {
        try world.sleep(100)
        return nil
      }
      return try redeem(code, redirect: page, state: state, proof: proof, in: world)
    }
    var listener = try LoopbackListener(port: client.login.redirectPort ?? 0)
    let root = client.login.redirectPath
    // Where the provider hands no state back, it is a part of the address one is sent back to.
    let path = isKeyExchange ? root + "/" + (state.revealText() ?? "") : root
    let place = "http://\(client.login.redirectHost):\(listener.port)"
    let check = check(state: state, path: path, takesBareCode: false)
    let url = address(redirect: place + path, state: state, proof: proof)
    world.tell(
      .address(url, isOpened: world.browse(url), takesPaste: world.typed != nil))
    let hosts = ["127.0.0.1:\(listener.port)", "localhost:\(listener.port)"]
    let code = try wait(check, world, until: deadline) {
      var found: RedirectAnswer?
      try listener.serve(waitingMilliseconds: 100) { request in
        guard let host = request.host, hosts.contains(host.lowercased()) else {
          return LoopbackListener.Reply(400, "This address has another name.")
        }
        do throws(RedirectCheck.Fault) {
          let answer = try check.read(target: request.target)
          found = found ?? answer
          return switch answer {
          case .code: LoopbackListener.Reply(200, "Thank you. You can close this page.")
          case .refused:
            LoopbackListener.Reply(200, "Nothing was allowed. You can close this page.")
          }
        } catch {
          return error == .elsewhere
            ? LoopbackListener.Reply(404, "There is nothing here.")
            : LoopbackListener.Reply(400, "This is not the answer that was waited for.")
        }
      }
      return found
    }
    return try redeem(code, redirect: place + path, state: state, proof: proof, in: world)
  }

  private func check(state: SecretBytes, path: String, takesBareCode: Bool) -> RedirectCheck {
    RedirectCheck(
      path: path, state: state, statesInQuery: !isKeyExchange, takesBareCode: takesBareCode)
  }

  /// The address that the person opens; nothing in it is a secret once it was answered.
  private func address(redirect: String, state: SecretBytes, proof: ProofKey) -> String {
    var pairs: [(name: String, value: String)] = []
    if isKeyExchange {
      pairs.append(("callback_url", redirect))
    } else {
      pairs = [
        ("response_type", "code"), ("client_id", client.clientID ?? ""),
        ("redirect_uri", redirect),
      ]
      if !client.login.scopes.isEmpty {
        pairs.append(("scope", client.login.scopes.joined(separator: " ")))
      }
      pairs.append(("state", state.revealText() ?? ""))
    }
    pairs += [("code_challenge", proof.challenge), ("code_challenge_method", "S256")]
    pairs += client.login.parameters.map { ($0.name, $0.value) }
    let mark = authorizationURL.contains("?") ? "&" : "?"
    return authorizationURL + mark + FormText.encoded(pairs)
  }

  /// Looks and listens in turns until there is an answer to this login.
  private func wait(
    _ check: RedirectCheck, _ world: LoginWorld, until deadline: Int64,
    listen: () throws -> RedirectAnswer?
  ) throws -> SecretBytes {
    while world.steady() < deadline {
      var answer = try listen()
      if answer == nil, let line = try world.typed?(), !line.trimmed.isEmpty {
        do throws(RedirectCheck.Fault) {
          answer = try check.read(pasted: line)
        } catch {
          world.tell(.notUsable(error.phrase))
        }
      }
      switch answer {
      case nil: continue
      case .code(let code): return code
      case .refused(let code, let description):
        throw LoginFault.refused(
          APIFailure(
            status: nil, code: code, message: description.map { "\(code): \($0)" } ?? code,
            hiding: []),
          by: client.provider)
      }
    }
    throw SystemError(
      .timedOut, "Nothing came back from '\(client.provider)' in time.", subject: client.provider,
      hint:
        "Run the command again; --timeout gives it longer, --no-browser lets the answer be pasted.")
  }

  private func redeem(
    _ code: SecretBytes, redirect: String, state: SecretBytes, proof: ProofKey,
    in world: LoginWorld
  ) throws -> EarnedLogin {
    let secrets = client.secrets + [code, proof.verifier]
    let response: HTTPResponse
    if isKeyExchange {
      response = try world.send(
        client.post(
          [
            ("code", .secret(code)), ("code_verifier", .secret(proof.verifier)),
            ("code_challenge_method", .plain("S256")),
          ], format: .json, timeout: 30_000, to: client.tokenURL))
      let document = TokenDocument(response, hiding: secrets)
      if let failure = document.failure {
        throw LoginFault.refused(failure, by: client.provider)
      }
      guard let key = document.token("key") else {
        throw LoginFault.refused(
          document.make("The answer has no key.", code: "unexpected_answer"), by: client.provider)
      }
      return EarnedLogin(key: key)
    }
    var fields: [(name: String, value: LoginClient.Field)] = [
      ("grant_type", .plain("authorization_code")), ("code", .secret(code)),
      ("redirect_uri", .plain(redirect)), ("code_verifier", .secret(proof.verifier)),
    ]
    // Those that take JSON ask for it again; RFC 6749 knows no such field.
    if client.login.tokenFormat == .json { fields.append(("state", .secret(state))) }
    response = try world.send(client.tokenRequest(fields, timeout: 30_000))
    switch TokenAnswer.read(response, hiding: secrets, now: world.clock.now()) {
    case .success(let answer): return EarnedLogin(answer)
    case .failure(let failure): throw LoginFault.refused(failure, by: client.provider)
    }
  }
}
