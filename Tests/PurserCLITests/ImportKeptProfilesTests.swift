import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What commands set of profiles, when a directory is imported again.
@Suite struct ImportKeptProfilesTests: KeptDirectory {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws { (folder, harness) = try Self.prepared() }

  @Test func `copies of shared credentials became own ones while the shared file was broken`()
    throws
  {
    try write()
    let profile =
      #""xai:a": {"type": "api_key", "provider": "xai", "key": "sample-key-0123456789"}"#
    try writeProfiles(profile, of: "main")
    try writeProfiles(profile, of: "coder")
    _ = try messages()
    let before = try run("models auth list --agent coder")
    try folder.write("{", to: "state/agents/main/agent/auth-profiles.json")
    _ = harness.run("import ~/state")
    #expect(try run("models auth list --agent coder") == before)
    #expect(try run("models auth list --agent coder")["profiles"]?[0]?["scope"] == "*")
  }

  @Test func `an old copy of a key that was replaced for all came back without a word`() throws {
    let old =
      #""openai:a": {"type": "api_key", "provider": "openai", "key": "sample-key-old-0000001"}"#
    try write()
    for agent in ["main", "coder"] { try writeProfiles(old, of: agent) }
    _ = try messages()
    let event = try event(
      "models auth paste-api-key --provider openai --profile-id openai:a --from-file ~/new.txt")
    try writeProfiles("", of: "main")
    let told = try messages()
    #expect(
      told == [
        "Profile 'openai:a' of the agent stands before the shared one, which a command set in event \(event)."
      ])
    #expect(try messages() == [])
  }

  @Test func `an old copy of a profile that was logged out came back without a word`() throws {
    let old =
      #""openai:a": {"type": "api_key", "provider": "openai", "key": "sample-key-old-0000001"}"#
    try write()
    for agent in ["main", "coder"] { try writeProfiles(old, of: agent) }
    _ = try messages()
    let event = try event("models auth logout openai:a --yes")
    try writeProfiles("", of: "main")
    let told = try messages()
    #expect(
      told == [
        "Profile 'openai:a' of the agent is back: the shared one was logged out in event \(event), and the file has it still."
      ])
  }

  @Test func `the end that a command gave a token was forgotten`() throws {
    try write()
    try writeProfiles(
      #""anthropic:t": {"type": "token", "provider": "anthropic", "token": "sample-key-set-by-a-command-0123456789"}"#,
      of: "main")
    #expect(try messages() == [])
    _ = try run(
      "models auth paste-token --provider anthropic --profile-id anthropic:t --expires-in 12h --email a@b.example --from-file ~/new.txt"
    )
    let before = try run("models auth list")
    #expect(try messages() == [])
    #expect(try run("models auth list") == before)
    #expect(before.text(.compact).contains("a@b.example"))
    // What the file does say counts, and is told.
    try writeProfiles(
      #""anthropic:t": {"type": "token", "provider": "anthropic", "token": "sample-key-set-by-a-command-0123456789", "email": "c@d.example"}"#,
      of: "main")
    #expect(
      try messages() == [
        "What the file says of profile 'anthropic:t' beside its secret is as the file has it again."
      ])
    #expect(try messages() == [])
  }

  @Test func `the key of a file was called a command's once a command had named its account`()
    throws
  {
    func write(_ key: String) throws {
      try writeProfiles(
        #""openai:a": {"type": "api_key", "provider": "openai", "key": "\#(key)"}"#, of: "main")
    }
    try self.write()
    try write("sample-key-set-by-a-command-0123456789")
    _ = try messages()
    let line =
      "models auth paste-api-key --provider openai --profile-id openai:a --from-file ~/new.txt"
    _ = try run("\(line) --email a@b.example")
    #expect(try messages() == [])
    #expect(try run("models auth list").text(.compact).contains("a@b.example"))
    try write("sample-key-of-the-file-0123456789")
    #expect(
      try messages() == [
        "Profile 'openai:a' has the secret of the file now; what a command had said of the one before went with it."
      ])
    try write("sample-key-of-the-file-0123456780")
    #expect(try messages() == [])
    // One that a command did set is called so, before its account is named and after.
    let event = try event(line)
    _ = try run("\(line) --email a@b.example")
    let told = try messages()
    #expect(
      told.count == 1 && told[0].hasSuffix("that a command set in event \(event)."), "\(told)")
  }

  @Test func `the account of one credential was given to another reference`() throws {
    try write()
    try writeProfiles(
      #""openai:a": {"type": "api_key", "provider": "openai", "keyRef": {"source": "env", "provider": "default", "id": "OLD_KEY"}}"#,
      of: "main")
    _ = try messages()
    _ = try run(
      "models auth paste-api-key --provider openai --profile-id openai:a --ref env:NEW_KEY --email a@b.example"
    )
    #expect(try run("models auth list").text(.compact).contains("a@b.example"))
    let told = try messages().filter { $0.contains("openai:a") }
    #expect(told.count == 1, "\(told)")
    #expect(told.first?.contains("has the reference of the file now") == true, "\(told)")
    _ = try run(
      "models auth paste-api-key --provider openai --profile-id openai:a --ref file:vault:/openai")
    let hints = try (run("import ~/state")["findings"]?.array ?? []).compactMap {
      $0["hint"]?.string
    }
    #expect(
      hints.contains {
        $0.hasSuffix(
          "paste-api-key --provider openai --profile-id openai:a --ref file:vault:/openai")
      }, "\(hints)")
    let list = try run("models auth list").text(.compact)
    #expect(!list.contains("a@b.example"), "\(list)")
  }

  @Test func `a reference that an import had brought was called one that a command set`() throws {
    func write(_ name: String) throws {
      try writeProfiles(
        #""openai:a": {"type": "api_key", "provider": "openai", "keyRef": {"source": "env", "provider": "default", "id": "\#(name)"}}"#,
        of: "main")
    }
    func told() throws -> [String] { try messages().filter { $0.contains("openai:a") } }
    try self.write()
    try write("OLD_KEY")
    #expect(try told() == [])
    _ = try run(
      "models auth paste-api-key --provider openai --profile-id openai:a --ref env:NEW_KEY")
    #expect(try told().count == 1)
    try write("NEXT_KEY")
    #expect(try told() == [])
  }

  @Test func `a blank secret took away the one that a command had set`() throws {
    try write()
    try writeProfiles(
      #""openai:a": {"type": "api_key", "provider": "openai", "key": ""}"#, of: "main")
    _ = try messages()
    let event = try event(
      "models auth paste-api-key --provider openai --profile-id openai:a --from-file ~/new.txt")
    let before = try run("models auth list")
    #expect(
      try messages().contains(
        "The secret of profile 'openai:a' was set in event \(event) and stays; the file has none."))
    #expect(try run("models auth list") == before)
  }
}
