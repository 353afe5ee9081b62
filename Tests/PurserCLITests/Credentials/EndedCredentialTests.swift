import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What pages say of tokens and logins that have ended, and what helps.
@Suite struct EndedCredentialTests {
  private let world: ReportWorld

  /// `main`, whose profiles are shared, has two logins that have ended, one with a refresh token; `ops` a token of its own.
  init() throws {
    world = try ReportWorld()
    let ended = world.clock.milliseconds - 1000
    func profile(_ id: String, _ members: String) -> String {
      #""xai:\#(id)": {"provider": "xai", \#(members), "expires": \#(ended)}"#
    }
    func file(_ profiles: [String]) -> String {
      #"{"version": 1, "profiles": {\#(profiles.joined(separator: ", "))}}"#
    }
    try world.folder.write(
      "{ agents: { list: [{ id: 'main' }, { id: 'ops' }] } }", to: "state/openclaw.json")
    try world.folder.write(
      file([
        profile("a", #""type": "oauth", "access": "FAKE-ACCESS-A", "refresh": "FAKE-REFRESH-A""#),
        profile("b", #""type": "oauth", "access": "FAKE-ACCESS-B""#),
      ]), to: "state/agents/main/agent/auth-profiles.json")
    try world.folder.write(
      file([profile("t", #""type": "token", "token": "FAKE-TOKEN-0123456789""#)]),
      to: "state/agents/ops/agent/auth-profiles.json")
    try world.done("import ~/state")
  }

  @Test func `the page of an agent said that they ended and not what helps`() throws {
    let page = try world.done("models status --agent ops")
    let words = "--provider xai --profile-id xai:"
    for line in [
      "- xai:a (xai) expired — Renew it with `purser models auth refresh xai:a`.",
      "- xai:b (xai) expired — Log in again with `purser models auth login \(words)b`.",
      "- xai:t (xai) expired — Store another one with `purser models auth paste-token \(words)t --agent ops`.",
    ] { #expect(page.contains(line), "\(page)") }
  }

  @Test func `the hint of a login to renew did not name it`() throws {
    let refused = world.run("models resolve --model xai/grok-5 --with-credential")
    #expect(refused.errors.contains("purser models auth refresh --profile xai:a"), "\(refused)")
  }

  @Test(arguments: [
    ("xai:b", "", "It has no refresh token; log in again: purser models auth login"),
    ("xai:t", " --agent ops", "A token is replaced by another one: purser models auth paste-token"),
    (
      "openai:work", "",
      "An API key does not expire; to replace it: purser models auth paste-api-key"
    ),
  ])
  func `the refusal to renew what cannot be renewed told how logins are described`(
    id: String, scope: String, hint: String
  ) throws {
    let refused = world.run("models auth refresh \(id)\(scope)")
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("has nothing to be renewed with"), "\(refused)")
    #expect(refused.errors.contains(hint), "\(refused)")
  }
}
