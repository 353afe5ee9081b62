import Foundation
import PurserTestSupport
import Testing

/// The real program against a provider on this machine, with a script in place of the browser.
@Suite struct LoginTests {
  private static let access = "planted-access-0123456789abcdef"
  private static let refresh = "planted-refresh-0123456789abcdef"

  /// A provider that gives tokens, and a world whose manifest names it and whose `xdg-open` is `browser`.
  private func world(
    browser: String = "", manifest: String = #""clientId":"mine""#,
    answering: @escaping @Sendable (LoopbackServer.Request) -> [LoopbackServer.Step]
  ) throws -> (FleetWorld, LoopbackServer) {
    let server = try LoopbackServer(answering)
    let world = try FleetWorld(examples: false)
    try world.folder.write(#"{"agents":{"list":[{"id":"main"}]}}"#, to: "fleet/openclaw.json")
    try world.succeed("import", world.fleet)
    try world.folder.write(
      """
      {"version":1,"id":"acme","name":"Acme","probeModel":"small","baseUrl":"\(server.url("/v1"))",
       "api":"openai-completions","login":{"authorizationUrl":"\(server.url("/oauth/authorize"))",
       "tokenUrl":"\(server.url("/oauth/token"))","deviceUrl":"\(server.url("/oauth/device"))",
       \(manifest)}}
      """, to: "home/.config/purser/providers/acme.json")
    let path = try world.folder.write(
      "#!/bin/sh\ncat /proc/$$/cmdline | tr '\\0' ' ' >>'\(world.folder.path)/opened'\n\(browser)\n",
      to: "bin/xdg-open")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    world.runner.environment["PATH"] = "\(world.folder.path("bin")):/usr/bin:/bin"
    world.runner.environment["DISPLAY"] = ":7"
    world.runner.environment["NO_PROXY"] = "*"
    return (world, server)
  }

  /// The browser of somebody who allows everything at once.
  private static let allowing = #"curl -sS --max-time 20 -L -o /dev/null "$1""#

  /// Sends browsers back with a code and gives tokens for it.
  private static func provider(_ request: LoopbackServer.Request) -> [LoopbackServer.Step] {
    let asked = URLComponents(string: request.path)?.queryItems ?? []
    func value(_ name: String) -> String { asked.first { $0.name == name }?.value ?? "" }
    if request.path.hasPrefix("/oauth/authorize") {
      return .redirect(
        "\(value("redirect_uri"))?code=planted-code-0123456789&state=\(value("state"))")
    }
    return .answer(
      200,
      #"{"access_token":"\#(access)","refresh_token":"\#(refresh)","expires_in":7200,"account":{"email_address":"lee@example.org","uuid":"acc-1"}}"#
    )
  }

  private func expectNothingPlanted(in world: FleetWorld, _ texts: String...) throws {
    for name in [Self.access, Self.refresh, "planted-code-0123456789"] {
      for text in texts { #expect(!text.contains(name)) }
      for (path, bytes) in try world.files(below: "home") {
        #expect(!String(decoding: bytes, as: UTF8.self).contains(name), "\(path)")
      }
    }
  }

  @Test func `a login in a browser is stored in one event and sealed`() throws {
    let (world, server) = try world(browser: Self.allowing, answering: Self.provider)
    let before = try world.eventCount()
    let result = try world.purser(
      "models", "auth", "login", "--provider", "acme", "--set-default", "--json")
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.contains(#""profileId": "acme:lee@example.org""#))
    #expect(result.output.contains(#""defaultModel": "acme/small""#))
    #expect(try world.eventCount() == before + 1)
    #expect(
      try world.sqlite(
        "SELECT id, type, email, account_id, has_access, refreshable, expires_at > 0 FROM auth_profile"
      ) == "acme:lee@example.org|oauth|lee@example.org|acc-1|1|1|1")
    #expect(try world.sqlite("SELECT kind FROM profile_event") == "login")
    #expect(try world.succeed("models", "status", "--plain") == "acme/small\n")
    let opened = try world.folder.text("opened")
    let token = try #require(server.requests.first { $0.path == "/oauth/token" })
    let form = URLComponents(string: "?" + String(decoding: token.body, as: UTF8.self))
    let verifier = form?.queryItems?.first { $0.name == "code_verifier" }?.value ?? ""
    #expect(verifier.utf8.count == 43 && !opened.contains(verifier))
    #expect(opened.contains("code_challenge="))
    #expect(token.header("User-Agent")?.hasPrefix("purser") == true)
    try expectNothingPlanted(in: world, result.output, result.errors, opened)
    try world.expectSound()
    // The same account again replaces it; another one does not without being asked.
    let again = try world.purser(
      "models", "auth", "login", "--provider", "acme", "--profile-id", "acme:lee@example.org")
    #expect(again.exitCode == 1 && again.errors.contains("is good still"), "\(again)")
    try world.succeed(
      "models", "auth", "login", "--provider", "acme", "--profile-id", "acme:lee@example.org",
      "--force")
  }

  @Test func `a login that is good still is not replaced under the id that it would get by itself`()
    throws
  {
    let (world, server) = try world(browser: Self.allowing, answering: Self.provider)
    defer { server.stop() }
    try world.succeed("models", "auth", "login", "--provider", "acme")
    let digest = try world.sqlite("SELECT secret_digest FROM auth_profile")
    let events = try world.eventCount()
    let again = try world.purser("models", "auth", "login", "--provider", "acme")
    #expect(again.exitCode == 1, "\(again)")
    #expect(again.errors.contains("so it stays and the new login was not kept"), "\(again)")
    #expect(again.errors.contains("--force"))
    #expect(try world.sqlite("SELECT secret_digest FROM auth_profile") == digest)
    #expect(try world.eventCount() == events)
    try world.succeed("models", "auth", "login", "--provider", "acme", "--force")
    #expect(try world.eventCount() == events + 1)
  }

  @Test func `a key that is good still is not exchanged for another one`() throws {
    let (world, server) = try world(
      manifest: #""clientId":"mine"},"authMethods":["key-exchange"],"aliases":[],"headers":{"#,
      answering: Self.provider)
    try world.folder.write("planted-key-0123456789abcdef", to: "key")
    try world.succeed(
      "models", "auth", "paste-api-key", "--provider", "acme", "--profile-id", "acme:default",
      "--from-file", world.folder.path("key"))
    let result = try world.purser(
      "models", "auth", "login", "--provider", "acme", "--method", "key-exchange")
    #expect(result.exitCode == 1 && result.errors.contains("is good still."), "\(result)")
    #expect(server.requests.isEmpty && !world.folder.exists("opened"))
  }

  @Test func `without a client id nothing is sent and the manifest is named`() throws {
    let (world, server) = try world(manifest: #""scopes":["a"]"#, answering: Self.provider)
    let result = try world.purser(
      "models", "auth", "login", "--provider", "acme", "--method", "oauth")
    #expect(result.exitCode == 65 && result.errors.contains("providers/acme.json"), "\(result)")
    #expect(server.requests.isEmpty && !world.folder.exists("opened"))
  }

  @Test func `a login that is given up leaves nothing`() throws {
    let (world, server) = try world(answering: Self.provider)
    let before = try world.eventCount()
    let program = try world.runner.start(["models", "auth", "login", "--provider", "acme"])
    while !world.folder.exists("opened") { usleep(10_000) }
    program.send(signal: SIGINT)
    let result = try program.wait(timeout: 20)
    #expect(result.exitCode == 130 && !result.timedOut, "\(result)")
    #expect(try world.eventCount() == before && server.requests.isEmpty)
    let late = try world.purser("models", "auth", "login", "--provider", "acme", "--timeout", "1s")
    #expect(late.exitCode == 69 && late.errors.contains("in time"), "\(late)")
    #expect(try world.eventCount() == before)
  }

  @Test func `the address may be pasted back where no browser is`() throws {
    let (world, server) = try world(answering: Self.provider)
    let result = try world.shell(
      """
      mkfifo typed
      "$PURSER" models auth login --provider acme --no-browser --quiet <typed 2>said >out &
      exec 8>typed
      until grep -q redirect_uri said; do sleep 0.05; done
      back=$(sed -n 's/.*redirect_uri=\\([^&]*\\).*/\\1/p' said | sed 's/%3A/:/g;s/%2F/\\//g')
      state=$(sed -n 's/.*state=\\([^&]*\\).*/\\1/p' said)
      echo "$back?code=c&state=wrong" >&8
      echo "$back?code=c&state=$state" >&8
      wait $!
      echo "exit $?"
      """)
    let said = try world.folder.text("said")
    #expect(result.output == "exit 0\n", "\(result) \(said)")
    #expect(said.contains("its state is not the one"))
    #expect(
      try world.folder.text("out").contains("Auth profile: acme:lee@example.org (acme/oauth)"))
    #expect(server.requests.map(\.path) == ["/oauth/token"] && !world.folder.exists("opened"))
  }

  @Test func `a code is entered on another device`() throws {
    let (world, server) = try world { request in
      request.path == "/oauth/device"
        ? .answer(
          200,
          #"{"device_code":"planted-code-0123456789","user_code":"AB-12","verification_uri":"http://127.0.0.1/d","interval":1}"#
        ) : Self.provider(request)
    }
    let result = try world.purser(
      "models", "auth", "login", "--provider", "acme", "--device-code", "--no-browser")
    #expect(result.exitCode == 0 && result.errors.contains("Enter the code AB-12"), "\(result)")
    #expect(server.requests.map(\.path) == ["/oauth/device", "/oauth/token"])
    try expectNothingPlanted(in: world, result.output, result.errors)
  }

  @Test(arguments: [
    ("html", 77), ("hang", 69), ("slow", 0), ("refuse", 77),
  ])
  func `an address of tokens that misbehaves ends the login with nothing stored`(
    kind: String, code: Int32
  ) throws {
    let (world, server) = try world(browser: Self.allowing) { request in
      guard request.path == "/oauth/token" else { return Self.provider(request) }
      return switch kind {
      case "html": .answer(200, "<html>access_token=\(Self.access)</html>")
      case "hang": [.close]
      case "slow": [.pause(milliseconds: 700)] + Self.provider(request)
      default: .answer(400, #"{"error":"invalid_client","error_description":"\#(Self.access)"}"#)
      }
    }
    defer { server.stop() }
    let result = try world.purser(
      "models", "auth", "login", "--provider", "acme", "--timeout", "30s")
    #expect(result.exitCode == code, "\(result)")
    #expect(try world.sqlite("SELECT count(*) FROM auth_profile") == (code == 0 ? "1" : "0"))
    try expectNothingPlanted(in: world, result.output)
    #expect(!result.errors.contains("access_token="))
  }

  /// A store with a login that has expired.
  private func expired(
    _ answering: @escaping @Sendable (LoopbackServer.Request) -> [LoopbackServer.Step]
  ) throws -> (FleetWorld, LoopbackServer) {
    let (world, server) = try world(answering: answering)
    try world.folder.write(
      #"{"version":1,"profiles":{"acme:me":{"type":"oauth","provider":"acme","access":"old-access","refresh":"old-refresh-0123456789","expires":1700000000000}}}"#,
      to: "fleet/agents/main/agent/auth-profiles.json")
    try world.succeed("import", world.fleet)
    return (world, server)
  }

  @Test func `of a hundred processes one renews a login at the provider`() throws {
    let (world, server) = try expired { [.pause(milliseconds: 500)] + Self.provider($0) }
    let result = try world.shell(
      """
      p=0
      while [ $p -lt 100 ]; do
        { "$PURSER" models auth refresh acme:me --wait 10m --plain >>outcomes 2>>errors; echo $? >>codes; } &
        p=$((p + 1))
      done
      wait
      """)
    #expect(result.exitCode == 0)
    let codes = try world.folder.text("codes").split(separator: "\n")
    let errors = try world.folder.text("errors")
    #expect(codes.count == 100 && codes.allSatisfy { $0 == "0" }, "\(errors)")
    #expect(server.requests.count == 1)
    let form = String(decoding: server.requests[0].body, as: UTF8.self)
    #expect(form.contains("grant_type=refresh_token&refresh_token=old-refresh-0123456789"))
    // The rotated token is what the next renewal sends.
    try world.succeed("models", "auth", "refresh", "acme:me", "--force")
    #expect(String(decoding: server.requests[1].body, as: UTF8.self).contains(Self.refresh))
    try expectNothingPlanted(in: world)
    try world.expectSound()
  }

  @Test func `a provider that never answers is given up in time, and the lease is free at once`()
    throws
  {
    let (world, server) = try expired { _ in [.hang] }
    defer { server.stop() }
    let digest = try world.sqlite("SELECT secret_digest FROM auth_profile")
    let result = try world.purser("models", "auth", "refresh", "acme:me", "--lease", "2s")
    #expect(result.exitCode == 69, "\(result)")
    #expect(server.requests.count == 1)
    #expect(try world.sqlite("SELECT owner IS NULL FROM refresh_lease") == "1")
    #expect(try world.sqlite("SELECT secret_digest FROM auth_profile") == digest)
    #expect(
      try world.sqlite("SELECT count(*) FROM profile_event WHERE kind = 'refresh_failed'") == "1")
    // Nobody has to wait for the end of a lease that nobody holds.
    #expect(
      try world.succeed("models", "auth", "refresh", "acme:me", "--force", "--dry-run", "--plain")
        == "due\n")
    #expect(
      try world.succeed("models", "auth", "refresh", "acme:me", "--dry-run", "--plain")
        == "failed\n")
    try expectNothingPlanted(in: world, result.output, result.errors)
    try world.expectSound()
  }

