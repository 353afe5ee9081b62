import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite struct RedactionTests {
  @Test(arguments: [
    ("api_key=abc", "api_key=***"),
    ("password: hunter2, then more", "password: ***, then more"),
    (#"{"apiKey":"short","model":"gpt-5"}"#, #"{"apiKey":"***","model":"gpt-5"}"#),
    (#"{"raw":"{\"apiKey\":\"short\"}"}"#, #"{"raw":"{\"apiKey\":\"***\"}"}"#),
    (#"{"token": "a\"b", "n": 1}"#, #"{"token": "***", "n": 1}"#),
    ("Authorization: Bearer abc.def-123", "Authorization: Bearer ***"),
    ("sent Bearer abc.def-123 to it", "sent Bearer *** to it"),
    ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
    ("run --token x --json", "run --token *** --json"),
    ("run --api-key=x --json", "run --api-key=*** --json"),
    ("https://user:pass@host.example/v1?key=abc&x=1", "https://***@host.example/v1?key=***&x=1"),
    ("the key sk-proj-abcdefgh1234 is wrong", "the key *** is wrong"),
    ("ghp_0123456789abcdef, AKIAIOSFODNN7EXAMPLE.", "***, ***."),
    ("AIzaSyA0123456789abcdefghijklmnopqrstuvw", "***"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "***"),
    ("id 123e4567-e89b-12d3-a456-426614174000 end", "id *** end"),
    ("hash 0123456789abcdef0123456789abcdef", "hash ***"),
    ("blob QWxhZGRpbjpvcGVuIHNlc2FtZSBh1W/+xyz== end", "blob *** end"),
    (
      "before -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- after",
      "before *** after"
    ),
    ("-----BEGIN PRIVATE KEY-----\nMIIE", "***"),
    ("signed with wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY now", "signed with *** now"),
    (#"{"raw":"{\"token\":\"a\\\"b\"}"}"#, #"{"raw":"{\"token\":\"***\"}"}"#),
    ("secret='a b c' rest", "secret='***' rest"),
  ])
  func `what may be a credential is hidden`(text: String, shown: String) {
    #expect(Redaction.redacted(text) == shown)
  }

  @Test(arguments: [
    ("Authorization: Token a8f5f167f44f", "Authorization: Token ***"),
    ("Authorization: ApiKey 4f3c-22aa-91bd-77", "Authorization: ApiKey ***"),
    ("Authorization: Key lab-key-2026-prod", "Authorization: Key ***"),
    ("Proxy-Authorization: Lab short and more", "Proxy-Authorization: *** and more"),
    ("curl -H 'authorization: token abc' x", "curl -H 'authorization: token ***' x"),
    (#"authorization: Token "abc" was sent"#, "authorization: Token *** was sent"),
    (
      #"Authorization: Digest username="Mufasa", realm="a b", response="6629fae4" sent"#,
      "Authorization: Digest *** sent"
    ),
    ("Authorization: Bearer abc, x-api-version: 2", "Authorization: Bearer ***, x-api-version: 2"),
    ("Authorization: abc Content-Type: text/plain", "Authorization: *** Content-Type: text/plain"),
    ("Authorization: sk-proj-abcdefgh1234 is wrong", "Authorization: *** is wrong"),
    ("authorization: [ 'Token abc' ], x", "authorization: [ '***' ], x"),
    ("('Authorization', 'Token abc')", "('Authorization', '***')"),
  ])
  func `behind an authorization header the scheme was hidden and the secret shown`(
    text: String, shown: String
  ) {
    #expect(Redaction.redacted(text) == shown)
  }

  @Test(arguments: [
    "The model claude-3-5-sonnet-20241022 is overloaded.",
    "HTTP 429: Rate limit reached for gpt-4.1-mini in organization, limit 30000, requested 45000.",
    "max_tokens: 4096 is too large", "invalid_api_key", "Key limit exceeded",
    "basic auth and bearer token are missing", "https://host.example/v1/models?limit=5",
    "connect ECONNREFUSED 127.0.0.1:11434", "context_length_exceeded", "余额不足",
    "OpenRouterProviderReturnedError", "token", "token:", "--token",
    "https://api.host.example/V1/Accounts/fireworks/models/llama-v3p1-70b-instruct is not found",
  ])
  func `ordinary text stays as it is`(text: String) {
    #expect(Redaction.redacted(text) == text)
  }

  @Test(arguments: [
    "\u{1B}[0m", "\u{1B}[1;31m", "\u{9B}0m", "\u{1B}]8;;https://x.example\u{7}", "\u{1B}(B",
    "\u{1B}]0;title\u{1B}\\", "\u{1B}[K", "\u{200B}\u{1B}[0m", "\u{1B}", "\u{7F}",
  ])
  func `a key that something for a terminal parts is hidden whole`(part: String) {
    for at in [4, 8, 16] {
      let key = Array("sk-abcdefghijklmnopqrstuvwxyz123")
      let text = "bad key " + String(key[..<at]) + part + String(key[at...]) + " here"
      #expect(Redaction.redacted(text) == "bad key *** here", "\(at) \(part.debugDescription)")
    }
  }

  @Test func `a token that begins with a combining mark was none behind its scheme`() {
    #expect(SecretToken.bearer(in: " Bearer \u{301}x") == "\u{301}x")
    #expect(SecretToken.bearer(in: "Bearers x") == nil)
  }

  @Test func `a key whose beginning looks like the end of a sequence is hidden`() {
    let text = "bad key \u{1B}[sk-abcdefghijklmnopqrstuvwxyz123 here"
    #expect(!Redaction.redacted(text).contains("abcdef"))
    #expect(Redaction.redacted("red \u{1B}[31mword\u{1B}[0m stays") == "red word stays")
  }

  @Test func `the result is one printable line of limited length`() {
    #expect(Redaction.redacted("a\nb\u{1B}[31mc\u{202E}d") == "a bcd")
    #expect(Redaction.redacted("abcdef", limit: 3) == "abc…")
    #expect(Redaction.redacted("") == "")
  }

  @Test(arguments: [16_380, 16_384, 16_390])
  func `a key that the end of the reading cuts is not shown in part`(padding: Int) {
    let text = String(repeating: "x ", count: padding / 2) + "sk-abcdefghijklmnopqrstuvwxyz"
    let shown = Redaction.redacted(text, limit: .max)
    #expect(!shown.contains("sk-"))
  }

  @Test(arguments: 0..<200)
  func `a planted key is never shown, whatever stands around it`(seed: Int) {
    let around = [
      " ", "\"", "'", "=", ":", ",", "\\", "{", "}", "(", ")", "\n", "/", "@", "?", "&", "é",
      "token", "key", "-----", "Bearer ", "https://", "余额", ".", "-", "\u{0}",
    ]
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 7
    func pick() -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return around[Int((state >> 33) % UInt64(around.count))]
    }
    let key = "zQ3fR9xT2vB7mN4kL8pW6sD1"
    let text = pick() + pick() + pick() + key + pick() + pick()
    let shown = Redaction.redacted(text)
    #expect(!shown.contains("R9xT2vB7"), "\(shown)")
  }

  @Test(.enabled(if: Shared.folder != nil))
  func `texts are redacted as the oracle redacts them`() throws {
    let mark = Redaction.mark
    try checkOracle(
      "redact",
      departures: [
        Departure("Purser: no end of a credential is shown") { _, expected, actual in
          expected.string?.contains("\u{2026}") == true
            && actual.string?.hasSuffix("=\(mark)") == true
        },
        Departure("Purser: what follows Bearer is hidden whatever its length") { _, _, actual in
          actual.string?.lowercased() == "bearer \(mark)"
        },
        Departure("Purser: a parameter ends at '&'") { input, _, actual in
          input["text"]?.string?.contains("&") == true
            && actual.string?.contains("=\(mark)&") == true
        },
      ],
      part: { $0["redactSensitiveText"] ?? .null }
    ) { .string(Redaction.redacted($0["text"]?.string ?? "")) }
  }
}
