import JSONKit
import PurserDomain
import SecretKit
import Testing

@testable import PurserServices

/// What an export without secrets hides of a member is what an import seals of it.
struct CredentialRuleTests {
  private static let planted = "Zq3fR9xT2vB7mN4kL8pW6sD1yH5c"

  private func masked(_ member: String) throws -> String {
    try DocumentMask().masked(JSON.parse("{\(member)}")).text(.compact)
  }

  private func sifted(_ member: String) throws -> String {
    let document = try JSON.parse("{\(member)}")
    let context = CredentialContext(isSet: { _ in false }, digest: { _ in "d" })
    let sieve = CredentialSieve(context: context, log: ImportLog(file: "x"), kind: .secrets)
    var kept: [String] = []
    for (name, value) in document.object ?? [:] {
      let sifted = try sieve.sifted(value, name: name, field: .root, path: .root)
      kept.append(sifted?.text(.compact) ?? "")
    }
    return kept.joined(separator: "\n")
  }

  @Test(arguments: [
    #""run": {"args": ["-v", "secrets:/run/secrets"]}"#,
    #""run": {"args": ["--served-model-name", "token:1"]}"#,
    #""run": {"args": ["key=/models/a", "signature=/models/sig"]}"#,
    #""run": {"args": ["--ssl-key-file", "/etc/ssl/llm.pem", "--api-key-file=/etc/llm/keys"]}"#,
    #""run": {"args": ["--token-limit", "8000", "--use-key", "true"]}"#,
    #""run": {"args": ["--token=$LAB_TOKEN", "run"]}"#,
    #""run": {"env": {"GOOGLE_APPLICATION_CREDENTIALS": "/etc/gcp/sa.json", "USE_KEY": "true"}}"#,
    #""run": {"env": {"COMPASS": "north", "BYPASS": "no", "MONKEY": "x", "TOKEN_TYPE": "jwt"}}"#,
    #""modelOverrides": {"secret-sauce-7b": {"name": "Sauce"}}"#,
    #""params": {"tokenUrl": "https://h.example/token", "token_limit": 128000000}"#,
    #""params": {"list": [{"key": "token", "value": "$LAB_TOKEN"}]}"#,
    #""run": {"passEnv": ["LANG"], "token": "auto", "credentials": "include", "cache_key": "main"}"#,
    #""params": {"sampler": "hf_transfer_enabled", "tts": "pplx-70b-online"}"#,
    #""request": {"tls": {"ca": "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----\n"}}"#,
    #""request": {"publicKey": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----"}"#,
    #""run": {"env": {"VAPID_SUBJECT": "mailto:admin@acme.example", "SMTP_FROM": "Acme:noreply@acme.example"}}"#,
    #""run": {"args": ["--contact=mailto:admin@acme.example", "./data/token.json"]}"#,
    #""run": {"args": ["--ssl-key", "/etc/ssl/20250114/llm.pem"]}"#,
    #""run": {"password": "!pass show x", "token": "!/usr/local/bin/key"}"#,
    #""run": {"env": {"API_TOKEN": "!op read op://vault/item"}}"#,
    #""request": {"tls": {"key": "/etc/ssl/k.pem", "cert": "/etc/ssl/c.pem"}}"#,
    #""run": {"credentialSource": "env", "secretStore": "vault", "keyRotation": "90d"}"#,
    #""params": {"maxTokens": 4096, "tokens": 128000000, "stop_tokens": ["<|end|>", "</s>"]}"#,
    #""params": {"tokens": {"eos": "<|end|>", "bos": 1}, "max_tokens": "4096"}"#,
    #""run": {"basicAuth": "required", "http": {"basicAuth": {"enabled": true, "realm": "lab"}}}"#,
    #""run": {"dsn": "postgres://db.example/lab", "otp": "email", "pem": "./tls/lab.pem"}"#,
    #""run": {"lang": {"sk": "Slovak"}, "signatures": ["a", "b"], "apiTokens": true}"#,
    #""run": {"args": ["--max-tokens", "128000000", "--stop-tokens=<|end|>"]}"#,
    #""run": {"args": ["ghcr.io/lab/it:v0.5.0@sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"]}"#,
  ])
  func `a word of a program that only sounds like a credential was sealed`(member: String) throws {
    #expect(try sifted(member) == (JSON.parse("{\(member)}").object?.values.first?.text(.compact)))
    #expect(try masked(member) == JSON.parse("{\(member)}").text(.compact))
  }