  @Test func `a dry run says what would be renewed and sends nothing`() throws {
    let (world, server) = try expired(Self.provider)
    defer { server.stop() }
    let events = try world.eventCount()
    let words = ["models", "auth", "refresh", "--all-agents"]
    let all = try world.purser(words + ["--dry-run", "--json", "--if-revision", "\(events)"])
    #expect(all.exitCode == 0 && all.output.contains(#""dryRun": true"#), "\(all)")
    #expect(all.output.contains(#""outcome": "due""#))
    let one = try world.succeed("models", "auth", "refresh", "acme:me", "--dry-run")
    #expect(one.contains("acme:me (*): would be renewed"), "\(one)")
    for named in [[], ["acme:me"]] {
      let stale = try world.purser(
        ["models", "auth", "refresh"] + named + ["--if-revision", "1"])
      #expect(stale.exitCode == 1 && stale.errors.contains("moved on"), "\(stale)")
    }
    #expect(server.requests.isEmpty)
    #expect(try world.eventCount() == events)
    let done = try world.purser(words + ["--if-revision", "\(events)", "--json"])
    #expect(done.exitCode == 0 && done.output.contains(#""outcome": "renewed""#), "\(done)")
    #expect(try world.succeed(words + ["--dry-run", "--plain"]).contains("fresh"))
    #expect(server.requests.count == 1)
  }

