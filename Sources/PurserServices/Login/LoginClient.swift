import HTTPKit
import JSONKit
package import PurserDomain
import SecretKit
package import SystemKit

/// Who we are for a provider's login, and where it gives tokens: what the admin's manifest says, checked.
package struct LoginClient: Sendable {
  /// A field that is sent to the address of tokens.
  enum Field {
    case plain(String)
    case secret(SecretBytes)

    var text: String {
      switch self {
      case .plain(let text): text
      case .secret(let secret): secret.revealText() ?? ""
      }
    }
  }

  package let provider: String
  let login: ProviderManifest.Login
  let tokenURL: String
  /// Nil where the provider asks for none.
  let clientID: String?
  private let clientSecret: SecretBytes?

  /// Reads what `manifest` says about logins; with `needsClient` a client id has to be among it.
  ///
  /// Throws `invalid` and names the manifest to write when something is missing, and for an address that is neither
  /// encrypted nor on this machine.
  package init(
    _ manifest: ProviderManifest, needsClient: Bool, environment: Environment
  ) throws(DomainError) {
    provider = manifest.id
    let place = Self.place(of: manifest.id, environment)
    guard let login = manifest.login, let tokenURL = login.tokenURL else {
      throw DomainError(
        .invalid,
        "Nothing is known of logins to '\(manifest.id)': its manifest has no 'login.tokenUrl'.",
        subject: manifest.id, hint: "Describe its login in \(place); see docs/providers.md.")
    }
    guard !needsClient || login.clientID != nil else {
      throw DomainError(
        .invalid,
        "No client id for logins to '\(manifest.id)': Purser uses no other program's, so it takes one of yours.",
        subject: manifest.id,
        hint: "Register a program with the provider and put its id into \(place) as "
          + "login.clientId; start from: purser plugins show \(manifest.id) --json")
    }
    let addresses = [login.authorizationURL, tokenURL, login.deviceURL].compactMap { $0 }
    if let open = addresses.first(where: { !Self.isSafe($0) }) {
      throw DomainError(
        .invalid, "The address '\(open.printable(limit: 100))' of a login is not encrypted.",
        subject: manifest.id, hint: "Use https in \(place).")
    }
    if let name = login.clientSecretVariable {
      guard let value = environment[name]?.trimmed, !value.isEmpty, !value.hasUnprintable else {
        throw DomainError(
          .invalid, "The variable '\(name)' holds the secret of the client and is not set.",
          subject: name, hint: "Set it, or take login.clientSecretEnv out of \(place).")
      }
      clientSecret = SecretBytes(text: value)
    } else {
      clientSecret = nil
    }
    self.login = login
    self.tokenURL = tokenURL
    clientID = login.clientID
  }

  /// A request to the address of tokens. Its body is never sent on by a redirect.
  func tokenRequest(
    _ fields: [(name: String, value: Field)], timeout: Int64, to url: String? = nil
  ) -> HTTPRequest {
    var all = fields
    if let clientID { all.append(("client_id", .plain(clientID))) }
    if let clientSecret { all.append(("client_secret", .secret(clientSecret))) }
    return post(all, format: login.tokenFormat, timeout: timeout, to: url ?? tokenURL)
  }

  /// A request with exactly `fields`.
  func post(
    _ fields: [(name: String, value: Field)], format: ProviderManifest.Login.Format, timeout: Int64,
    to url: String
  ) -> HTTPRequest {
    let bytes: [UInt8]
    switch format {
    case .form: bytes = Array(FormText.encoded(fields.map { ($0.name, $0.value.text) }).utf8)
    case .json:
      let object = JSONObject(fields.map { (key: $0.name, value: .string($0.value.text)) })
      bytes = JSON.object(object).bytes(.compact)
    }
    return HTTPRequest(
      .post, url,
      headers: [
        HTTPHeader("User-Agent", "purser"), HTTPHeader("Accept", "application/json"),
        HTTPHeader(
          "Content-Type",
          format == .form ? "application/x-www-form-urlencoded" : "application/json"),
      ],
      body: .secret(SecretBytes(bytes)), timeoutMilliseconds: timeout, bodyLimit: 1 << 18,
      redirects: .none)
  }

  /// The secrets of every request, for those who must not repeat them.
  var secrets: [SecretBytes] { clientSecret.map { [$0] } ?? [] }

  /// Where an admin's manifest of a provider stands, as people write it.
  package static func place(of provider: String, _ environment: Environment) -> String {
    Directories.configuration(environment) + "/purser/providers/\(provider).json"
  }

  /// Whether nobody on the way can read what is sent there.
  static func isSafe(_ url: String) -> Bool {
    if url.hasPrefix("https://") { return true }
    return LocalURL.host(of: url).map { ["127.0.0.1", "localhost", "::1"].contains($0) } ?? false
  }
}
