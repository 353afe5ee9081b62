import HTTPKit
import JSONKit
import PurserDomain
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@testable import PurserServices

@Suite struct LoginClientTests {
  @Test func `without a client id it names the manifest to write`() throws {
    let error = #expect(throws: DomainError.self) {
      try LoginSamples.client({ $0["clientId"] = nil }, environment: Environment(["HOME": "/h"]))
    }
    #expect(error?.message.contains("client id") == true)
    #expect(error?.hint?.contains("/h/.config/purser/providers/acme.json") == true)
  }

  @Test(arguments: [
    ("http://acme.example/token", false), ("http://127.0.0.1:9/token", true),
    ("http://localhost/token", true), ("http://localhost.evil.example/token", false),
    ("http://[::1]:8/token", true), ("https://acme.example/token", true),
  ])
  func `tokens go over encrypted connections or stay on this machine`(
    url: String, isSafe: Bool
  ) throws {
    #expect(((try? LoginSamples.client { $0["tokenUrl"] = .string(url) }) != nil) == isSafe)
  }

  @Test func `the secret of a client comes from a variable that is named`() throws {
    func client(_ environment: Environment) throws -> LoginClient {
      try LoginSamples.client({ $0["clientSecretEnv"] = "ACME_SECRET" }, environment: environment)
    }
    #expect(throws: DomainError.self) { try client(Environment()) }
    let request = try client(Environment(["ACME_SECRET": "planted secret"]))
      .tokenRequest([], timeout: 1)
    guard case .secret(let body) = request.body else { return #expect(Bool(false)) }
    #expect(body.revealText() == "client_id=client-1&client_secret=planted%20secret")
    #expect(!"\(request)".contains("planted"))
  }

  @Test(arguments: [
    #"{"redirectPort":80}"#, #"{"redirectHost":"0.0.0.0"}"#, #"{"redirectPath":"x"}"#,
    #"{"redirectPath":"/a?b"}"#, #"{"tokenFormat":"xml"}"#, #"{"parameters":{"state":"x"}}"#,
    #"{"parameters":{"a":1}}"#, #"{"clientSecretEnv":"A B"}"#, #"{"cleintId":"x"}"#,
    #"{"authorizationUrl":"file:///etc/passwd"}"#,
  ])
  func `a login that makes no sense keeps its manifest out`(login: String) throws {
    let document: JSON = [
      "version": 1, "id": "acme", "name": "Acme", "login": try JSON.parse(login),
    ]
    #expect(throws: ManifestFault.self) { try ProviderManifest(document, expected: "acme") }
  }

  @Test func `a login is read without loss`() throws {
    let login: JSON = [
      "authorizationUrl": "https://a.example/x", "tokenUrl": "https://a.example/t",
      "deviceUrl": "https://a.example/d", "clientId": "c", "clientSecretEnv": "S",
      "scopes": ["s"], "parameters": ["prompt": "consent", "access_type": "offline"],
      "tokenFormat": "json", "redirectHost": "localhost", "redirectPort": 1455,
      "redirectPath": "/auth/callback", "redirectUrl": "https://a.example/shown",
    ]
    let document: JSON = ["version": 1, "id": "acme", "name": "Acme", "login": login]
    #expect(try ProviderManifest(document, expected: "acme").json["login"] == login)
    #expect(try JSONSchema(named: "provider-manifest").faults(in: document) == [])
  }

  @Test func `the ways of a manifest are those it names and those it has all it takes for`() throws
  {
    let whole = try LoginSamples.manifest()
    #expect(whole.loginMethods == [.oauth, .deviceCode] && whole.readyMethod == .oauth)
    let bare = try LoginSamples.manifest { $0["clientId"] = nil }
    #expect(bare.loginMethods == [.oauth] && bare.readyMethod == nil)
    let plugins = try ProviderPlugins(environment: Environment())
    #expect(plugins.plugin("openrouter")?.manifest.readyMethod == .keyExchange)
    // No provider's login is ready that would need a client id of somebody else.
    #expect(
      plugins.plugins.filter { $0.manifest.readyMethod != nil }.map(\.manifest.id)
        == ["openrouter"])
    #expect(plugins.plugins.allSatisfy { $0.manifest.login?.clientID == nil })
  }

  @Test(
    arguments: [
      (#"{"sub":"u-1","email":"lee@example.org"}"#, "lee@example.org", "u-1"),
      (#"{"email":"a,b@x"}"#, nil, nil), (#"{"email":"no address"}"#, nil, nil),
      (#"{"email":"a,\u0301b@x"}"#, nil, nil),
      (#"{"sub":"u\u001b[2J"}"#, nil, nil), ("[]", nil, nil), ("nothing", nil, nil),
      (
        #"{"sub":"u-1","https://api.openai.com/auth":{"chatgpt_account_id":"acc-9"}}"#, nil, "acc-9"
      ),
    ] as [(String, String?, String?)])
  func `an id token says whose login it is, or nothing`(
    claims: String, email: String?, account: String?
  ) {
    let identity = LoginIdentity(idToken: SecretBytes(text: LoginSamples.idToken(claims)))
    #expect(identity.email == email && identity.accountID == account)
  }

  @Test func `the example of RFC 7636 holds`() throws {
    let proof = ProofKey(
      random: try #require(Base64.decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")))
    #expect(proof.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
  }

  @Test(arguments: [
    ("a=1&b=%20x+y", ["a=1", "b= x y"]), ("a", ["a="]), ("", []), ("=x", ["=x"]),
    ("%F0%9F%98%80=1", ["\u{1F600}=1"]),
  ])
  func `pairs of a query are taken apart`(text: String, pairs: [String]) {
    #expect(FormText.decoded(text)?.map { "\($0.name)=\($0.value)" } == pairs)
  }

  @Test(arguments: ["a=%", "a=%1", "a=%zz", "a=%FF"])
  func `broken pairs are none`(text: String) { #expect(FormText.decoded(text) == nil) }
}
