import Foundation
import PurserTestSupport
import Testing

/// Many processes that need the same login renewed; a script stands in for the provider.
@Suite struct RefreshLeaseTests {
  private static let profile = "openai-codex:me"

  /// A store with one login that has expired, and a script that leaves a line in `asked` for each run.
  private func world(renewing script: String) throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.folder.write(#"{"agents":{"list":[{"id":"main"}]}}"#, to: "fleet/openclaw.json")
    try world.folder.write(
      #"{"version":1,"profiles":{"openai-codex:me":{"type":"oauth","provider":"openai-codex","access":"old-access","refresh":"old-refresh","expires":1700000000000}}}"#,
      to: "fleet/agents/main/agent/auth-profiles.json")
    try world.succeed("import", world.fleet)
    let path = try world.folder.write(
      "#!/bin/sh\ncd '\(world.folder.path)'\ncat >>asked\n\(script)\n", to: "renew.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return world
  }

  private func asked(_ world: FleetWorld) -> Int {
    ((try? world.folder.text("asked")) ?? "").split(separator: "\n").count
  }

  /// Runs so many processes at once; each leaves its outcome in `outcomes` and its exit code in `codes`.
  private func crowd(_ world: FleetWorld, of count: Int) throws -> [String: Int] {
    let result = try world.shell(
      """
      p=0
      while [ $p -lt \(count) ]; do
        {
          "$PURSER" models auth refresh --profile \(Self.profile) --command "$PWD/renew.sh" \\
            --wait 10m --plain >>outcomes 2>>errors
          echo $? >>codes
        } &
        p=$((p + 1))
      done
      wait
      """)
    #expect(result.exitCode == 0 && result.output + result.errors == "", "\(result)")
    let codes = try world.folder.text("codes").split(separator: "\n").map(String.init)
    #expect(codes.count == count)
    return Dictionary(grouping: codes, by: \.self).mapValues(\.count)
  }

  @Test func `of a hundred processes one renews a login and the others take its result`() throws {
    let world = try world(
      renewing:
        #"sleep 0.5; echo '{"access":"new-access","refresh":"new-refresh","expiresIn":3600}'"#)
    #expect(try crowd(world, of: 100) == ["0": 100])
    #expect(asked(world) == 1)
    let outcomes = try world.folder.text("outcomes").split(separator: "\n")
    #expect(outcomes.count == 100 && outcomes.filter { $0 == "renewed" }.count == 1)
    #expect(try world.sqlite("SELECT fence, owner FROM refresh_lease") == "1|")
    #expect(
      try world.sqlite("SELECT count(*) FROM profile_event WHERE kind = 'refreshed'") == "1")
    // The next renewal starts from what this one stored.
    try world.succeed(
      "models", "auth", "refresh", "--profile", Self.profile, "--force", "--command",
      world.folder.path("renew.sh"))
    #expect(try world.folder.text("asked").contains(#""refresh":"new-refresh""#))
    try world.expectSound()
  }

  @Test func `a renewal that fails is asked for once, too`() throws {
    let world = try world(renewing: "sleep 0.5; exit 3")
    #expect(try crowd(world, of: 20) == ["69": 20])
    #expect(asked(world) == 1)
    #expect(
      try world.sqlite("SELECT detail FROM profile_event WHERE kind = 'refresh_failed'")
        .contains("ended with 3"))
    #expect(try world.sqlite("SELECT fence, owner FROM refresh_lease") == "1|")
  }

  @Test func `the lease of a killed process ends by the clock`() throws {
    let world = try world(
      renewing:
        "mkdir first 2>/dev/null && sleep 30; echo '{\"access\":\"second\",\"expiresIn\":900}'")
    let words = [
      "models", "auth", "refresh", "--profile", Self.profile, "--command",
      world.folder.path("renew.sh"), "--lease", "2s", "--plain",
    ]
    let owner = try world.runner.start(words)
    while !world.folder.exists("first") { usleep(10_000) }
    owner.send(signal: SIGKILL)
    _ = try owner.wait()
    #expect(try world.sqlite("SELECT fence, owner IS NULL FROM refresh_lease") == "1|0")
    #expect(try world.succeed(words) == "renewed\n")
    #expect(try world.sqlite("SELECT fence, owner IS NULL FROM refresh_lease") == "2|1")
    try world.expectSound()
  }