  @Test func `a check renews a login that has ended, as a run would`() throws {
    let (world, server) = try expired { request in
      if request.path == "/oauth/token" { return Self.provider(request) }
      let isNew = request.header("authorization") == "Bearer \(Self.access)"
      return .answer(
        isNew ? 200 : 401, isNew ? #"{"choices":[{"message":{"content":"OK"}}]}"# : "{}")
    }
    defer { server.stop() }
    let words = ["probes", "run", "--provider", "acme"]
    let plan = try world.purser(words + ["--dry-run", "--json"])
    #expect(plan.output.contains("has to be renewed first"), "\(plan)")
    #expect(plan.errors.contains("then tried: acme:me"), "\(plan)")
    #expect(server.requests.isEmpty)
    let run = try world.purser(words + ["--json"])
    #expect(run.exitCode == 0 && run.output.contains(#""status": "ok""#), "\(run)")
    #expect(server.requests.map(\.path) == ["/oauth/token", "/v1/chat/completions"])
    #expect(
      try world.sqlite("SELECT count(*) FROM profile_event WHERE kind = 'refreshed'") == "1")
    // It is good now.
    try world.succeed(words)
    #expect(server.requests.count == 3)
    try expectNothingPlanted(in: world, run.output, run.errors)
    try world.expectSound()
  }

