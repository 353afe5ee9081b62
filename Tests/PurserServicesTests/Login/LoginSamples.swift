import Foundation
import HTTPKit
import JSONKit
import PurserDomain
import PurserServices
import PurserTestSupport
import SecretKit
import SystemKit

/// A provider with every way to log in, at addresses nobody has.
enum LoginSamples {
  static let secret = "planted-refresh-0123456789abcdef"

  static func manifest(
    _ login: (inout JSONObject) -> Void = { _ in }
  ) throws -> ProviderManifest {
    var object: JSONObject = [
      "authorizationUrl": "https://acme.example/authorize?tenant=1",
      "tokenUrl": "https://acme.example/token", "deviceUrl": "https://acme.example/device",
      "clientId": "client-1", "scopes": ["openid", "offline_access"],
    ]
    login(&object)
    return try ProviderManifest(
      [
        "version": 1, "id": "acme", "name": "Acme", "authMethods": ["oauth"],
        "login": .object(object),
      ], expected: "acme")
  }

  static func client(
    _ login: (inout JSONObject) -> Void = { _ in }, environment: Environment = Environment()
  ) throws -> LoginClient {
    try LoginClient(try manifest(login), needsClient: true, environment: environment)
  }

  /// An answer of an address of tokens.
  static func tokens(
    access: String = "access-1", refresh: String? = secret, extra: String = ""
  ) -> HTTPOutcome {
    let refresh = refresh.map { #","refresh_token":"\#($0)""# } ?? ""
    return .answer(
      200,
      #"{"access_token":"\#(access)","token_type":"Bearer","expires_in":3600\#(refresh)\#(extra)}"#)
  }

  /// An id token with these claims and no signature that anyone could check.
  static func idToken(_ claims: String) -> String {
    func part(_ text: String) -> String {
      Data(text.utf8).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
    return "\(part(#"{"alg":"none"}"#)).\(part(claims)).c2ln"
  }
}

/// What a login said and did, seen from the person's side. Time passes only when it is slept.
final class LoginStage: Sendable {
  let transport: ScriptedTransport
  let notices = Mutex<[LoginWorld.Notice]>([])
  let slept = Mutex<[Int64]>([])
  private let lines = Mutex<[String]>([])
  private let visit: @Sendable (String) -> Void

  /// `visit` is what the browser does with the address; `lines` are typed one after the other.
  init(
    _ transport: ScriptedTransport, typing lines: [String] = [],
    visit: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.transport = transport
    self.visit = visit
    self.lines.withLock { $0 = lines }
  }

  /// A world in which somebody can type and the clock is the system's.
  var world: LoginWorld {
    var world = LoginWorld(
      transport: transport, clock: .fixed(Timestamp(milliseconds: 1_770_000_000_000)),
      tell: { notice in self.notices.withLock { $0.append(notice) } },
      browse: { url in
        self.visit(url)
        return true
      })
    world.typed = { self.lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    return world
  }

  /// The same with a clock that only moves by sleeping.
  var still: LoginWorld {
    var world = world
    world.steady = { self.slept.withLock { $0.reduce(0, +) } }
    world.sleep = { milliseconds in self.slept.withLock { $0.append(milliseconds) } }
    return world
  }

  /// The pairs of the form or JSON that the request at `place` carried.
  func fields(_ place: Int) throws -> [String: String] {
    guard transport.requests.indices.contains(place),
      case .secret(let body) = transport.requests[place].body
    else { return [:] }
    let text = body.revealText() ?? ""
    if let object = try? JSON.parse(text).object {
      return Dictionary(uniqueKeysWithValues: object.map { ($0.key, $0.value.string ?? "") })
    }
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: "&").map { pair in
        let sides = pair.split(separator: "=", maxSplits: 1).map {
          String($0).removingPercentEncoding ?? ""
        }
        return (sides[0], sides.count > 1 ? sides[1] : "")
      })
  }
}

/// What stands in the query of an address.
func query(of url: String) -> [String: String] {
  let items = URLComponents(string: url)?.queryItems ?? []
  return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
}

/// Gets an address in a thread of its own, as a browser would, and forgets what comes.
func visitLater(_ urls: [String], host: String? = nil) {
  Thread.detachNewThread {
    for url in urls {
      let headers = host.map { [HTTPHeader("Host", $0)] } ?? []
      _ = try? CurlTransport(surroundings: HTTPSurroundings(), isInterrupted: { false })
        .send(HTTPRequest(.get, url, headers: headers, timeoutMilliseconds: 5_000))
    }
  }
}