  /// Answers with a new refresh token once there is a file `go`.
  private static let answering = """
    until [ -e go ]; do sleep 0.05; done
    echo '{"access":"new-access","refresh":"new-refresh","expiresIn":3600}'
    """

  /// Holds when the login was renewed once and the next renewal starts from the new refresh token.
  private func expectRenewed(_ world: FleetWorld) throws {
    #expect(asked(world) == 1)
    #expect(try world.sqlite("SELECT fence, owner FROM refresh_lease") == "1|")
    #expect(
      try world.sqlite("SELECT kind FROM profile_event WHERE kind LIKE 'refresh%'") == "refreshed")
    try world.succeed(
      "models", "auth", "refresh", "--profile", Self.profile, "--force", "--command",
      world.folder.path("renew.sh"))
    #expect(try world.folder.text("asked").contains(#""refresh":"new-refresh""#))
    try world.expectSound()
  }

  @Test func `a signal threw away the new refresh token of a renewal that waited to be stored`()
    throws
  {
    let world = try world(renewing: Self.answering)
    let result = try world.shell(
      """
      "$PURSER" models auth refresh --profile \(Self.profile) --command "$PWD/renew.sh" --plain &
      renewal=$!
      until [ -e asked ]; do sleep 0.02; done
      hold "BEGIN IMMEDIATE"
      touch go
      sleep 1
      kill -INT $renewal
      sleep 0.5
      release
      wait $renewal
      echo "exit $?"
      """)
    #expect(result.output == "exit 130\n", "\(result)")
    #expect(result.errors.contains("'\(Self.profile)' was renewed before"), "\(result)")
    try expectRenewed(world)
  }

  @Test func `a signal to one process made those fail that waited for its renewal`() throws {
    let world = try world(renewing: Self.answering)
    let result = try world.shell(
      """
      set -- models auth refresh --profile \(Self.profile) --command "$PWD/renew.sh" --plain
      "$PURSER" "$@" >first & first=$!
      until [ -e asked ]; do sleep 0.02; done
      "$PURSER" "$@" >second & second=$!
      sleep 0.5
      kill -INT $first
      sleep 0.5
      touch go
      wait $first
      echo "exit $?"
      wait $second
      echo "exit $? $(cat second)"
      """)
    #expect(result.output == "exit 130\nexit 0 taken\n", "\(result)")
    try expectRenewed(world)
  }

  @Test func `a process that slept through its lease stores nothing`() throws {
    let world = try world(
      renewing: """
        if mkdir first 2>/dev/null; then
          until [ -e go ]; do sleep 0.05; done
          echo '{"access":"stale","refresh":"stale","expiresIn":9000}'
        else
          echo '{"access":"good","refresh":"good","expiresIn":900}'
        fi
        """)
    let words = [
      "models", "auth", "refresh", "--profile", Self.profile, "--command",
      world.folder.path("renew.sh"), "--lease", "2s", "--plain",
    ]
    let sleeper = try world.runner.start(words)
    while !world.folder.exists("first") { usleep(10_000) }
    sleeper.send(signal: SIGSTOP)
    #expect(try world.succeed(words) == "renewed\n")
    let good = try world.sqlite("SELECT secret_digest, expires_at FROM auth_profile")
    try world.folder.write("", to: "go")
    sleeper.send(signal: SIGCONT)
    let result = try sleeper.wait()
    #expect(result.exitCode == 1 && result.errors.contains("taken over"), "\(result)")
    #expect(try world.sqlite("SELECT secret_digest, expires_at FROM auth_profile") == good)
    #expect(
      try world.sqlite("SELECT count(*) FROM profile_event WHERE kind LIKE 'refresh%'") == "1")
    try world.expectSound()
  }
}
