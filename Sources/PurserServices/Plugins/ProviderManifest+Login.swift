import JSONKit

extension ProviderManifest {
  /// The addresses and the client of a login.
  package struct Login: Equatable, Sendable {
    /// How the address of tokens takes what it is sent.
    package enum Format: String, Sendable, CaseIterable {
      /// As OAuth 2 says.
      case form
      case json
    }

    /// Something that is sent besides when a login begins.
    package struct Parameter: Equatable, Sendable {
      package var name: String
      package var value: String
    }

    package var authorizationURL: String?
    package var tokenURL: String?
    package var deviceURL: String?
    package var clientID: String?
    /// The environment variable that holds the client's secret, for providers that give one to programs on desks.
    package var clientSecretVariable: String?
    package var scopes: [String] = []
    /// In the order of the document.
    package var parameters: [Parameter] = []
    package var tokenFormat = Format.form
    /// `127.0.0.1` or `localhost`, as it was registered.
    package var redirectHost = "127.0.0.1"
    /// Nil: any port that is free.
    package var redirectPort: Int?
    package var redirectPath = "/callback"
    /// A page of the provider that shows the code, which is then pasted; nil: the browser is sent back to this machine.
    package var redirectURL: String?

    /// A login of which nothing is known.
    package init() {}
  }
}

extension ProviderManifest.Login {
  init(_ reader: inout ManifestReader) throws(ManifestFault) {
    authorizationURL = try reader.address("authorizationUrl")
    tokenURL = try reader.address("tokenUrl")
    deviceURL = try reader.address("deviceUrl")
    clientID = try reader.text("clientId")
    clientSecretVariable = try reader.text("clientSecretEnv")
    if let name = clientSecretVariable, !ProviderManifest.isVariable(name) {
      throw ManifestFault("'login.clientSecretEnv' is no name of a variable")
    }
    scopes = try reader.texts("scopes")
    parameters = try reader.pairs("parameters").map { Parameter(name: $0.name, value: $0.value) }
    if let taken = parameters.first(where: { Self.ours.contains($0.name) }) {
      throw ManifestFault("'login.parameters' names '\(taken.name)', which is set for each login")
    }
    if let word = try reader.text("tokenFormat") {
      guard let format = Format(rawValue: word) else {
        throw ManifestFault("'login.tokenFormat' is neither form nor json")
      }
      tokenFormat = format
    }
    redirectHost = try reader.text("redirectHost") ?? redirectHost
    guard ["127.0.0.1", "localhost"].contains(redirectHost) else {
      throw ManifestFault("'login.redirectHost' is neither 127.0.0.1 nor localhost")
    }
    redirectPort = try reader.number("redirectPort", 1024...65_535)
    redirectPath = try reader.text("redirectPath") ?? redirectPath
    guard redirectPath.hasPrefix("/"), redirectPath.utf8.allSatisfy(Self.isPathByte) else {
      throw ManifestFault("'login.redirectPath' is no path")
    }
    redirectURL = try reader.address("redirectUrl")
  }

  /// The members of the document, without what is absent or as usual.
  var json: JSON {
    let usual = Self()
    var json: JSONObject = [:]
    json["authorizationUrl"] = authorizationURL.map { .string($0) }
    json["tokenUrl"] = tokenURL.map { .string($0) }
    json["deviceUrl"] = deviceURL.map { .string($0) }
    json["clientId"] = clientID.map { .string($0) }
    json["clientSecretEnv"] = clientSecretVariable.map { .string($0) }
    if !scopes.isEmpty { json["scopes"] = .array(scopes.map { .string($0) }) }
    if !parameters.isEmpty {
      json["parameters"] = .object(
        JSONObject(parameters.map { (key: $0.name, value: .string($0.value)) }))
    }
    if tokenFormat != usual.tokenFormat { json["tokenFormat"] = .string(tokenFormat.rawValue) }
    if redirectHost != usual.redirectHost { json["redirectHost"] = .string(redirectHost) }
    json["redirectPort"] = redirectPort.map { .number(JSONNumber($0)) }
    if redirectPath != usual.redirectPath { json["redirectPath"] = .string(redirectPath) }
    json["redirectUrl"] = redirectURL.map { .string($0) }
    return .object(json)
  }

  /// What each login sets itself.
  private static let ours: Set<String> = [
    "response_type", "client_id", "redirect_uri", "state", "code_challenge",
    "code_challenge_method", "callback_url", "scope",
  ]

  private static func isPathByte(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
      || "/-._~".utf8.contains(byte)
  }
}
