import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What stands in a profile is handed out as runtimes take it, and no word of a gateway passes for a key.
@Suite struct ProfileWordsTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func `import`(_ profile: String, as id: String) throws {
    try world.folder.write("{}", to: "state/openclaw.json")
    try world.folder.write(
      #"{"version": 1, "profiles": {"\#(id)": \#(profile)}}"#,
      to: "state/agents/main/agent/auth-profiles.json")
    try world.done("import ~/state")
  }

  @Test(arguments: [
    ("google", "secretref-managed", false), ("google", "oauth:google", false),
    ("google", "AWS_PROFILE", false), ("ollama", "ollama-local", true),
  ])
  func `a word of a gateway is shown as one, and is a key only for a local server (6.3)`(
    provider: String, word: String, isUsable: Bool
  ) throws {
    let id = "\(provider):m"
    try `import`(#"{"type": "api_key", "provider": "\#(provider)", "key": "\#(word)"}"#, as: id)
    let row = try world.document("models auth list")["profiles"]?.array?
      .first { $0["id"] == .string(id) }
    #expect(row?["status"] == (isUsable ? "ok" : "ineligible"))
    #expect(world.run("models status").output.contains("\(id)=marker(\(word))"))
    let handed = world.run("models resolve --model \(provider)/m --with-credential --plain")
    #expect((handed.output == "\(word)\n") == isUsable, "\(handed)")
  }

  @Test(arguments: ["google-gemini-cli", "google-antigravity"])
  func `a login of Google is handed out with its project (D.2)`(provider: String) throws {
    try `import`(
      """
      {"type": "oauth", "provider": "\(provider)", "access": "acc-0123456789", "refresh": "ref-0123456789",
       "expires": 4000000000000, "projectId": "proj-1"}
      """, as: "\(provider):a")
    let handed = world.run("models resolve --model \(provider)/m --with-credential --plain")
    #expect(
      handed.output == #"{"token":"acc-0123456789","projectId":"proj-1"}"# + "\n", "\(handed)")
  }
}
