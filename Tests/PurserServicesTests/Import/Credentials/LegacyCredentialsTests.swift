import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

struct LegacyCredentialsTests {
  @Test func `an auth json gives default profiles, with variables and without commands`() throws {
    let world = try ImportWorld()
    try world.write(
      """
      {"openai": {"type": "api_key", "key": "FAKE-KEY"},
       "mine": {"type": "oauth", "provider": "Anthropic", "access": "FAKE-A", "refresh": "FAKE-R",
         "expires": 1770000000000},
       "groq": {"type": "api_key", "key": "GROQ_API_KEY", "env": {"REGION": "eu", "X_TOKEN": "FAKE-ENV"}},
       "op": {"type": "api_key", "key": "!op read op://vault/item"},
       "lab": {"type": "api_key", "key": "!FAKE-sunshine"},
       "bad": {"key": "FAKE"}}
      """, to: "auth.json", of: "main")
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(
      try world.profiles().map(\.id) == [
        "openai:default", "mine:default", "groq:default", "op:default", "lab:default",
      ])
    #expect(try world.profile("mine:default").provider == "anthropic")
    #expect(try world.profile("groq:default").reference?.id == "GROQ_API_KEY")
    #expect(try world.profile("groq:default").extraJSON.contains("$sealed"))
    let command = try world.profile("op:default")
    #expect(command.sealed == nil && command.reference == nil)
    #expect(command.extraJSON == #"{"key":"!op read op://vault/item"}"#)
    #expect(try world.profile("lab:default").sealed != nil)
    #expect(report.allMessages.contains("A key that a command prints is not asked for"))
    #expect(try !world.databaseBytes().holds("FAKE-"))
    #expect(try world.isSettled())
  }

  @Test func `the state in a flat file was taken for profiles`() throws {
    let world = try ImportWorld()
    try world.write(
      """
      {"version": 1, "openai": {"apiKey": "FAKE-KEY"}, "groq": {"apiKey": "FAKE-OTHER"},
       "order": {"openai": ["openai:default"]}, "lastGood": {"openai": "openai:default"},
       "usageStats": {"openai:default": {"lastUsed": 1700000000000}}}
      """, to: "auth-profiles.json", of: "main")
    let report = try world.run()
    #expect(try world.profiles().map(\.id) == ["openai:default", "groq:default"])
    #expect(!report.allMessages.contains("was left out"), "\(report.allMessages)")
    #expect(
      try world.state("openai:default").lastUsedAt == Timestamp(milliseconds: 1_700_000_000_000))
    #expect(try world.state("openai:default").isLastGood)
    #expect(try world.orders().count == 1)
    #expect(try world.isSettled())
  }

  @Test func `an auth json beside auth-profiles is not read`() throws {
    let world = try ImportWorld()
    try world.write(#"{"openai": {"type": "api_key", "key": "FAKE"}}"#, to: "auth.json", of: "main")
    try world.writeProfiles("")
    let report = try world.run()
    #expect(try world.profiles().isEmpty)
    #expect(report.messages(.authFiles).joined().contains("auth-profiles.json counts"))
    try world.write("{broken", to: "auth-profiles.json", of: "main")
    let second = try world.run()
    #expect(try world.profiles().map(\.id) == ["openai:default"])
    #expect(second.messages(.authFiles).joined().contains("not valid JSON"))
    #expect(second.isComplete)
  }

  @Test func `the flat form gives default profiles`() throws {
    let world = try ImportWorld()
    try world.write(
      #"{"openai": {"apiKey": "FAKE-1"}, "github": {"token": "FAKE-2"}, "x": "FAKE-PLAIN"}"#,
      to: "auth-profiles.json", of: "main")
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.profiles().map(\.id) == ["openai:default", "github:default"])
    #expect(try world.profiles().map(\.type) == [.apiKey, .token])
    #expect(!report.allMessages.contains("FAKE"))
    #expect(try world.isSettled())
  }

  @Test func `oauth json fills in what is free, and a cached copilot token is left`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""anthropic:default": {"type": "api_key", "provider": "anthropic", "key": "FAKE-KEY"}"#)
    try world.write(
      """
      {"anthropic": {"access": "FAKE-A", "refresh": "FAKE-R", "expires": 1770000000000},
       "openai-codex": {"access": "FAKE-B", "refresh": "FAKE-S", "expires": 1770000000000,
         "type": "api_key", "provider": "spoof"}, "bad": null}
      """, to: "credentials/oauth.json")
    try world.write(#"{"token": "FAKE-CACHED"}"#, to: "credentials/github-copilot.token.json")
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.profiles().map(\.id) == ["anthropic:default", "openai-codex:default"])
    let login = try world.profile("openai-codex:default")
    #expect(login.provider == "openai-codex" && login.type == .oauth)
    #expect(try world.profile("anthropic:default").type == .apiKey)
    #expect(report.allMessages.contains("was left out: its id is taken"))
    #expect(report.allMessages.contains("whenever it needs one is not imported"))
    #expect(try !world.databaseBytes().holds("FAKE-"))
    #expect(try world.isSettled())
  }
}