  @Test(arguments: [
    #""run": {"args": ["--password", "PLANTED"]}"#, #""run": {"env": {"DB_PASS": "PLANTED"}}"#,
    #""run": {"args": ["--masterkey", "PLANTED", "x"]}"#, #""run": {"args": ["--creds=PLANTED"]}"#,
    #""run": {"args": ["--dbpass", "PLANTED"]}"#, #""run": {"hmackey": "PLANTED"}"#,
    #""run": {"args": ["--env=DB_PASSWORD=PLANTED"]}"#,
    #""run": {"args": ["--header", "Authorization:PLANTED"]}"#,
    #""run": {"args": ["-H", "Password:PLANTED"]}"#, #""run": {"args": ["Authorization:PLANTED"]}"#,
    #""run": {"args": ["X-Api-Key:PLANTED"]}"#, #""run": {"args": ["X-Auth: PLANTED"]}"#,
    #""run": {"env": [{"name": "API_TOKEN", "value": "PLANTED"}]}"#,
    #""run": {"list": [{"key": "X-Api-Key", "value": "PLANTED"}]}"#,
    #""run": {"extraHeaders": "X-Team: blue\nX-Api-Key: PLANTED"}"#,
    #""run": {"env": {"OTEL_HEADERS": "a=b,api-key=PLANTED"}}"#,
    #""run": {"extra_headers": {"X-Up": "https://joe:PLANTED@${HOST}/v1"}}"#,
    #""run": {"list": [{"name": "x", "key": "PLANTED", "value": "y"}]}"#,
    #""run": {"accessTokens": {"lab": "PLANTED"}}"#, #""run": {"basicAuth": "joe:PLANTED"}"#,
    #""run": {"auth_value": "PLANTED"}"#, #""run": {"authHeaderValue": "Token PLANTED"}"#,
    #""run": {"wifi": {"psk": "PLANTED"}, "x": {"passcode": "PLANTED", "root_pw": "PLANTED"}}"#,
    #""run": {"dsn": "host=h user=joe password=PLANTED"}"#,
    #""run": {"connectionString": "Server=h;Password=PLANTED;"}"#,
    #""run": {"env": {"MYSQL_DSN": "joe:PLANTED@tcp(h:3306)/db"}}"#,
  ])
  func `a credential in a place that says so in other words stayed open`(member: String) throws {
    for password in ["1234", "tiger", "tiger-lily", "!sunshine", Self.planted] {
      let text = member.replacing("PLANTED", with: password)
      #expect(try !sifted(text).contains(password), "\(text)")
      #expect(try !masked(text).contains(password), "\(text)")
    }
  }

  @Test(arguments: [
    #""run": {"apiTokens": ["PLANTED"]}"#, #""run": {"refresh_tokens": "PLANTED"}"#,
    #""run": {"tokens": ["PLANTED"]}"#, #""run": {"tokens": {"lab": "PLANTED"}}"#,
    #""run": {"sk": "PLANTED"}"#, #""run": {"otp": "PLANTED"}"#, #""run": {"sas": "PLANTED"}"#,
    #""run": {"assertion": "PLANTED"}"#, #""run": {"code_verifier": "PLANTED"}"#,
    #""run": {"signatures": ["PLANTED"]}"#, #""run": {"url": "https://h/x?sas=PLANTED"}"#,
    #""run": {"args": ["--otp", "PLANTED", "--tokens=PLANTED"]}"#,
  ])
  func `a key under a name that may say anything stayed open`(member: String) throws {
    let text = member.replacing("PLANTED", with: Self.planted)
    #expect(try !sifted(text).contains(Self.planted))
    #expect(try !masked(text).contains(Self.planted))
  }

