import Foundation
import HTTPKit
import PurserDomain
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@testable import PurserServices

@Suite struct DeviceLoginTests {
  private static let grant =
    #"{"device_code":"planted-device-0123456789","user_code":"WDJB-MJHT","verification_uri":"https://acme.example/d","verification_uri_complete":"https://acme.example/d?c=1","expires_in":600,"interval":5}"#

  private func run(
    _ outcomes: [HTTPOutcome], for span: TimeSpan = TimeSpan.of(30, .minutes)
  ) throws -> (EarnedLogin, LoginStage) {
    let stage = LoginStage(ScriptedTransport(outcomes))
    return (try DeviceLogin(LoginSamples.client()).run(in: stage.still, for: span), stage)
  }

  private func pending(_ code: String, status: Int = 400) -> HTTPOutcome {
    .answer(status, #"{"error":"\#(code)"}"#)
  }

  @Test func `it asks at the interval, slower when told so, until the code was entered`() throws {
    let (earned, stage) = try run([
      .answer(200, Self.grant), pending("authorization_pending"), pending("slow_down"),
      pending("authorization_pending", status: 200), .answer(503, "busy"),
      .fault(.timedOut), LoginSamples.tokens(),
    ])
    guard case .tokens(let tokens) = earned.material else { throw POSIXError(.EINVAL) }
    #expect(tokens.access?.revealText() == "access-1")
    #expect(
      stage.notices.withLock { $0 } == [
        .code("WDJB-MJHT", at: "https://acme.example/d", isOpened: true, seconds: 600)
      ])
    // 5, 5, then 10 after slow_down twice, 20 after the bad moment, 40 after the lost answer.
    #expect(stage.slept.withLock { $0.reduce(0, +) } == 90_000)
    let sent = try stage.fields(1)
    #expect(sent["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code")
    #expect(sent["device_code"] == "planted-device-0123456789")
    #expect(sent["client_id"] == "client-1")
    #expect(try stage.fields(0)["scope"] == "openid offline_access")
  }

  @Test func `a code that expired or was refused ends it`() throws {
    let late = #expect(throws: SystemError.self) {
      try run([.answer(200, Self.grant), pending("expired_token")])
    }
    #expect(late?.code == .timedOut)
    let refused = #expect(throws: DomainError.self) {
      try run([
        .answer(200, Self.grant),
        .answer(
          400, #"{"error":"access_denied","error_description":"no planted-device-0123456789"}"#),
      ])
    }
    #expect(refused?.code == .refused && refused?.message.contains("planted") == false)
  }

  @Test func `it ends when the code does, whatever the provider says`() throws {
    let stage = LoginStage(
      ScriptedTransport { request in
        request.url.hasSuffix("/device")
          ? .answer(200, Self.grant) : .answer(400, #"{"error":"authorization_pending"}"#)
      })
    let error = #expect(throws: SystemError.self) {
      try DeviceLogin(LoginSamples.client()).run(in: stage.still, for: TimeSpan.of(60, .minutes))
    }
    #expect(error?.code == .timedOut)
    #expect(stage.slept.withLock { $0.reduce(0, +) } <= 600_000)
  }

  @Test func `a code entered just before its end was not asked for again`() throws {
    let short = Self.grant.replacing("600", with: "12")
    let (earned, stage) = try run([
      .answer(200, short), pending("authorization_pending"), pending("authorization_pending"),
      LoginSamples.tokens(),
    ])
    guard case .tokens = earned.material else { throw POSIXError(.EINVAL) }
    #expect(stage.slept.withLock { $0.reduce(0, +) } == 12_000)
  }

  @Test(arguments: [
    "{}", "<html></html>", #"{"device_code":"d","user_code":"A"}"#,
    #"{"device_code":"d","user_code":"A","verification_uri":"javascript:alert(1)"}"#,
    #"{"device_code":"d","user_code":"A","verification_uri":"http://acme.example/d"}"#,
    #"{"device_code":"d","user_code":"A\u001b[2J","verification_uri":"https://acme.example/d"}"#,
    #"{"error":"invalid_client"}"#,
  ])
  func `a bad grant is refused before anything is shown`(body: String) throws {
    let stage = LoginStage(ScriptedTransport([.answer(200, body)]))
    let error = #expect(throws: DomainError.self) {
      try DeviceLogin(LoginSamples.client()).run(in: stage.still, for: TimeSpan.of(5, .minutes))
    }
    #expect(error?.code == .refused && stage.notices.withLock { $0 }.isEmpty)
  }
}