  @Test(arguments: ["probes run --provider acme", "models status --probe --probe-provider acme"])
  func `a check of a login that cannot be renewed says why and tries it no more`(line: String)
    throws
  {
    let (world, server) = try expired { _ in
      .answer(400, #"{"error":"invalid_grant","error_description":"It is over."}"#)
    }
    defer { server.stop() }
    let result = try world.purser(line.split(separator: " ").map(String.init))
    #expect(result.output.contains("could not be"), "\(result)")
    #expect(server.requests.map(\.path) == ["/oauth/token"])
    #expect(
      try world.sqlite("SELECT status, reason_code FROM probe_result") == "unknown|expired")
  }

  @Test func `a renewal that fails keeps the login, is counted and says what helps`() throws {
    let (world, server) = try expired { _ in
      .answer(
        400, #"{"error":"invalid_grant","error_description":"old-refresh-0123456789 is used"}"#)
    }
    let digest = try world.sqlite("SELECT secret_digest FROM auth_profile")
    let all = try world.purser(
      "models", "auth", "refresh", "--all-agents", "--expiring-within", "1d", "--json")
    #expect(all.exitCode == 1 && all.output.contains(#""outcome": "failed""#), "\(all)")
    let one = try world.purser("models", "auth", "refresh", "acme:me")
    #expect(one.exitCode == 69, "\(one)")
    #expect(one.errors.contains("purser models auth login --provider acme --profile-id acme:me"))
    #expect(server.requests.count == 1)
    #expect(!(all.output + one.errors).contains("old-refresh"))
    #expect(try world.sqlite("SELECT secret_digest FROM auth_profile") == digest)
    #expect(
      try world.sqlite("SELECT kind, code FROM profile_event WHERE kind = 'refresh_failed'")
        == "refresh_failed|invalid_grant")
    #expect(try !world.sqlite("SELECT detail FROM profile_event").contains("old-refresh"))
  }
}
