import Foundation
import JSONKit
import SecretKit

/// How a fake provider gives logins: whoever asks is let in at once, and nothing is kept. A code holds the challenge it was
/// asked with, so that only the right verifier redeems it.
extension FakeWorld {
  /// What is answered to a call that belongs to a login; nil for any other.
  func login(_ call: FakeCall) -> [LoopbackServer.Step]? {
    switch (call.method, call.path) {
    case ("GET", "/oauth/authorize"):
      return sentBack(call, to: call.query["redirect_uri"])
    case ("GET", "/auth"):
      return sentBack(call, to: call.query["callback_url"])
    case ("POST", "/oauth/device"):
      return json(
        #"{"device_code":"device-\#(Self.seconds)","user_code":"FAKE-CODE","verification_uri":"http://127.0.0.1/fake","expires_in":600,"interval":1}"#
      )
    case ("POST", "/oauth/token"): return token(call)
    case ("POST", "/api/v1/auth/keys"):
      guard isProven(call.document?["code"]?.string, call.document?["code_verifier"]?.string) else {
        return refusal("invalid_grant", "The code and its verifier do not fit.")
      }
      return json(#"{"key":"sk-or-v1-fake-key-0123456789","user_id":"fake"}"#)
    default: return nil
    }
  }

  private func sentBack(_ call: FakeCall, to place: String?) -> [LoopbackServer.Step] {
    guard let place, let challenge = call.query["code_challenge"],
      call.query["code_challenge_method"] == "S256"
    else { return .answer(400, "An address to go back to and a challenge (S256) are wanted.\n") }
    let state = call.query["state"].map { "&state=\($0)" } ?? ""
    return call.query["deny"] == nil
      ? .redirect("\(place)?code=code-\(challenge)\(state)")
      : .redirect("\(place)?error=access_denied&error_description=Not+today\(state)")
  }

  private func token(_ call: FakeCall) -> [LoopbackServer.Step] {
    switch call.form["grant_type"] {
    case "authorization_code":
      return isProven(call.form["code"], call.form["code_verifier"])
        ? tokens : refusal("invalid_grant", "The code and its verifier do not fit.")
    case "refresh_token":
      return call.form["refresh_token"]?.hasPrefix("fake-refresh-") == true
        ? tokens : refusal("invalid_grant", "The refresh token is not known.")
    case "urn:ietf:params:oauth:grant-type:device_code":
      let asked = call.form["device_code"]?.split(separator: "-").last.flatMap { Int($0) }
      guard let asked else { return refusal("invalid_grant", "The code is not known.") }
      // As if somebody entered it after two seconds.
      return Self.seconds - asked >= 2
        ? tokens : refusal("authorization_pending", "Nobody has entered the code yet.")
    default: return refusal("unsupported_grant_type", "That is not given here.")
    }
  }

  private var tokens: [LoopbackServer.Step] {
    let claims = Base64.encodeForURL(Array(#"{"sub":"fake-1","email":"fake@example.org"}"#.utf8))
    let name = UUID().uuidString.lowercased()
    return json(
      #"{"access_token":"fake-access-\#(name)","refresh_token":"fake-refresh-\#(name)","token_type":"Bearer","expires_in":3600,"id_token":"e30.\#(claims).c2ln"}"#
    )
  }

  private func isProven(_ code: String?, _ verifier: String?) -> Bool {
    guard let challenge = code?.dropFirst("code-".count), let verifier,
      let bytes = Base64.decode(verifier)
    else { return false }
    return ProofKey(random: bytes).challenge == challenge
  }

  private func refusal(_ code: String, _ text: String) -> [LoopbackServer.Step] {
    .answer(
      400, #"{"error":"\#(code)","error_description":"\#(text)"}"#,
      headers: ["Content-Type: application/json"])
  }

  private func json(_ text: String) -> [LoopbackServer.Step] {
    .answer(200, text, headers: ["Content-Type: application/json"])
  }

  private static var seconds: Int { Int(Date().timeIntervalSince1970) }
}
