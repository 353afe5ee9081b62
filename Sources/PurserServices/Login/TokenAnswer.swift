package import HTTPKit
import JSONKit
package import PurserDomain
package import SecretKit

/// What an address of tokens answered (RFC 6749, section 5).
package struct TokenAnswer: Sendable {
  package var access: SecretBytes
  package var refresh: SecretBytes?
  package var idToken: SecretBytes?
  /// An hour from now when it was not said.
  package var expiresAt: Timestamp
  /// Whose login it is, as far as the answer says.
  package var identity: LoginIdentity

  /// Reads a complete answer. `secrets` are taken out of what a failure says; of a body that is not the provider's error
  /// nothing is repeated, since it may hold a token.
  package static func read(
    _ response: HTTPResponse, hiding secrets: [SecretBytes], now: Timestamp
  ) -> Result<TokenAnswer, APIFailure> {
    let document = TokenDocument(response, hiding: secrets)
    if let failure = document.failure { return .failure(failure) }
    guard let access = document.token("access_token") else {
      return .failure(document.make("The answer has no access token.", code: "unexpected_answer"))
    }
    let idToken = document.token("id_token")
    let life = document.seconds("expires_in").map { TimeSpan(milliseconds: Int64($0 * 1000)) }
    var answer = TokenAnswer(
      access: access, refresh: document.token("refresh_token"), idToken: idToken,
      expiresAt: now + (life ?? RefreshAnswer.usualLife), identity: LoginIdentity(idToken: idToken))
    answer.identity.add(account: document.object["account"])
    return .success(answer)
  }
}

/// The body of an answer that may hold tokens.
struct TokenDocument {
  let object: JSONObject
  private let isObject: Bool
  private let response: HTTPResponse
  private let secrets: [SecretBytes]

  init(_ response: HTTPResponse, hiding secrets: [SecretBytes]) {
    self.response = response
    self.secrets = secrets
    let limits = JSONLimits(bytes: 1 << 18, depth: 32, duplicates: .lastWins)
    let read = (try? JSON.parse(response.body, limits: limits))?.object
    isObject = read != nil
    object = read ?? [:]
  }

  /// The provider's error, also one with a status that says that all is well; or that there is no answer.
  var failure: APIFailure? {
    if let error = object["error"], !error.isNull, error != false {
      let code = error.string ?? error["code"]?.string ?? error["type"]?.string
      let text =
        object["error_description"]?.string ?? error["message"]?.string
        ?? object["message"]?.string
      return make(text ?? code ?? "The provider refused.", code: code)
    }
    guard (200..<300).contains(response.status) else {
      let text = object["message"]?.string ?? object["detail"]?.string
      return make(text ?? "The provider answered with \(response.status).", code: nil)
    }
    return isObject ? nil : make("The answer is not that of a login.", code: "not_json")
  }

  func make(_ message: String, code: String?) -> APIFailure {
    APIFailure(
      status: response.status, code: code, message: message, hiding: secrets)
  }

  /// A token: visible ASCII on one line, so that it can be sent in a header; nil for anything else.
  func token(_ name: String) -> SecretBytes? {
    guard let text = object[name]?.string, !text.isEmpty, text.utf8.count <= 65_536,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return SecretBytes(text: text)
  }

  /// A number of seconds, at most ten years; some providers write it as text.
  func seconds(_ name: String) -> Double? {
    let number = object[name]?.double ?? object[name]?.string.flatMap { Double($0.trimmed) }
    guard let number, number.isFinite, number > 0, number <= 315_360_000 else { return nil }
    return number
  }

  /// A text to be shown: one line of visible characters; nil for anything else.
  func text(_ name: String, limit: Int) -> String? {
    guard let text = object[name]?.string?.trimmed, !text.isEmpty, text.utf8.count <= limit,
      !text.hasUnprintable
    else { return nil }
    return text
  }
}
