import Foundation
import PurserTestSupport
import Testing

/// The real program against the fake provider: logins, and what they may ask about an account.
@Suite struct UsageTests {
  private static let key = "planted-zai-key-0123456789abcdef"

  private func world() throws -> (FleetWorld, FakeProvider) {
    let provider = try FakeProvider()
    let world = try FleetWorld(examples: false)
    try world.folder.write(#"{"agents":{"list":[{"id":"main"}]}}"#, to: "fleet/openclaw.json")
    try world.succeed("import", world.fleet)
    func manifest(_ id: String, _ members: String) throws {
      try world.folder.write(
        #"{"version":1,"id":"\#(id)","name":"\#(id)","baseUrl":"\#(provider.url("/v1"))","api":"openai-completions",\#(members)}"#,
        to: "home/.config/purser/providers/\(id).json")
    }
    try manifest(
      "zai", #""usage":{"url":"\#(provider.url("/api/monitor/usage/quota/limit"))","reader":"zai"}"#
    )
    try manifest(
      "acme",
      #""usage":{"url":"\#(provider.url("/api/oauth/usage"))","reader":"anthropic"},"login":{"authorizationUrl":"\#(provider.url("/oauth/authorize"))","tokenUrl":"\#(provider.url("/oauth/token"))","deviceUrl":"\#(provider.url("/oauth/device"))","clientId":"mine"}"#
    )
    try manifest(
      "openrouter",
      #""authMethods":["key-exchange"],"login":{"authorizationUrl":"\#(provider.url("/auth"))","tokenUrl":"\#(provider.url("/api/v1/auth/keys"))"}"#
    )
    let path = try world.folder.write(
      "#!/bin/sh\ncurl -sS --max-time 20 -L -o /dev/null \"$1\"\n", to: "bin/xdg-open")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    world.runner.environment["PATH"] = "\(world.folder.path("bin")):/usr/bin:/bin"
    world.runner.environment["DISPLAY"] = ":7"
    world.runner.environment["NO_PROXY"] = "*"
    return (world, provider)
  }

  @Test func `a login of each kind works, renews itself and asks for its usage`() throws {
    let (world, provider) = try world()
    defer { provider.stop() }
    for words in [
      ["--provider", "acme", "--timeout", "60s"],
      ["--provider", "acme", "--device-code", "--profile-id", "acme:device", "--timeout", "60s"],
      ["--provider", "openrouter", "--timeout", "60s"],
    ] { try world.succeed(["models", "auth", "login"] + words) }
    #expect(
      try world.sqlite("SELECT id, type, refreshable FROM auth_profile ORDER BY id") == """
        acme:device|oauth|1
        acme:fake@example.org|oauth|1
        openrouter:default|api_key|0
        """)
    let first = try world.sqlite("SELECT secret_digest FROM auth_profile WHERE id = 'acme:device'")
    let renewed = try world.succeed(
      "models", "auth", "refresh", "--expiring-within", "1d", "--plain")
    #expect(renewed.components(separatedBy: "renewed").count == 3, "\(renewed)")
    #expect(
      try world.sqlite("SELECT secret_digest FROM auth_profile WHERE id = 'acme:device'") != first)
    let usage = try world.succeed("usage", "refresh", "--provider", "acme")
    #expect(usage.components(separatedBy: "5h 75% left · Week 40% left").count == 3, "\(usage)")
    #expect(try world.succeed("models", "status").contains("usage: 5h 75% left"))
    #expect(try world.succeed("usage", "list", "--csv").split(separator: "\r\n").count == 7)
    for request in provider.requests where request.path.hasPrefix("/api/oauth/usage") {
      #expect(request.header("Authorization")?.hasPrefix("Bearer fake-access-") == true)
      #expect(request.header("User-Agent")?.hasPrefix("purser/") == true)
    }
    for (path, bytes) in try world.files(below: "home") {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("fake-access-") && !text.contains("fake-refresh-"), "\(path)")
      #expect(!text.contains("sk-or-v1-fake"), "\(path)")
    }
    try world.expectSound()
  }

  @Test func `a provider that echoes, hangs or floods leaves an error and no secret`() throws {
    let (world, provider) = try world()
    defer { provider.stop() }
    try world.folder.write(Self.key, to: "key.txt")
    try world.succeed(
      "models", "auth", "paste-api-key", "--provider", "zai", "--from-file",
      world.folder.path("key.txt"))
    for (fault, code) in [
      (FakeFault.echo, Int32(1)), (.hang, 1), (.flood, 1), (.bomb, 1), (.html, 1), (.redirect, 1),
      (.escapes, 1), (.brokenJSON, 1), (.errorWith200, 1),
    ] {
      provider.change { $0.rules = [FakeRule(fault)] }
      let result = try world.purser("usage", "refresh", "--timeout", "700")
      #expect(result.exitCode == code, "\(fault) \(result)")
      #expect(!(result.output + result.errors).contains(Self.key), "\(fault)")
      #expect(!result.output.contains("\u{1B}"))
    }
    provider.change { $0.rules = [] }
    #expect(try world.succeed("usage", "refresh").contains("Tokens (5h) 70% left"))
    #expect(try world.sqlite("SELECT count(*) FROM usage_snapshot WHERE error IS NULL") == "1")
    for (path, bytes) in try world.files(below: "home") {
      #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.key), "\(path)")
    }
    try world.expectSound()
  }
}
