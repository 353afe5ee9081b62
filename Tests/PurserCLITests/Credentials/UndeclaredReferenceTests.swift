import JSONKit
import PurserDomain
import PurserStore
import PurserTestSupport
import Testing

@testable import PurserCLI

/// References to a secret provider that nobody declared: nothing has to be run to know that they lead nowhere.
@Suite struct UndeclaredReferenceTests {
  private static let sentence = "no secret provider 'vault' is declared"

  /// A world whose only credential of the default model is `openai:ref`.
  private func world(_ reference: String) throws -> ReportWorld {
    let world = try ReportWorld()
    for id in ["openai:work", "openai:home"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.done("models set openai/gpt-5")
    let paste = world.run(
      "models auth paste-api-key --provider openai --profile-id openai:ref --ref \(reference)")
    #expect(paste.exitCode == 0)
    #expect(paste.errors.contains("Note: "))
    #expect(paste.errors.contains(Self.sentence), "\(paste)")
    return world
  }

  private func declare(_ name: String, source: String, at scope: ScopeID, _ world: ReportWorld)
    throws
  {
    try world.harness.context(words: ["sample"]).write(WriteOptions()) { session in
      let member =
        source == "exec"
        ? #"{"source":"exec","command":"/bin/none"}"# : #"{"source":"file","path":"/none"}"#
      try session.secretProviders.save(
        StoredSecretProvider(
          scope: scope, name: name, source: source, isDefault: false, contentJSON: member))
    }
  }

  @Test(arguments: ["exec:vault:a/b", "file:vault:/x"])
  func `a reference that nobody declared was called fine everywhere but in the run`(
    reference: String
  ) throws {
    let world = try world(reference)
    #expect(
      try world.document("models auth list --provider openai")["profiles"]?[0]?["status"]
        == "unresolved")
    let status = world.run("models status --check --agent main")
    #expect(status.exitCode == 1)
    #expect(status.output.contains("- openai:ref (openai) unresolved_ref — "), "\(status.output)")
    #expect(status.output.contains("Unusable auth\n- openai openai:ref unresolved\n"))
    #expect(world.run("models status --check --all-agents").exitCode == 1)
    let fleet = try world.document("models status --all-agents")["agents"]?[0]
    #expect(fleet?["missingProvidersInUse"] == ["openai"])
    #expect(fleet?["unresolvedProfiles"] == ["openai:ref"])
    let overview = try world.document("overview --agent main")
    #expect(overview["agents"]?[0]?["auth"]?["unusable"] == ["openai"])
    #expect(overview["attention"]?[0]?["message"] == "openai:ref unresolved")
    for line in ["models resolve", "models explain openai/gpt-5"] {
      let page = world.run(line).output
      #expect(page.contains("- openai:ref: unresolved_ref"), "\(page)")
    }
  }

  @Test(arguments: ["exec:vault:a/b", "file:vault:/x"])
  func `a declaration that comes later makes it usable`(reference: String) throws {
    let world = try world(reference)
    let source = String(reference.prefix { $0 != ":" })
    try declare("vault", source: source, at: .defaults, world)
    #expect(world.run("models status --check --agent main").exitCode == 0)
    #expect(world.run("models status --check --all-agents").exitCode == 0)
    #expect(try world.done("models resolve").contains("+ openai:ref"))
    // It can be asked now, and nobody has.
    #expect(try world.done("overview --agent main").contains("not checked: openai"))
    let again = world.run(
      "models auth paste-api-key --provider openai --profile-id openai:ref --ref \(reference)")
    #expect(!again.errors.contains(Self.sentence))
  }

  @Test func `a declaration of the wrong source does not count`() throws {
    let world = try world("exec:vault:a/b")
    try declare("vault", source: "file", at: .defaults, world)
    #expect(world.run("models status --check --agent main").exitCode == 1)
  }

  @Test func `what one agent declares helps that agent alone, in the pages of a fleet too`() throws
  {
    let world = try world("exec:vault:a/b")
    try declare("vault", source: "exec", at: .agent(Agent.ID("ops")), world)
    let overview = try world.document("overview")
    let rows = overview["agents"]?.array ?? []
    func status(_ agent: String) -> JSON? {
      rows.first { $0["agentId"]?.string == agent }?["auth"]?["status"]
    }
    #expect(status("main") == "unusable")
    #expect(status("ops") == "not_checked")
    let fleet = try world.document("models status --all-agents")["agents"]?.array ?? []
    #expect(fleet.map { $0["missingProvidersInUse"] } == [["openai"], []])
    #expect(world.run("models status --check --agent ops").exitCode == 0)
  }

  @Test func `a key of a provider that nobody declared was shown as usable`() throws {
    let world = try ReportWorld()
    let add = world.run(
      "providers add lab --base-url https://lab.example --api openai-completions --model m1 "
        + "--key-ref exec:vault:lab/key")
    #expect(add.exitCode == 0)
    #expect(add.errors.contains(Self.sentence), "\(add)")
    try world.done("models set lab/m1")
    let one = try world.document("models status --agent main")
    #expect(one["auth"]?["missingProvidersInUse"] == ["lab"])
    let fleet = try world.document("models status --all-agents")["agents"]?[0]
    #expect(fleet?["missingProvidersInUse"] == ["lab"])
    let overview = try world.document("overview --agent main")
    #expect(overview["agents"]?[0]?["auth"]?["unusable"] == ["lab"])
    #expect(overview["attention"]?[0]?["message"] == "models.json unresolved")
    #expect(world.run("models resolve").output.contains("unresolved_ref"))
    try declare("vault", source: "exec", at: .defaults, world)
    #expect(
      try world.document("models status --agent main")["auth"]?["missingProvidersInUse"] == [])
  }

  @Test func `a fleet let a profile serve where a key that leads nowhere comes first`() throws {
    let world = try ReportWorld()
    try world.done(
      "providers add openai --base-url https://openai.example --api openai-completions "
        + "--model gpt-5 --key-ref exec:vault:lab/key")
    try world.done("models set openai/gpt-5")
    let one = try world.document("models status --agent main")
    #expect(one["auth"]?["missingProvidersInUse"] == ["openai"])
    let fleet = try world.document("models status --all-agents")["agents"]?[0]
    #expect(fleet?["missingProvidersInUse"] == ["openai"])
    #expect(world.run("models resolve").exitCode == 1)
  }
}
