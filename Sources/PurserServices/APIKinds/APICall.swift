package import HTTPKit
package import JSONKit
package import SecretKit

/// What a request to a provider's API is made of.
package struct APICall: Equatable, Sendable {
  /// The API's address, with or without a slash at its end.
  package var baseURL: String
  /// The model as the provider names it; empty where only its models are listed.
  package var model: String
  package var credential: APICredential?
  /// Headers of the provider and then of the model; a later one stands for an earlier or our own of that
  /// name.
  package var headers: [HTTPHeader]
  /// Whether the key goes into `Authorization: Bearer` whatever the kind of API does.
  package var sendsBearer: Bool
  /// How many tokens may be answered at most.
  package var maxTokens: Int
  /// The provider's and model's remarks on compatibility, as configurations spell them.
  package var compat: JSON?
  /// A system text that the admin's own manifest puts first; nil for none.
  package var preamble: String?
  /// What an account has besides its key, such as `apiVersion`, `deployment` and `region`.
  package var settings: [String: String]
  /// Who we say we are.
  package var userAgent: String

  /// Makes a call.
  package init(
    baseURL: String, model: String = "", credential: APICredential? = nil,
    headers: [HTTPHeader] = [], sendsBearer: Bool = false, maxTokens: Int = 8, compat: JSON? = nil,
    preamble: String? = nil, settings: [String: String] = [:], userAgent: String = "purser"
  ) {
    self.baseURL = baseURL
    self.model = model
    self.credential = credential
    self.headers = headers
    self.sendsBearer = sendsBearer
    self.maxTokens = maxTokens
    self.compat = compat
    self.preamble = preamble
    self.settings = settings
    self.userAgent = userAgent
  }

  /// What a model is asked in a check.
  static let prompt = "Reply with OK."

  /// The address without slashes at its end.
  var base: String {
    var base = baseURL[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return String(base)
  }
}

/// A credential by the way it is sent.
package enum APICredential: Equatable, Sendable {
  /// A key of the API.
  case key(SecretBytes)
  /// A token that is sent as `Authorization: Bearer`.
  case token(SecretBytes)
  /// The access token of a login, with the account where it is known.
  case login(SecretBytes, account: String?)
  /// Keys that sign requests for AWS.
  case aws(accessKeyID: String, secretKey: SecretBytes, sessionToken: SecretBytes?)

  /// The one secret of it; nil for keys that sign.
  var secret: SecretBytes? {
    switch self {
    case .key(let secret), .token(let secret), .login(let secret, _): secret
    case .aws: nil
    }
  }
}

/// What can be sent for a call.
package enum APIPlan: Equatable, Sendable {
  case request(HTTPRequest)
  /// The credential only works inside another product; the reason is for people.
  case notCheckable(String)
  /// Something is not configured; the text says what.
  case misconfigured(String)

  /// The request, if there is one.
  package var request: HTTPRequest? {
    if case .request(let request) = self { request } else { nil }
  }
}

extension APICall {
  /// Makes the request to `url`, with the credential's headers and the call's own over `headers`.
  func plan(
    _ method: HTTPRequest.Method, _ url: String, credential: [HTTPHeader],
    headers own: [HTTPHeader] = [], body: JSON? = nil, signature: AWSSignature? = nil
  ) -> APIPlan {
    guard !base.isEmpty else { return .misconfigured("No base URL is configured.") }
    if let start = url.firstIndex(of: "{"), let end = url[start...].firstIndex(of: "}") {
      return .misconfigured("The base URL leaves '\(url[start...end])' open.")
    }
    var all = [HTTPHeader("User-Agent", userAgent), HTTPHeader("Accept", "application/json")]
    var bytes = HTTPRequest.Body.none
    if let body {
      all.append(HTTPHeader("Content-Type", "application/json"))
      bytes = .plain(Array(body.text(.compact).utf8))
    }
    all += own
    if sendsBearer, let secret = self.credential?.secret {
      all.append(.bearer(secret))
    } else {
      all += credential
    }
    all += headers
    return .request(
      HTTPRequest(
        method, url, headers: Self.lastOfEachName(all), body: bytes, signature: signature,
        redirects: .withCredentials(atMost: 5)))
  }

  private static func lastOfEachName(_ headers: [HTTPHeader]) -> [HTTPHeader] {
    var result: [HTTPHeader] = []
    for header in headers {
      let name = header.name.lowercased()
      if let place = result.firstIndex(where: { $0.name.lowercased() == name }) {
        result[place] = header
      } else {
        result.append(header)
      }
    }
    return result
  }

  /// The secret as `Authorization: Bearer`; empty without one.
  var bearer: [HTTPHeader] { credential?.secret.map { [.bearer($0)] } ?? [] }

  /// The secret in a header of its own for a key, as `Authorization: Bearer` for anything else.
  func keyHeader(_ name: String) -> [HTTPHeader] {
    if case .key(let key) = credential { return [HTTPHeader(name, secret: key)] }
    return bearer
  }

  /// Whether the call's own headers name `name`.
  func names(header name: String) -> Bool {
    headers.contains { $0.name.lowercased() == name }
  }
}

/// Parts of addresses.
enum URLPart {
  /// `text` as one part of a path: all but letters, digits and `-._~` as percent signs.
  static func path(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      let isPlain =
        byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
        || "-._~".utf8.contains(byte)
      if isPlain {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = Array("0123456789ABCDEF")
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
