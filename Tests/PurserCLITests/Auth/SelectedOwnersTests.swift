import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// A profile that only some of the selected agents have.
@Suite struct SelectedOwnersTests {
  private func world() throws -> ReportWorld {
    let world = try ReportWorld()
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:own --agent ops --from-file ~/key"
    )
    return world
  }

  @Test func `a profile of some agents could not be logged out or cleared for all of them`() throws
  {
    let world = try world()
    try world.done("report failure --profile openai:own --agent ops --status 402")
    let cleared = try world.document(
      "models auth cooldowns clear --profile openai:own --all-agents")
    #expect(cleared["cleared"] == [["scope": "ops", "profileId": "openai:own"]], "\(cleared)")
    let removed = try world.document("models auth logout openai:own --agents '*' --yes")["removed"]
    #expect(removed?.array?.map { $0["scope"] } == ["ops"], "\(removed ?? .null)")
  }

  @Test(arguments: ["models auth cooldowns clear --profile", "models auth logout --yes"])
  func `an agent that is named and has none is an error still, and so is a profile of nobody`(
    line: String
  ) throws {
    let world = try world()
    let named = world.run("\(line) openai:own --agent main,ops")
    #expect(named.exitCode == 1 && named.errors.contains("not found for agent"), "\(named)")
    let nobody = world.run("\(line) openai:nobody --all-agents")
    #expect(nobody.exitCode == 1 && nobody.errors.contains("not found for agent"), "\(nobody)")
    let shared = world.run("\(line) openai:work --all-agents")
    #expect(shared.exitCode == 1 && shared.errors.contains("uses the shared one"), "\(shared)")
  }
}
