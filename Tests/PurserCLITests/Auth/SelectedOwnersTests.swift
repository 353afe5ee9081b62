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

  @Test func `a profile logged out of one agent was taken from the runs of another`() throws {
    let world = try world()
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:own --agent main --from-file ~/key"
    )
    try world.folder.write(
      #"{"agents": {"list": [{"id": "main"}, {"id": "ops"}]}, "auth": {"order": {"openai": ["openai:own", "openai:work"]}}}"#,
      to: "state/openclaw.json")
    try world.done("import ~/state")
    func order() throws -> String { try world.done("models resolve --agent main --model openai/o") }
    let before = try order()
    #expect(before.contains("openai:own"), "\(before)")
    try world.done("models auth logout openai:own --agent ops --yes")
    #expect(try order() == before)
    // The last one takes its place in the order along.
    try world.done("models auth logout openai:own --agent main --yes")
    let orders = try world.document("models auth order get --provider openai")
    #expect(!orders.text(.compact).contains("openai:own"), "\(orders)")
    #expect(orders.text(.compact).contains("openai:work"), "\(orders)")
  }

  @Test func `the history told of a rotation where only the account was named`() throws {
    let world = try world()
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:own --agent ops --from-file ~/key --email a@b.example"
    )
    let kinds = try world.document("models auth history --profile openai:own --agent ops")["events"]
    #expect(kinds?.array?.map { $0["kind"] } == ["login"], "\(kinds ?? .null)")
    try world.key("another-key-0123456789")
    try world.done(
      "models auth paste-api-key --provider openai --profile-id openai:own --agent ops --from-file ~/key"
    )
    let later = try world.document("models auth history --profile openai:own --agent ops")["events"]
    #expect(later?.array?.first?["kind"] == "rotated", "\(later ?? .null)")
  }

  @Test func `an explanation named one of several agents by chance`() throws {
    let world = try world()
    for name in ["zz", "b", "k"] { try world.done("agents add \(name)") }
    for _ in 0..<8 {
      let result = world.run("models auth cooldowns explain --profile openai:x --agent zz,b,k")
      #expect(result.errors.contains("not found for agent \"b\""), "\(result)")
    }
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
