import Foundation
import HTTPKit
import JSONKit
import PurserDomain
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@testable import PurserServices

@Suite struct BrowserLoginTests {
  private let minute = TimeSpan.of(60, .seconds)

  private func stage(
    _ outcomes: [HTTPOutcome] = [LoginSamples.tokens()], typing: [String] = [],
    _ visit: @escaping @Sendable (String) -> Void
  ) -> LoginStage {
    LoginStage(ScriptedTransport(outcomes), typing: typing, visit: visit)
  }

  @Test(arguments: [("expires_in", 7200), ("ends_in", 3600)])
  func `a login whose answer names no end could never be used`(member: String, life: Int64) throws {
    let answer = #"{"access_token":"a-1","token_type":"Bearer","\#(member)":7200}"#
    let stage = stage([.answer(200, answer)]) { url in
      let asked = query(of: url)
      visitLater(["\(asked["redirect_uri"] ?? "")?code=c&state=\(asked["state"] ?? "")"])
    }
    let earned = try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
      .run(in: stage.world, for: minute)
    #expect(earned.expiresAt?.milliseconds == 1_770_000_000_000 + life * 1000)
  }

  @Test func `the code that the browser brings back is redeemed with the proof key`() throws {
    let stage = stage { url in
      let asked = query(of: url)
      visitLater(["\(asked["redirect_uri"] ?? "")?code=c%2B1&state=\(asked["state"] ?? "")"])
    }
    let earned = try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
      .run(in: stage.world, for: minute)
    guard case .tokens(let tokens) = earned.material else { throw POSIXError(.EINVAL) }
    #expect(tokens.access?.revealText() == "access-1")
    #expect(tokens.refresh?.revealText() == LoginSamples.secret)
    #expect(earned.expiresAt?.milliseconds == 1_770_003_600_000)
    let notices = stage.notices.withLock { $0 }
    guard case .address(let url, true, true)? = notices.first else { throw POSIXError(.EINVAL) }
    #expect(url.hasPrefix("https://acme.example/authorize?tenant=1&response_type=code&"))
    let asked = query(of: url)
    #expect(asked["client_id"] == "client-1" && asked["scope"] == "openid offline_access")
    #expect(asked["code_challenge_method"] == "S256")
    #expect(asked["redirect_uri"]?.hasPrefix("http://127.0.0.1:") == true)
    let request = try #require(stage.transport.requests.first)
    #expect(request.url == "https://acme.example/token" && request.redirects == .none)
    let sent = try stage.fields(0)
    #expect(sent["code"] == "c+1" && sent["grant_type"] == "authorization_code")
    #expect(sent["redirect_uri"] == asked["redirect_uri"] && sent["client_id"] == "client-1")
    let verifier = try #require(sent["code_verifier"])
    #expect(!url.contains(verifier) && verifier.utf8.count == 43)
    let bytes = try #require(Base64.decode(verifier))
    #expect(ProofKey(random: bytes).challenge == asked["code_challenge"])
  }

  @Test func `what does not belong to the login is passed over until its answer comes`() throws {
    let stage = stage { url in
      let asked = query(of: url)
      let back = asked["redirect_uri"] ?? ""
      let state = asked["state"] ?? ""
      let root = back.replacingOccurrences(of: "/callback", with: "")
      visitLater([
        root + "/favicon.ico", back + "?code=evil&state=guessed", back + "?code=evil",
        back + "?state=\(state)", back + "?code=a&code=b&state=\(state)",
        back + "?code=%zz&state=\(state)", back + "?error=access_denied",
        back + "?code=" + String(repeating: "x", count: 20_000) + "&state=\(state)",
        back + "?code=good&state=\(state)",
      ])
    }
    _ = try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
      .run(in: stage.world, for: minute)
    #expect(try stage.fields(0)["code"] == "good")
  }

  @Test func `a request that names another host is refused`() throws {
    let stage = stage { url in
      let asked = query(of: url)
      let back = "\(asked["redirect_uri"] ?? "")?state=\(asked["state"] ?? "")"
      visitLater(["\(back)&code=rebound"], host: "evil.example")
      Thread.detachNewThread {
        usleep(500_000)
        visitLater(["\(back)&code=good"])
      }
    }
    _ = try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
      .run(in: stage.world, for: minute)
    #expect(try stage.fields(0)["code"] == "good")
  }

