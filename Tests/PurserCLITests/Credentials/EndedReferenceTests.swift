import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Tokens that have ended and are kept elsewhere: every page says the same of them.
@Suite struct EndedReferenceTests {
  @Test(arguments: [
    (#""expires": 1700000000000"#, "expired", "expired", "expired", nil),
    (#""expires": 0"#, "invalid_expires", "missing", "missing", "invalid_expires"),
  ])
  func `a token that has ended was unresolved on some pages when its variable was not set`(
    expiry: String, run: String, listed: String, health: String, reason: String?
  ) throws {
    let world = try ReportWorld()
    for id in ["openai:work", "openai:home"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.folder.write(
      #"""
      {"version": 1, "profiles": {"openai:t": {"type": "token", "provider": "openai", \#(expiry),
        "tokenRef": {"source": "env", "provider": "default", "id": "OPENAI_NOT_SET"}}}}
      """#, to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    try world.done("models set openai/gpt-5.2")
    let resolved = try world.document("models resolve")
    #expect(resolved["candidates"]?[0]?["reason"]?.string == run, "\(resolved)")
    let profiles = try world.document("models auth list")["profiles"]?.array ?? []
    #expect(profiles.first { $0["id"] == "openai:t" }?["status"]?.string == listed)
    let status = try world.document("models status")
    let found = status["auth"]?["oauth"]?["profiles"]?.array?
      .first { $0["profileId"] == "openai:t" }
    #expect(found?["status"]?.string == health, "\(status)")
    #expect(found?["reasonCode"]?.string == reason, "\(status)")
    #expect(try !world.done("overview").contains("unresolved"))
    #expect(try !world.done("models status --all-agents").contains("unresolved"))
  }
}