  @Test(arguments: [
    #"{"args": ["--password", "PLANTED"]}"#, #"{"env": {"DB_PASSWORD": "PLANTED"}}"#,
    #"{"env": {"AWS_SECRET_ACCESS_KEY": "PLANTED"}}"#,
  ])
  func `a password that begins as paths do stayed open`(run: String) throws {
    for password in ["/kT9pRt2XyZ1kLm", "/bPxRfiCYEXAMP+K7MD", "./bPxRfiCYEXAMPLEKEY", "~/tiger"] {
      let text = #""run": "# + run.replacing("PLANTED", with: password)
      #expect(try !sifted(text).contains(password), "\(text)")
      #expect(try !masked(text).contains(password), "\(text)")
    }
  }

  @Test(arguments: [
    #"-----BEGIN PRIVATE KEY-----\nMIIPLANTED\n-----END PRIVATE KEY-----"#,
    #"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nMIIPLANTED\n-----END RSA PRIVATE KEY-----"#,
    #"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nPLANTED"#,
  ])
  func `a private key beside a certificate stays hidden`(text: String) throws {
    #expect(try !sifted(#""tls": {"cert": "\#(text)"}"#).contains("PLANTED"))
    #expect(try !masked(#""tls": {"cert": "\#(text)"}"#).contains("PLANTED"))
  }

  @Test func `a header as a list of its name and value stayed open`() throws {
    let text = #""run": {"extra_headers": [["X-Api-Key", "\#(Self.planted)"], ["X-Team", "blue"]]}"#
    #expect(try !sifted(text).contains(Self.planted))
    #expect(try !masked(text).contains(Self.planted))
    #expect(try sifted(text).contains("blue"))
  }

  @Test(arguments: [
    #""token": "!curl -H 'X-Api-Key: 9f8e7d6c5b4a39281706f5e4d3c2b1a0' https://h""#,
    #""headers": {"X-Api-Key": "!curl -H 'X-Api-Key: 9f8e7d6c5b4a39281706f5e4d3c2b1a0' https://h"}"#,
  ])
  func `nobody said that a command beside the key seems to hold one`(member: String) throws {
    let log = ImportLog(file: "x")
    let context = CredentialContext(isSet: { _ in false }, digest: { _ in "d" })
    let sieve = CredentialSieve(context: context, log: log, kind: .secrets)
    let document = try JSON.parse("{\(member)}")
    for (name, value) in document.object ?? [:] {
      let kept = try sieve.sifted(value, name: name, field: .root, path: .root)
      #expect(kept == value)
    }
    #expect(
      log.entries.map(\.finding.message) == [
        "The command seems to hold a key of its own; it stays as it is, since runtimes run it."
      ])
  }

  @Test func `the name of a pair stays, and so do programs of several words`() throws {
    let pair = #""run": {"list": [{"key": "X-Api-Key", "value": "tiger"}]}"#
    #expect(try masked(pair).contains("X-Api-Key"))
    #expect(try sifted(pair).contains("X-Api-Key"))
  }

  @Test func `a program of an export had words in its place and nobody said so`() throws {
    let provider = EffectiveProvider(
      scope: try ScopeID("main"),
      definition: ProviderDefinition(
        id: "lab", writtenID: "lab", compatJSON: #"{"x":{"$sealed":2,"digest":"d"}}"#,
        hasModels: false,
        extraJSON: #"{"localService":{"args":["--token",{"$sealed":1,"digest":"d"}]}}"#),
      models: [])
    let closed = try ProviderRenderer(keys: KeyRenderer(dialect: .dollar)).render(provider)
    #expect(
      closed.notes.map(\.message) == [
        "2 other values of the provider are sealed; the file has 'secretref-managed' in their place."
      ])
    #expect(closed.notes.first?.hint == "purser export --secrets writes them")
    let open = try ProviderRenderer(
      keys: KeyRenderer(dialect: .dollar) { _ in SecretBytes(text: "x") }
    ).render(provider)
    #expect(open.notes.isEmpty)
  }
}
