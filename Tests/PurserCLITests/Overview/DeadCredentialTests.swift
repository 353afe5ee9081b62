import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What the overview and the status of the fleet say of credentials that are there and of no use.
@Suite struct DeadCredentialTests {
  /// The ways a profile `openai:only` can be dead, with the words for it.
  enum Death: String, CaseIterable {
    case expired, disabled, unresolved

    var phrase: String {
      switch self {
      case .expired: "openai:only expired"
      case .disabled: "openai:only disabled 10m"
      case .unresolved: "openai:only unresolved"
      }
    }
  }

  private func world(_ death: Death) throws -> ReportWorld {
    let world = try ReportWorld()
    for id in ["openai:work", "openai:home"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.done("models set openai/gpt-5")
    switch death {
    case .expired:
      try world.done(
        "models auth paste-token --provider openai --profile-id openai:only --expires-in 1h --from-file ~/key"
      )
      world.clock.step(milliseconds: 7_200_000)
    case .disabled:
      try world.done(
        "models auth paste-api-key --provider openai --profile-id openai:only --from-file ~/key")
      try world.done("report failure --profile openai:only --status 402")
    case .unresolved:
      try world.folder.write(
        """
        {"agents":{"list":[{"id":"main"},{"id":"ops"}]}}
        """, to: "state/openclaw.json")
      try world.folder.write(
        """
        {"version":1,"profiles":{"openai:only":{"type":"api_key","provider":"openai",
        "keyRef":{"source":"env","provider":"default","id":"NOT_SET_HERE"}}}}
        """, to: "state/agents/main/agent/auth-profiles.json")
      try world.done("import ~/state")
    }
    return world
  }

  @Test(arguments: Death.allCases)
  func `a dead credential was called present`(death: Death) throws {
    let world = try world(death)
    let page = try world.done("overview --agent main")
    #expect(page.contains("unusable: openai"), "\(page)")
    #expect(page.contains(death.phrase), "\(page)")
    #expect(page.contains("Attention     : 1 agent\n"), "\(page)")
    let json = try world.document("overview --agent main")
    #expect(json["agents"]?[0]?["auth"]?["status"] == "unusable")
    #expect(json["agents"]?[0]?["auth"]?["unusable"] == ["openai"])
    #expect(json["attention"]?[0]?["code"] == "unusable_auth")
    #expect(json["attention"]?[0]?["message"] == .string(death.phrase))
    let fleet = try world.done("models status --all-agents")
    #expect(fleet.contains(death.phrase), "\(fleet)")
  }

  @Test func `one profile that is left keeps a provider present`() throws {
    let world = try world(.disabled)
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:other --from-file ~/key")
    let page = try world.done("overview --agent main")
    #expect(page.contains("present") && !page.contains("unusable"), "\(page)")
    #expect(try world.done("models status --all-agents").contains("openai:only disabled"))
    let row = try world.document("models status --all-agents")["agents"]?[0]
    #expect(row?["unusableProfiles"]?[0]?["profileId"] == "openai:only")
    #expect(row?["unresolvedProfiles"] == [])
  }

  @Test func `a reference to a variable that is not set is told of, and passes the check`() throws {
    var world = try world(.unresolved)
    #expect(world.run("models status --check --plain").exitCode == 0)
    #expect(world.run("models status --check --all-agents").exitCode == 0)
    #expect(
      try world.done("models status").contains("- openai:only (openai) unresolved_ref — "))
    #expect(
      try world.document("models status --all-agents")["agents"]?[0]?["unresolvedProfiles"]
        == ["openai:only"])
    world.harness.environment = world.harness.environment.setting("NOT_SET_HERE", "sk-here")
    #expect(try !world.done("models status").contains("unresolved_ref"))
    #expect(try world.done("overview --agent main").contains("present"))
  }
}
