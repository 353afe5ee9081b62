import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What status says of a provider that serves although not each of its profiles does.
@Suite struct ServingProviderTests {
  private let world: ReportWorld

  init() throws {
    world = try ReportWorld()
    try world.folder.write(
      #"{"agents": {"defaults": {"model": "openai/gpt-5.2"}, "list": [{"id": "main"}]}}"#,
      to: "state/openclaw.json")
  }

  private func provider(_ profiles: String) throws -> JSON {
    try world.folder.write(
      #"{"version": 1, "profiles": {\#(profiles)}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
    let providers = try world.document("models status")["auth"]?["oauth"]?["providers"]?.array
    return try #require(providers?.first { $0["provider"] == "xai" })
  }

  private static let key =
    #""xai:work": {"type": "api_key", "provider": "xai", "key": "FAKE-KEY-0123456789"}"#

  private func tried(_ provider: JSON) -> [String] {
    (provider["effectiveProfiles"] ?? provider["profiles"])?.array?
      .compactMap { $0["profileId"]?.string } ?? []
  }

  @Test(arguments: [
    #""xai:old": {"type": "api_key", "provider": "xai", "key": " "}"#,
    #""xai:old": {"type": "token", "provider": "xai", "token": "t-0123456789", "expires": 0}"#,
  ])
  func `a provider that serves was called missing for a profile that no run tries`(
    other: String
  ) throws {
    let provider = try provider("\(other), \(Self.key)")
    #expect(provider["status"] == "static", "\(provider)")
    #expect(tried(provider) == ["xai:work"])
  }

  @Test func `a token that has ended was among the profiles that a run would try`() throws {
    let provider = try provider(
      #""xai:old": {"type": "token", "provider": "xai", "token": "t-0123456789", "expires": 1000}, \#(Self.key)"#
    )
    #expect(provider["status"] == "expired")
    #expect(tried(provider) == ["xai:work"])
  }

  @Test func `advice for a default that names a variable was to keep its text`() throws {
    try world.folder.write(
      #"{"agents": {"defaults": {"model": "${MY_MODEL}"}, "list": [{"id": "main"}]}}"#,
      to: "state/openclaw.json")
    try world.done("import ~/state")
    let told = world.run("models status").errors
    #expect(told.contains("Set the variable and import again."), "\(told)")
    #expect(!told.contains("in your config"), "\(told)")
  }

  @Test(arguments: [
    ("models set 'my lab/m1'", "purser providers add 'my lab' --help"),
    ("models set '$(id)/m1'", "purser providers add '$(id)' --help"),
    (
      "models auth paste-api-key --provider 'my lab' --from-file ~/key",
      "purser providers add 'my lab'"
    ),
  ])
  func `the next step for a name with a space failed when pasted`(
    line: String, step: String
  ) throws {
    #expect(world.run(line).errors.contains(step), "\(world.run(line))")
  }

  @Test(arguments: ["abc", "blake2b:12", ""])
  func `a mistyped seal was told as tampering`(seal: String) throws {
    let result = world.run("audit verify --seal '\(seal)'")
    #expect(result.exitCode == 64 && result.output.isEmpty, "\(result)")
    let other = "blake2b:" + String(repeating: "0", count: 64)
    #expect(world.run("audit verify --seal \(other)").exitCode == 1)
  }
}