  @Test func `a provider that says no ends the login without a request`() throws {
    let stage = stage { url in
      let asked = query(of: url)
      visitLater([
        "\(asked["redirect_uri"] ?? "")?error=access_denied&error_description=No%1B%5B31m%0Away&state=\(asked["state"] ?? "")"
      ])
    }
    let error = #expect(throws: DomainError.self) {
      try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
        .run(in: stage.world, for: minute)
    }
    #expect(error?.code == .refused && error?.message.contains("No way") == true)
    #expect(error?.message.contains("\u{1B}") == false)
    #expect(stage.transport.requests.isEmpty)
  }

  @Test func `without an answer it ends in time`() throws {
    let stage = stage { _ in }
    let error = #expect(throws: SystemError.self) {
      try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
        .run(in: stage.world, for: TimeSpan(milliseconds: 300))
    }
    #expect(error?.code == .timedOut)
  }

  @Test func `the address may be pasted back, and what is wrong with a paste is said`() throws {
    let url = Mutex<String>("")
    let stage = stage(typing: []) { address in url.set(address) }
    var world = stage.world
    var turn = 0
    world.typed = {
      turn += 1
      let asked = query(of: url.value)
      let back = asked["redirect_uri"] ?? ""
      return switch turn {
      case 1: "just-a-code\n"
      case 2: "\(back)?code=x&state=other"
      case 3: nil
      default: "\(back)?code=pasted&state=\(asked["state"] ?? "")"
      }
    }
    _ = try BrowserLogin(LoginSamples.client(), isKeyExchange: false).run(in: world, for: minute)
    #expect(try stage.fields(0)["code"] == "pasted")
    let said = stage.notices.withLock { $0 }.dropFirst()
    #expect(
      Array(said) == [
        .notUsable("is not an address that this login leads back to"),
        .notUsable("belongs to another login: its state is not the one that was sent"),
      ])
  }

  @Test func `a provider that shows the code has it typed`() throws {
    let stage = LoginStage(ScriptedTransport([LoginSamples.tokens()]), typing: ["the-code"])
    let client = try LoginSamples.client {
      $0["redirectUrl"] = "https://acme.example/shown"
      $0["tokenFormat"] = "json"
    }
    _ = try BrowserLogin(client, isKeyExchange: false).run(in: stage.world, for: minute)
    let sent = try stage.fields(0)
    #expect(sent["code"] == "the-code" && sent["redirect_uri"] == "https://acme.example/shown")
    #expect(sent["state"]?.utf8.count == 43)
  }

  @Test func `a key exchange has its state in the path and brings an API key`() throws {
    let stage = stage([.answer(200, #"{"key":"sk-or-v1-new","user_id":"u"}"#)]) { url in
      let back = query(of: url)["callback_url"] ?? ""
      visitLater([
        back.split(separator: "/").dropLast().joined(separator: "/")
          .replacingOccurrences(of: "http:/", with: "http://") + "/other?code=evil",
        back + "?code=good",
      ])
    }
    let earned = try BrowserLogin(LoginSamples.client(), isKeyExchange: true)
      .run(in: stage.world, for: minute)
    guard case .key(let key) = earned.material else { throw POSIXError(.EINVAL) }
    #expect(key.revealText() == "sk-or-v1-new")
    let sent = try stage.fields(0)
    #expect(sent["code"] == "good" && sent["code_challenge_method"] == "S256")
    #expect(Set(sent.keys) == ["code", "code_verifier", "code_challenge_method"])
  }

  @Test(arguments: [
    (400, #"{"error":"invalid_grant","error_description":"bad code CODE"}"#, "invalid_grant"),
    (200, "<html><title>Sign in</title>access_token=abc</html>", "not that of a login"),
    (200, "{}", "has no access token"), (200, #"{"access_token":"two words"}"#, "no access token"),
    (502, "<html>access_token=leaked-value</html>", "answered with 502"),
    (302, "", "answered with 302"), (200, #"{"access_token":17}"#, "no access token"),
    (200, #"{"error":{"type":"oops","message":"CODE VERIFIER"}}"#, "oops"),
  ])
  func `an answer without a login is said without what was sent`(
    status: Int, body: String, words: String
  ) throws {
    let sent = Mutex<[String]>([])
    let transport = ScriptedTransport { request in
      guard case .secret(let form) = request.body, let text = form.revealText() else {
        return .answer(500)
      }
      let pairs = query(of: "http://x/?" + text)
      sent.set([pairs["code"] ?? "", pairs["code_verifier"] ?? ""])
      return .answer(
        status,
        body.replacingOccurrences(of: "CODE", with: pairs["code"] ?? "")
          .replacingOccurrences(of: "VERIFIER", with: pairs["code_verifier"] ?? ""))
    }
    let stage = LoginStage(transport) { url in
      let asked = query(of: url)
      visitLater([
        "\(asked["redirect_uri"] ?? "")?code=planted-code-01234567&state=\(asked["state"] ?? "")"
      ])
    }
    let error = #expect(throws: DomainError.self) {
      try BrowserLogin(LoginSamples.client(), isKeyExchange: false)
        .run(in: stage.world, for: minute)
    }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    for secret in sent.value + ["leaked-value"] {
      #expect(!secret.isEmpty && !"\(String(describing: error))".contains(secret))
    }
  }
}

/// A value that threads share.
final class Mutex<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }

  func set(_ value: Value) { lock.withLock { stored = value } }

  func withLock<Answer>(_ body: (inout Value) -> Answer) -> Answer {
    lock.withLock { body(&stored) }
  }
}
