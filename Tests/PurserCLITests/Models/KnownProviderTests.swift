import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// A provider that the admin described in a file is known wherever a provider has to be.
@Suite struct KnownProviderTests {
  let world: ReportWorld

  init() throws {
    world = try ReportWorld()
    try world.folder.write(
      #"{"version": 1, "id": "mylab", "name": "My Lab", "baseUrl": "https://lab.example/v1"}"#,
      to: ".config/purser/providers/mylab.json")
    try world.folder.write(
      """
      {"agents": {"defaults": {
        "model": {"primary": "mycli/opus", "fallbacks": ["mylab/m1"]},
        "models": {"mylab/m1": {"alias": "lab"}}}}}
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
  }

  @Test(arguments: [
    "models set mylab/m2", "models set-image mylab/m2", "models fallbacks add mylab/m3",
    "models image-fallbacks add mylab/m3", "agents add crew --model mylab/m1",
    "sessions set s --model lab", "sessions set s --model mycli/opus",
  ])
  func `a provider with a manifest of the admin, and a configured model, are taken`(line: String) {
    let result = world.run(line)
    #expect(result.exitCode == 0, "\(result)")
    #expect(!result.errors.contains("nknown provider"), "\(result)")
  }

  @Test(arguments: ["models aliases add z mylab/m4", "models allow add 'mylab/*'"])
  func `nobody is told that a described provider is not known`(line: String) {
    let result = world.run(line)
    #expect(result.exitCode == 0, "\(result)")
    #expect(!result.errors.contains("is not known"), "\(result)")
  }

  @Test func `pages call it known, and one that nothing describes unknown`() throws {
    let overview = world.run("overview").output + world.run("models status --all-agents").output
    #expect(!overview.contains("'mylab' is not known"))
    #expect(overview.contains("'mycli' is not known"))
    #expect(try world.document("models explain mylab/m1")["provider"]?["known"] == true)
    #expect(try world.document("models explain mycli/opus")["provider"]?["known"] == false)
    #expect(world.run("sessions set s --model mycli/other").exitCode == 1)
    #expect(world.run("models set mycli/other").exitCode == 1)
  }

  @Test func `a manifest that cannot be read describes nothing`() throws {
    try world.folder.write("{", to: ".config/purser/providers/broken.json")
    #expect(world.run("models set broken/m").exitCode == 1)
  }

  @Test(arguments: [
    ("opnai", "Did you mean 'openai'?"), ("mylub", "Did you mean 'mylab'?"),
    ("completely-else", "purser plugins list"),
  ])
  func `logging in to a provider that nobody knows is refused`(provider: String, hint: String) {
    let result = world.run("models auth login --provider \(provider)")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.errors.contains("Unknown provider \"\(provider)\"."))
    #expect(result.errors.contains(hint))
  }

  @Test func `how to log in to a stored provider is told`() throws {
    try world.done("providers add stored --base-url https://stored.example.com/v1")
    for provider in ["stored", "mylab", "openai"] {
      #expect(world.run("models auth login --provider \(provider)").exitCode == 0)
    }
  }

  @Test func `a provider was called unknown where the store could not be read`() throws {
    try world.done("providers add stored --base-url https://stored.example.com/v1")
    try world.folder.write("no database at all, but a text", to: ".local/share/purser/purser.db")
    let listed = world.run("providers list")
    let result = world.run("models auth login --provider stored")
    #expect(!result.errors.contains("Unknown provider"), "\(result)")
    #expect(result.exitCode == 78 && result.errors == listed.errors, "\(result)")
    // Of a provider that the program knows nothing is asked.
    #expect(world.run("models auth login --provider openai").exitCode == 0)
  }

  @Test func `without a store a provider that nobody described is unknown`() {
    let result = world.run("--store ~/none.db models auth login --provider stored")
    #expect(result.exitCode == 1 && result.errors.contains("Unknown provider"), "\(result)")
  }
}
