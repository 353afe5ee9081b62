import Foundation
import PurserTestSupport
import Testing

/// What opens the secrets is the vault's alone, whatever else names it.
@Suite struct MasterKeyReachTests {
  private static let key = String(repeating: "5a", count: 32)

  /// A world whose master key stands in the environment.
  private func world() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    world.runner.environment["PURSER_KEY"] = Self.key
    world.runner.environment["PURSER_KEY_COMMAND"] = "echo \(Self.key)"
    world.runner.environment["OTHER_KEY"] = "sk-other-0123456789abcdef"
    return world
  }

  /// Writes a program that keeps the environment that it was given in the file `NAME.env`, then runs `script`.
  private func program(_ name: String, _ script: String, in world: FleetWorld) throws -> String {
    let kept = world.folder.path(String(name.split(separator: "/").last ?? "") + ".env")
    let path = try world.folder.write("#!/bin/sh\nenv >>'\(kept)'\n\(script)\n", to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  private func expectNoKey(in world: FleetWorld, _ result: ProgramResult) throws {
    #expect(!(result.output + result.errors).contains(Self.key), "\(result)")
    for (name, bytes) in try world.files() {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains(Self.key), "\(name)")
      #expect(!name.hasSuffix(".env") || !text.contains("PURSER_KEY"), "\(name): \(text)")
    }
  }

  @Test(arguments: [
    (#""PURSER_KEY""#, "{}"), (#""${PURSER_KEY}""#, "{}"),
    (#"{"source":"env","provider":"default","id":"PURSER_KEY"}"#, "{}"),
    (#""OTHER_KEY""#, #"{"x-lab":"${PURSER_KEY}"}"#),
  ])
  func `a configuration that names the master key as a key was given it`(
    key: String, headers: String
  ) throws {
    let server = try LoopbackServer { _ in .answer(401, "{}") }
    defer { server.stop() }
    let world = try world()
    world.runner.environment["NO_PROXY"] = "*"
    try world.folder.write(
      """
      {"agents":{"list":[{"id":"main"}]},"models":{"providers":{"lab":{
        "baseUrl":"\(server.url("/v1"))","api":"openai-completions","apiKey":\(key),
        "headers":\(headers),"models":[{"id":"m","name":"m"}]},
        "away":{"baseUrl":"https://away.example/${PURSER_KEY}/v1","api":"openai-completions",
        "apiKey":"OTHER_KEY","models":[{"id":"m","name":"m"}]}}}}
      """, to: "fleet/openclaw.json")
    try expectNoKey(in: world, world.purser("import", world.fleet))
    for words in [
      ["probes", "run", "--model", "lab/m", "--timeout", "5000"],
      ["models", "resolve", "--model", "lab/m", "--with-credential", "--json"],
      ["models", "resolve", "--model", "lab/m", "--with-credential", "--plain"],
      ["export", "--agent", "main", "--secrets", "--out", world.folder.path("out")],
      [
        "providers", "add", "own", "--base-url", "https://own.example", "--key-from-env",
        "PURSER_KEY",
      ],
    ] {
      try expectNoKey(in: world, world.purser(words))
    }
    #expect(server.requests.allSatisfy { !$0.everything.contains(Self.key) })
    try world.succeed("audit", "verify")
  }

  @Test func `a program of others never gets what opens the secrets`() throws {
    let world = try world()
    let secret = try program("secret.sh", "echo sk-from-program-0123456789", in: world)
    let renewal = try program(
      "renew.sh", #"echo '{"access":"new-access-0123456789","expiresIn":3600}'"#, in: world)
    _ = try program("bin/purser-provider-acme", "exit 1", in: world)
    world.runner.environment["PATH"] = "\(world.folder.path("bin")):/usr/bin:/bin"
    try world.folder.write(
      """
      {"agents":{"list":[{"id":"main"}]},
       "secrets":{"providers":{"ex":{"source":"exec","command":"\(secret)","jsonOnly":false,
        "passEnv":["PURSER_KEY","PURSER_KEY_COMMAND","OTHER_KEY"]}}},
       "models":{"providers":{"lab":{"baseUrl":"https://lab.example/v1","api":"openai-completions",
        "apiKey":{"source":"exec","provider":"ex","id":"lab"},"models":[{"id":"m","name":"m"}]}}}}
      """, to: "fleet/openclaw.json")
    try world.folder.write(
      #"{"version":1,"profiles":{"openai-codex:me":{"type":"oauth","provider":"openai-codex","access":"old-access","refresh":"old-refresh","expires":1700000000000}}}"#,
      to: "fleet/agents/main/agent/auth-profiles.json")
    try world.succeed("import", world.fleet)
    let handed = try world.purser("models", "resolve", "--model", "lab/m", "--with-credential")
    #expect(handed.output.contains("sk-from-program-0123456789"), "\(handed)")
    try world.succeed(
      "models", "auth", "refresh", "--profile", "openai-codex:me", "--command", renewal)
    let plugins = try world.purser("plugins", "list")
    for name in ["secret.sh", "renew.sh", "purser-provider-acme"] {
      #expect(world.folder.exists(name + ".env"), "\(name)")
    }
    #expect(try world.folder.text("secret.sh.env").contains("OTHER_KEY="))
    try expectNoKey(in: world, plugins)
  }
}
